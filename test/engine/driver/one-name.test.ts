import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeldStreams, scriptPipeline, startScript } from '#engine/driver';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { type Pipeline, scriptNames, titleOf } from '#engine/model';
import { decodeScript, pipelineOfScript } from '#engine/pyspark';
import { SystemClock } from '#engine/streaming';

/** A script with every way to give a stream a name, and with streams that have none. */
const STYLES = `from pyspark import SparkContext
from pyspark.streaming import DStream, StreamingContext
sc = SparkContext("local[2]", "styles")
ssc = StreamingContext(sc, 1)
class Job:
    def __init__(self, ssc):
        self.lines = ssc.textFileStream(".")
Job(ssc).lines.map(str).pprint()
a, b = ssc.textFileStream("."), ssc.textFileStream(".")
c: DStream = a.map(str)
d = e = b.map(str).checkpoint(4)
d = d.filter(bool)
(c
    .flatMap(
        lambda line: line.split()).
    map(lambda w: (w, 1))
    .reduceByKey(lambda x, y: x + y)
    .pprint())
c.map(str).map(str).map(str).pprint()
d.transformWith(lambda x, y: x.union(y), c).pprint()
ssc.start()
ssc.awaitTermination()
`;

describe('a node of a script', () => {
  let executors: ExecutorPool;
  let folder: string;
  beforeAll(() => {
    executors = new ExecutorPool(new WorkerHost());
    folder = mkdtempSync(join(tmpdir(), 'dstream-names-'));
  });
  afterAll(async () => {
    await executors.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The graph that a script turns out to have when it runs. */
  async function graphOfRun(text: string, path: string): Promise<Pipeline> {
    let printed = '';
    let hold!: (held: HeldStreams) => void;
    const reached = new Promise<HeldStreams>((resolve) => (hold = resolve));
    const run = await startScript(
      { script: path, text, args: [], pyFiles: [], master: 'local[2]', appName: 'named', directory: folder, hold, print: (_stream, told) => void (printed += told) },
      { executors, startSocketReceiver: () => ({ setRate: () => undefined, stop: () => Promise.resolve() }), sqliteSink: null, listener: () => undefined, cores: 2, clock: new SystemClock(), observe: { samples: 1, valueLength: 10 }, conf: new Map(), maxBatches: null, resolvePath: (path) => path },
    );
    try {
      const held = await Promise.race([reached, run.ended.then(() => Promise.reject(new Error(printed)))]);
      return scriptPipeline(held.nodes, { name: 'named', master: held.master, batchInterval: held.batchInterval, text, path, arguments: [], input: [], notFirst: null });
    } finally {
      await run.close();
    }
  }

  const titles = ({ nodes }: Pipeline): string[] => nodes.map(titleOf).sort();

  it('is called the same before its run, from the text, and in it: by its variable, else by its line', async () => {
    const run = await graphOfRun(STYLES, join(folder, 'styles.py'));
    expect(titles(pipelineOfScript(STYLES, 'styles', 'lines'))).toEqual(titles(run));
    expect(titles(run)).toEqual(
      [
        ...['textFileStream lines', 'map line 8', 'pprint line 8', 'textFileStream a', 'textFileStream b', 'map c', 'map d', 'filter d2', 'flatMap line 14', 'map line 16', 'reduceByKey line 17', 'pprint line 18'],
        ...['map line 19', 'map line 19 (2)', 'map line 19 (3)', 'pprint line 19', 'transformWith line 20', 'pprint line 20'],
      ].sort(),
    );
  });

  it.each(['03_run_backslashes', '05_run_join', '13_byte_order_mark'])('has one name in %s', async (name) => {
    const path = `test/fixtures/scripts/${name}.py`;
    const { text } = decodeScript(readFileSync(path));
    expect(titles(pipelineOfScript(text, name, 'lines'))).toEqual(titles(await graphOfRun(text, path)));
  });

  it('says which file it is in where that is another than the script', () => {
    const place = { op: 'map', variable: null, line: 3 };
    expect(scriptNames([{ ...place, file: 'helper.py' }, { ...place, file: null }, { ...place, file: null }, { op: 'map', variable: 'x', line: 9, file: 'helper.py' }])).toEqual(['map line 3 of helper.py', 'map line 3', 'map line 3 (2)', 'x']);
  });
});
