import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { Pipeline, PipelineNode } from '#engine/model';
import { RunView } from '#engine/recorder';
import { ManualFeed, startPipelineRun } from '#engine/run';
import { batchesOf, startSocketReceiver } from '#engine/sources';
import { type Clock, ManualClock, SystemClock } from '#engine/streaming';

const lines: PipelineNode = { id: 'lines', op: 'socketTextStream', name: 'lines', params: { hostname: '127.0.0.1', port: 9 } };
const SAVED = mkdtempSync(join(tmpdir(), 'dstream-explained-'));
function pipelineOf(nodes: readonly PipelineNode[], change: Partial<Pipeline> = {}): Pipeline {
  const all = [...nodes, { id: 'save', op: 'saveAsTextFiles', name: 'save', params: { prefix: join(SAVED, 'out') } }];
  const edges = all.slice(1).map(({ id, op }, index) => ({ from: all[index]!.id, to: id, port: op === 'updateStateByKey' ? 'pairs' : 'parent' }));
  return { dstream: 1, name: 'explained', language: 'javascript', master: 'local[2]', batchInterval: 100, settings: {}, nodes: all, edges, code: [], layout: { nodes: {} }, ...change };
}

describe('a usual mistake in a running stream', () => {
  const executors = new ExecutorPool(new WorkerHost());
  const folder = mkdtempSync(join(tmpdir(), 'dstream-explainer-'));
  afterAll(async () => {
    await executors.close();
    for (const path of [folder, SAVED]) rmSync(path, { recursive: true, force: true });
  });

  /** Runs it until one of its explanations is told. @returns that one, as code, node and sentence */
  async function explained(pipeline: Pipeline, code: string, manual?: string): Promise<readonly (string | undefined)[]> {
    let look = (): void => undefined;
    const view = new RunView({ startedAt: 0, batchInterval: pipeline.batchInterval }, () => look());
    const found = new Promise<readonly (string | undefined)[]>((resolve) => {
      look = () => {
        const told = view.wholeSnapshot().explanations.find((each) => each.code === code);
        if (told) resolve([told.severity, told.place?.nodeId, told.message]);
      };
    });
    const clock: Clock = manual === undefined ? new SystemClock() : new ManualClock(0);
    const feed = manual === undefined ? null : new ManualFeed(clock as ManualClock, () => batchesOf(manual), null, () => undefined);
    view.setPipeline(pipeline);
    const started = await startPipelineRun(pipeline, {
      executors,
      startSocketReceiver: feed?.startSocketReceiver ?? startSocketReceiver,
      sqliteSink: null,
      listener: (event) => {
        view.listener(event);
        feed?.listener(event);
      },
      cores: 2,
      clock,
      observe: { samples: 0, valueLength: 0 },
      conf: new Map(),
      maxBatches: null,
      resolvePath: (path) => path,
    });
    if (!started.started) throw new Error(started.problems.map(({ message }) => message).join(' '));
    const told = await found;
    await started.run.stop({ graceful: false });
    return told;
  }

  it('is that nobody listens at the port', async () => {
    expect(await explained(pipelineOf([lines]), 'nobody-listens')).toEqual(['warning', 'lines', expect.stringMatching(/nobody listens there \(.*refused.*\)\. Start the socket source/)]);
  });

  it('is that the receiver holds the only slot', async () => {
    expect(await explained(pipelineOf([lines], { master: 'local[1]' }), 'starvation')).toEqual(['warning', 'lines', expect.stringContaining('Use local[2] or more.')]);
  });

  it('is that a file is too old', async () => {
    const input = join(folder, 'in');
    mkdirSync(input);
    writeFileSync(join(input, 'old.txt'), 'old\n');
    utimesSync(join(input, 'old.txt'), 1_600_000_000, 1_600_000_000);
    const files = { id: 'files', op: 'textFileStream', name: 'files', params: { directory: input } };
    expect(await explained(pipelineOf([files]), 'file-ignored')).toEqual(['warning', 'files', expect.stringMatching(/old\.txt is ignored: .* moving it keeps its old time\. Copy it/)]);
  });

  it('is that batches take longer than they come', async () => {
    const slow = { id: 'slow', op: 'map', name: 'slow', params: { f: 'x => { const end = Date.now() + 40; while (Date.now() < end); return x; }' } };
    const server = createServer((socket) => {
      const timer = setInterval(() => socket.write('a\n'), 5);
      socket.on('error', () => undefined).on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const source = { ...lines, params: { ...lines.params, port: (server.address() as AddressInfo).port } };
    const told = await explained(pipelineOf([source, slow], { batchInterval: 20, settings: { 'spark.streaming.blockInterval': '10ms' } }), 'falling-behind');
    server.close();
    expect(told).toEqual(['warning', 'slow', expect.stringMatching(/each takes \d+ ms, and one comes every 20 ms.*spent at slow/)]);
  });

  it('is that a state only grows', async () => {
    const keyed = { id: 'keyed', op: 'map', name: 'keyed', params: { f: 'x => [x, 1]' } };
    const state = (f: string): PipelineNode => ({ id: 'state', op: 'updateStateByKey', name: 'state', params: { updateFunc: f } });
    const text = Array.from({ length: 30 }, (_, batch) => Array.from({ length: 6 }, (_each, at) => `${batch}-${at}`).join('\n')).join('\n\n');
    expect(await explained(pipelineOf([lines, keyed, state('(now, old) => (old ?? 0) + now.length')]), 'state-grows', text)).toEqual(['warning', 'state', expect.stringMatching(/state keeps \d+ keys and has never removed one.*Return None/)]);
  });

  it.each([
    ['ValueError: RDD is empty', 'empty-batch'],
    ["java.lang.UnsupportedOperationException: queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.", 'queue-with-checkpoint'],
    ['org.apache.spark.streaming.dstream.SocketInputDStream@1 has not been initialized', 'code-not-recovered'],
    ['ZeroDivisionError: division by zero', undefined],
  ])('is what ended a script: %s', (message, code) => {
    const view = new RunView({ startedAt: 0, batchInterval: 1000 }, () => undefined);
    view.setScript({ exception: { line: 1, message } });
    expect(view.wholeSnapshot().explanations[0]?.code).toBe(code);
  });
});
