import { ExecutorPool } from '#engine/hosts';
import type { HistoryStore } from '#engine/history';
import type { Pipeline, PipelineNode } from '#engine/model';
import { RunRecorder } from '#engine/recorder';
import { ManualFeed, startPipelineRun } from '#engine/run';
import { batchesOf } from '#engine/sources';
import { ManualClock } from '#engine/streaming';

/** A chain of operators between a socket and pprint. */
export function chain(steps: readonly (readonly [op: string, params: PipelineNode['params']])[]): Pipeline {
  const nodes: PipelineNode[] = [
    { id: 'lines', op: 'socketTextStream', name: 'lines', params: { hostname: 'localhost', port: 1 } },
    ...steps.map(([op, params], index) => ({ id: `${op}${index}`, op, name: `${op}${index}`, params })),
    { id: 'print', op: 'pprint', name: 'print', params: { num: 10 } },
  ];
  const edges = nodes.slice(1).map(({ id }, index) => ({ from: nodes[index]!.id, to: id, port: portOf(nodes[index + 1]!.op) }));
  return { dstream: 1, name: 'recorded', language: 'python', master: 'local[3]', batchInterval: 1000, settings: {}, nodes, edges, code: [], layout: { nodes: {} } };
}

function portOf(op: string): string {
  return /ByKey|mapValues/.test(op) ? 'pairs' : 'parent';
}

/**
 * Runs it at a manual clock, a paragraph a batch, and records it.
 * @param text what each source gets, or what the source at a port gets
 * @returns the run's id
 */
export async function recordRun(pipeline: Pipeline, text: string | ((port: number) => string), executors: ExecutorPool, store: HistoryStore, start = 0, batches: number | null = null): Promise<number> {
  const clock = new ManualClock(start);
  const recorder = new RunRecorder(store, { documentName: 'recorded', startedAt: start, batchInterval: 1000, master: pipeline.master, language: pipeline.language, pipeline });
  let done = (): void => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  const feed = new ManualFeed(clock, ({ port }) => batchesOf(typeof text === 'string' ? text : text(port)), batches, () => done());
  const started = await startPipelineRun(pipeline, {
    executors,
    startSocketReceiver: feed.startSocketReceiver,
    sqliteSink: null,
    listener: (event) => {
      recorder.listener(event);
      feed.listener(event);
    },
    cores: 2,
    clock,
    observe: { samples: 100, valueLength: 2048 },
    conf: new Map(),
    maxBatches: null,
    resolvePath: (path) => path,
  });
  if (!started.started) throw new Error(started.problems.map(({ message }) => message).join(' '));
  await ended;
  await started.run.stop({ graceful: true });
  await recorder.close();
  return recorder.runId;
}
