import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GrantedFolders, type ScriptEnd, startScript } from '#engine/driver';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import type { RunEnvironment } from '#engine/run';
import { startSocketReceiver } from '#engine/sources';
import { ManualClock, RunControl, type StreamingEvent, type StreamNode, SystemClock } from '#engine/streaming';

const SCRIPT = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "graph")
ssc = StreamingContext(sc, 1)
words = ssc.queueStream([["a b"]]).flatMap(lambda line: line.split(" "))
counts = (words.map(lambda word: (word, 1))
    .reduceByKey(
        lambda a, b: a + b))
counts.join(counts).pprint(
    5)
words.window(2, 1).foreachRDD(lambda rdd: None)
ssc.start()
ssc.stop()
`;

describe('a script as the app runs it', () => {
  const executors = new ExecutorPool(new WorkerHost());
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dstream-script-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await executors.close();
  });

  async function run(text: string, granted?: GrantedFolders): Promise<ScriptEnd & { events: StreamingEvent[]; errors: string }> {
    const events: StreamingEvent[] = [];
    let errors = '';
    const observe = { samples: 0, valueLength: 100 };
    const environment: RunEnvironment = { executors, startSocketReceiver, sqliteSink: null, listener: (event) => events.push(event), cores: 2, clock: new SystemClock(), observe, conf: new Map(), maxBatches: null, resolvePath: (path) => path };
    const print = (stream: string, told: string): void => void (stream === 'stderr' && (errors += told));
    const script = await startScript({ script: join(folder, 'script.py'), text, args: [], pyFiles: [], master: 'local[2]', appName: 'test', print, granted, directory: folder }, environment);
    const end = await script.ended;
    await script.close();
    return { events, ...end, errors };
  }

  it('tells its graph: each call that made a stream or an output, with its lines, its text and its variable', async () => {
    const { events, status } = await run(SCRIPT);
    expect(status).toBe(0);
    const graph = events.find(({ type }) => type === 'streamGraph') as { nodes: readonly StreamNode[] };
    const { nodes } = graph;
    const at = new Map(nodes.map(({ id }, index) => [id, index]));
    expect(nodes.map(({ operation, site, parents, isOutput }) => [operation, site!.line, site!.endLine, site!.name, site!.code, parents.map((id) => at.get(id)), isOutput])).toEqual([
      ['queueStream', 5, 5, null, '[["a b"]]', [], false],
      ['flatMap', 5, 5, 'words', 'lambda line: line.split(" ")', [0], false],
      ['map', 6, 6, null, 'lambda word: (word, 1)', [1], false],
      ['reduceByKey', 7, 8, 'counts', 'lambda a, b: a + b', [2], false],
      ['join', 9, 9, null, 'counts', [3], false],
      ['window', 11, 11, null, '2, 1', [1], false],
      ['pprint', 9, 10, null, '5', [4], true],
      ['foreachRDD', 11, 11, null, 'lambda rdd: None', [5], true],
    ]);
  });

  it('tells the line at which an exception, or a mistake in the syntax, ended it', async () => {
    expect(await run('x = 1\n\n\ndef f():\n    return 1 / 0\n\nf()\n')).toMatchObject({ status: 1, exception: { line: 5, message: 'ZeroDivisionError: division by zero' }, errors: expect.stringContaining('ZeroDivisionError') as string });
    expect(await run('x = 1\nif x\n')).toMatchObject({ status: 1, exception: { line: 2 }, errors: expect.stringContaining('SyntaxError') as string });
  });

  it('reads and writes nothing outside of the folders that were granted, links included', async () => {
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    writeFileSync(join(inside, 'data.txt'), 'one\n');
    writeFileSync(join(folder, 'secret.txt'), 'secret\n');
    symlinkSync(join(folder, 'secret.txt'), join(inside, 'link.txt'));
    const attempt = (path: string): string => `try:\n    print(sc.textFile(${JSON.stringify(path)}).collect(), file=sys.stderr)\nexcept Exception as error:\n    print("REFUSED", error, file=sys.stderr)\n`;
    const save = `try:\n    sc.parallelize([1]).saveAsTextFile(${JSON.stringify(join(folder, 'out'))})\nexcept Exception as error:\n    print("REFUSED", error, file=sys.stderr)\n`;
    const text = `import sys\nfrom pyspark import SparkContext\nsc = SparkContext("local[1]")\n${attempt(join(inside, 'data.txt'))}${attempt(join(folder, 'secret.txt'))}${attempt(join(inside, 'link.txt'))}${attempt(inside)}${attempt(`file://${inside}/../secret.txt`)}${save}`;
    const { errors } = await run(text, new GrantedFolders([inside]));
    expect(errors).toContain("['one']");
    expect(errors).not.toContain("['secret");
    expect(errors.match(/REFUSED/g)).toHaveLength(5);
    expect(errors).toContain('is outside of the folders that this script may use');
  });

  it('is run at a manual clock batch by batch, up to one, and to a breakpoint', async () => {
    const text = 'from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\nssc = StreamingContext(SparkContext("local[2]", "steps"), 1)\nnumbers = ssc.queueStream([[n] for n in range(20)]).map(lambda n: n * 10)\nnumbers.pprint()\nssc.start()\nssc.awaitTermination()\n';
    let wake = (): void => undefined;
    const control = new RunControl(() => wake());
    const batches: number[] = [];
    let graph: readonly StreamNode[] = [];
    let started = false;
    const until = async (what: () => boolean): Promise<void> => {
      while (!what()) await new Promise<void>((resolve) => (wake = resolve));
    };
    const listener = (event: StreamingEvent): void => {
      if (event.type === 'streamGraph') graph = event.nodes;
      if (event.type === 'streamingStarted') started = true;
      if (event.type === 'batchCompleted') batches.push(event.report.info.batchTime);
      wake();
    };
    const environment: RunEnvironment = { executors, startSocketReceiver, sqliteSink: null, listener, cores: 2, clock: new ManualClock(0), control, observe: { samples: 0, valueLength: 100 }, conf: new Map(), maxBatches: null, resolvePath: (path) => path };
    const script = await startScript({ script: join(folder, 'steps.py'), text, args: [], pyFiles: [], master: 'local[2]', appName: 'steps', print: () => undefined, directory: folder }, environment);
    await until(() => started);
    expect(control.state).toMatchObject({ held: true, next: 1000 });
    control.step(2);
    await until(() => batches.length === 2 && control.state.held);
    control.runTo(5000);
    await until(() => batches.length === 5 && control.state.held);
    control.setBreakpoints([{ nodeId: graph.find(({ operation }) => operation === 'map')!.id, condition: 'record == 80' }]);
    control.step(10);
    await until(() => control.state.hit !== null);
    expect(control.state.hit).toMatchObject({ batchTime: 9000, record: '80', matches: 1 });
    expect(batches).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]);
    await script.stopStreams();
    expect((await script.ended).status).toBe(0);
    await script.close();
  });

  it('ends with its streams where a batch still waits for it', async () => {
    const text = 'from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\nimport time\nssc = StreamingContext(SparkContext("local[2]", "ends"), 0.02)\nnumbers = ssc.queueStream([[n] for n in range(500)])\nnumbers.foreachRDD(lambda rdd: rdd.reduce(lambda a, b: a + b))\nssc.start()\ntime.sleep(0.5)\nraise SystemExit(3)\n';
    const environment: RunEnvironment = { executors, startSocketReceiver, sqliteSink: null, listener: () => undefined, cores: 2, clock: new SystemClock(), observe: { samples: 0, valueLength: 100 }, conf: new Map(), maxBatches: null, resolvePath: (path) => path };
    const script = await startScript({ script: join(folder, 'ends.py'), text, args: [], pyFiles: [], master: 'local[2]', appName: 'ends', print: () => undefined, directory: folder }, environment);
    expect((await script.ended).status).toBe(3);
    // What the app does, too: gracefully first.
    const stopped = script.stopStreams();
    await script.close();
    await stopped;
  });
});
