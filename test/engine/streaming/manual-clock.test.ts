import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { countRecords } from '#engine/history';
import { type Pipeline, type PipelineEdge, type PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';
import { type BatchInput, ManualFeed, startPipelineRun } from '#engine/run';
import { batchesOf } from '#engine/sources';
import { type BatchReport, ManualClock, type StreamingEvent } from '#engine/streaming';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

interface Ran {
  readonly events: readonly StreamingEvent[];
  readonly reports: readonly BatchReport[];
  readonly console: string;
}

/** Runs a pipeline at a manual clock; input by port. */
async function run(pipeline: Pipeline, inputs: ReadonlyMap<number, readonly BatchInput[]>): Promise<Ran> {
  const events: StreamingEvent[] = [];
  const clock = new ManualClock();
  let done = (): void => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  const feed = new ManualFeed(clock, ({ port }) => inputs.get(port), null, () => done());
  const started = await startPipelineRun(pipeline, {
    executors: pool,
    startSocketReceiver: feed.startSocketReceiver,
    sqliteSink: null,
    listener: (event) => {
      events.push(event);
      feed.listener(event);
    },
    cores: 2,
    clock,
    observe: { samples: 100, valueLength: 100 },
    conf: new Map(),
    maxBatches: null,
    resolvePath: (path) => path,
  });
  if (!started.started) throw new Error(started.problems.map(({ message }) => message).join(' '));
  await ended;
  await started.run.stop({ graceful: true });
  const reports = events.flatMap((event) => (event.type === 'batchCompleted' ? [event.report] : []));
  return { events, reports, console: reports.map(({ console }) => console).join('') };
}

function pipeline(nodes: readonly PipelineNode[], edges: readonly PipelineEdge[], master = 'local[4]'): Pipeline {
  return { dstream: 1, name: 'test', language: 'python', master, batchInterval: 1000, settings: {}, nodes, edges, code: [], layout: { nodes: {} } };
}

const source = (id: string, port: number): PipelineNode => ({ id, op: 'socketTextStream', name: id, params: { hostname: 'localhost', port } });
const print: PipelineNode = { id: 'print', op: 'pprint', name: 'print', params: { num: 100 } };
const printed = (report: BatchReport): string[] => report.console.split('\n').slice(3, -2);

/** A Python literal of an example's value: an array is a tuple, { list } a list. */
function literal(value: unknown): string {
  if (value === null) return 'None';
  if (Array.isArray(value)) return `(${value.map(literal).join(', ')})`;
  if (typeof value === 'object') return `[${(value as { list: unknown[] }).list.map(literal).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

describe('each operator gives what its declaration shows', () => {
  const shown = [...operators.values()].filter(({ example }) => example);
  it.each(shown.map((declaration) => [declaration.kind, declaration] as const))('%s', async (kind, { example, inputs }) => {
    // Records come over a socket as literals and are read back by a map: one socket for each input port.
    const nodes: PipelineNode[] = [{ id: 'it', op: kind, name: 'it', params: example!.params }, { ...print }];
    const edges: PipelineEdge[] = [{ from: 'it', to: 'print', port: 'parent' }];
    const given = new Map<number, BatchInput[]>();
    for (const [index, { name, many }] of inputs.entries()) {
      if (many) continue;
      const batches = index === 0 ? example!.given : example!.others![name]!;
      given.set(index + 1, batches.map((records) => ({ bytes: new TextEncoder().encode(records.map((record) => `${literal(record)}\n`).join('')), records: records.length })));
      nodes.push(source(`lines${index}`, index + 1), { id: `read${index}`, op: 'map', name: `read${index}`, params: { f: '__import__("ast").literal_eval' } });
      edges.push({ from: `lines${index}`, to: `read${index}`, port: 'parent' }, { from: `read${index}`, to: 'it', port: name });
    }
    const { reports } = await run(pipeline(nodes, edges), given);
    const text = (value: unknown): string => (typeof value === 'string' ? value : literal(value));
    expect(reports.map((report) => printed(report).sort())).toEqual(example!.expect.map((records) => records.map(text).sort()));
  });
});

describe('a stream', () => {
  it('unions streams in the order of their wires', async () => {
    const edges = [
      { from: 'a', to: 'all', port: 'parent' },
      { from: 'b', to: 'all', port: 'others' },
      { from: 'all', to: 'print', port: 'parent' },
    ];
    const all = { id: 'all', op: 'union', name: 'all', params: {} };
    const { reports } = await run(pipeline([source('b', 2), source('a', 1), all, print], edges), new Map([[1, batchesOf('1\n2\n')], [2, batchesOf('3\n\n4\n')]]));
    expect(reports.map(printed)).toEqual([['1', '2', '3'], ['4']]);
  });

  it('begins at the first multiple of the interval after now and knows every batch’s inputs, RDDs and counts', async () => {
    const { events, reports } = await run(pipeline([source('lines', 1), print], [{ from: 'lines', to: 'print', port: 'parent' }]), new Map([[1, batchesOf('a\nb\n\nc\n')]]));
    expect(reports.map(({ info }) => [info.batchTime, info.numRecords])).toEqual([[1000, 2], [2000, 1]]);
    expect(reports[0]!.rdds).toMatchObject([{ kind: 'BlockRDD', scope: 'socketTextStream', nodeId: 'lines', isNodeOutput: true, partitions: 1, batchTime: 1000 }]);
    expect(events.map(({ type }) => type).filter((type) => type.startsWith('streaming'))).toEqual(['streamingStarted', 'streamingStopping', 'streamingStopping', 'streamingStopped']);
  });

  it('goes on after a batch that failed, and names node and record', async () => {
    const nodes = [source('lines', 1), { id: 'ints', op: 'map', name: 'ints', params: { f: 'lambda x: int(x)' } }, print];
    const edges = [{ from: 'lines', to: 'ints', port: 'parent' }, { from: 'ints', to: 'print', port: 'parent' }];
    const { reports } = await run(pipeline(nodes, edges), new Map([[1, batchesOf('1\n\nx\n\n3\n')]]));
    expect(reports.map(printed)).toEqual([['1'], [], ['3']]);
    expect(reports[1]!.info.outputOperations[0]!.failure).toMatchObject({ type: 'ValueError', place: { nodeId: 'ints', param: 'f' }, record: "'x'" });
  });

  it('warns where receivers hold all slots', async () => {
    const clock = new ManualClock();
    const warnings: string[] = [];
    const started = await startPipelineRun(pipeline([source('lines', 1), print], [{ from: 'lines', to: 'print', port: 'parent' }], 'local'), {
      executors: pool,
      startSocketReceiver: () => ({ setRate: () => undefined, stop: () => Promise.resolve() }),
      sqliteSink: null,
      listener: (event) => event.type === 'log' && warnings.push(event.text),
      cores: 2,
      clock,
      observe: { samples: 0, valueLength: 0 },
      conf: new Map(),
      maxBatches: null,
      resolvePath: (path) => path,
    });
    expect(started.started).toBe(true);
    expect(warnings[0]).toContain('spark.master should be set as local[n], n > 1');
    if (started.started) await started.run.stop({ graceful: false });
  });
});

describe('counts', () => {
  it.each(['python', 'javascript'] as const)('see each record of a persisted stream once, in %s', async (language) => {
    const nodes = [source('lines', 1), { id: 'window', op: 'window', name: 'window', params: { windowDuration: 2000, slideDuration: 1000 } }, print];
    const edges = [{ from: 'lines', to: 'window', port: 'parent' }, { from: 'window', to: 'print', port: 'parent' }];
    const { reports } = await run({ ...pipeline(nodes, edges), language }, new Map([[1, batchesOf('a\nb\nc\n\nd\n')]]));
    const counts = countRecords(reports[1]!.tasks);
    expect(reports[1]!.rdds.filter(({ isNodeOutput }) => isNodeOutput).map(({ nodeId, id, batchTime }) => [nodeId, batchTime, counts.get(id)])).toEqual([
      ['lines', 1000, 3],
      ['lines', 2000, 1],
      ['window', 2000, 4],
    ]);
  });
});
