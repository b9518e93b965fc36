import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printPipeline, validatePipeline, wordCountPipeline } from '#engine/model';
import { streamingSettings } from '#engine/streaming';
import { submit } from './submit';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'durations-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCRIPT = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "durations")
add = lambda a, b: a + b
def tell(make):
    try:
        make()
        print("nothing is raised")
    except Exception as error:
        print("%s: %s" % (type(error).__name__, str(error).strip().split("\\n")[-1]))
for duration in (0, -1, 0.0001, float("nan"), float("inf"), "1", 1e300):
    tell(lambda: StreamingContext(sc, duration))
ssc = StreamingContext(sc, 1)
pairs = ssc.queueStream([[("a", 1)]])
for duration in (0, -1, 1.5, float("nan"), "2"):
    for make in (
        lambda: pairs.window(duration),
        lambda: pairs.countByWindow(2, duration),
        lambda: pairs.reduceByKeyAndWindow(add, None, 2, duration),
        lambda: pairs.groupByKeyAndWindow(duration, 1),
    ):
        tell(make)
for duration in ("2", None, float("nan")):
    tell(lambda: pairs.checkpoint(duration))
    tell(lambda: ssc.awaitTerminationOrTimeout(duration))
`;
const JAVA = 'Py4JJavaError: : java.lang.IllegalArgumentException:';
const BATCH = `${JAVA} The batch interval has to be a whole number of ms, longer than 0; it is`;
const NAN = 'ValueError: cannot convert float NaN to integer';
const each = (window: string, slide: string): string[] => [window, slide, slide, window];
const longer = (ms: number): string[] => each(...(['windowDuration', 'slideDuration'].map((name) => `${JAVA} ${name} has to be longer than 0 ms; it is ${ms} ms. Make it a multiple of 1000 ms.`) as [string, string]));
const text = (value: string): string => `TypeError: a duration is a number of seconds, not str: '${value}'`;

const WARNING = 'spark.master should be set as local[n], n > 1 in local mode';
const ADVICE = 'Here the receiver holds all one slot: use local[2] or more.';

describe('a master without a slot beside the receiver’s', () => {
  // Real Spark prints the same for these.
  it.each([['local', true], ['local[1]', true], ['local[2]', false]])('starves the batches of a script as in Spark, and it is said: %s', async (master, starves) => {
    writeFileSync(join(folder, 'starved.py'), `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
ssc = StreamingContext(SparkContext("${master}", "starved"), 0.5)
counted = []
ssc.socketTextStream("127.0.0.1", 1).count().foreachRDD(lambda rdd: counted.append(rdd.collect()))
ssc.start()
for _ in range(${starves ? 4 : 100}):
    if counted or ssc.awaitTerminationOrTimeout(0.5):
        break
print("counted", len(counted) > 0)
ssc.stop()
`);
    const { stdout, stderr } = await submit(['starved.py'], folder);
    expect([stdout, stderr.includes(WARNING), stderr.includes(ADVICE)]).toEqual([`counted ${starves ? 'False' : 'True'}\n`, starves, starves]);
  });

  it('fails the batch of a function that fails by itself after it found no slot, and does not run it again', async () => {
    writeFileSync(join(folder, 'fails.py'), `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
ssc = StreamingContext(SparkContext("local[1]", "fails"), 0.5)
def fail(rdd):
    try:
        rdd.collect()
    except Exception:
        pass
    raise ValueError("its own")
ssc.socketTextStream("127.0.0.1", 1).count().foreachRDD(fail)
ssc.start()
try:
    print("ended", ssc.awaitTerminationOrTimeout(10))
except Exception as error:
    print("its own" in str(error))
ssc.stop()
`);
    expect((await submit(['fails.py'], folder)).stdout).toBe('True\n');
  });

  it.each([['local', true], ['local[1]', true], ['local[2]', false]])('starves those of a pipeline until it is stopped: %s', async (master, starves) => {
    writeFileSync(join(folder, 'starved.dstream'), printPipeline({ ...wordCountPipeline(), batchInterval: 200 }));
    const { status, stderr } = await submit(['--master', master, '--seconds', '2', '--metrics', 'metrics.jsonl', 'starved.dstream'], folder);
    expect([status, stderr.includes(WARNING), stderr.includes(ADVICE)]).toEqual([0, starves, starves]);
    if (!starves) return;
    // A stop ends the receiver first: then those that waited get its slot.
    const metrics = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { readonly batchTime: number; readonly totalDelay: number });
    expect(metrics[0]!.batchTime + metrics[0]!.totalDelay).toBeGreaterThan(metrics.at(-1)!.batchTime);
  });
});

describe('a wrong duration', () => {
  it('is refused where a script gives it, with what is wrong with it', async () => {
    writeFileSync(join(folder, 'durations.py'), SCRIPT);
    const { stdout } = await submit(['durations.py'], folder);
    expect(stdout.trim().split('\n')).toEqual([
      ...[`${BATCH} 0 ms.`, `${BATCH} -1000 ms.`, `${BATCH} 0 ms.`, NAN, 'OverflowError: cannot convert float infinity to integer', text('1'), `${BATCH} 1e+303 ms.`],
      ...longer(0),
      ...longer(-1000),
      ...each(...(['windowDuration', 'slideDuration'].map((name) => `ValueError: ${name} must be multiple of the parent dstream's slide (batch) duration (1000 ms)`) as [string, string])),
      ...each(NAN, NAN),
      ...each(text('2'), text('2')),
      ...[text('2'), text('2')],
      ...Array<string>(2).fill("TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'"),
      ...[NAN, NAN],
    ]);
  });

  it('waits for ever where the timeout is negative, as in Spark, and no shorter where it is longer than a timer can be', async () => {
    writeFileSync(
      join(folder, 'timeouts.py'),
      `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
ssc = StreamingContext(SparkContext("local[2]", "timeouts"), 0.1)
ssc.queueStream([[1]]).foreachRDD(lambda time, rdd: print("batch") if rdd.count() else None)
ssc.start()
print(ssc.awaitTerminationOrTimeout(0))
TIMEOUT
print("ended")
`.replace('TIMEOUT', 'print(ssc.awaitTerminationOrTimeout(60 * 60 * 24 * 365))'),
    );
    expect(await submit(['--batches', '5', '--conf', 'spark.streaming.gracefulStopTimeout=1min', 'timeouts.py'], folder)).toMatchObject({ status: 0, stdout: 'False\nbatch\nTrue\nended\n' });
    writeFileSync(join(folder, 'timeouts.py'), SCRIPT.split('\n').slice(0, 3).concat('ssc = StreamingContext(sc, 0.1)', 'ssc.queueStream([[1]]).pprint()', 'ssc.start()', 'print(ssc.awaitTerminationOrTimeout(-1))').join('\n'));
    expect((await submit(['--batches', '5', '--conf', 'spark.streaming.gracefulStopTimeout=1min', 'timeouts.py'], folder)).stdout).toMatch(/\nTrue\n$/);
  });

  it.each([0, -1, 1.5, 1e99])('is refused as a pipeline’s batch interval: %d ms', (batchInterval) => {
    expect(validatePipeline({ ...wordCountPipeline(), batchInterval })).toContainEqual(expect.objectContaining({ code: 'batch-interval', severity: 'error' }));
  });

  const windowed = (windowDuration: number | string): ReturnType<typeof wordCountPipeline> => {
    const base = wordCountPipeline();
    const [lines, print] = ['socketTextStream', 'pprint'].map((op) => base.nodes.find((node) => node.op === op)!);
    const window = { id: 'last', op: 'window', name: 'last', params: { windowDuration } };
    return { ...base, nodes: [lines!, window, print!], edges: [{ from: lines!.id, to: 'last', port: 'parent' }, { from: 'last', to: print!.id, port: 'parent' }] };
  };

  it.each([0, -1000, 2500.5, 1e99, '2000'])('is refused as a parameter of a pipeline’s node: %j', (windowDuration) => {
    expect(validatePipeline(windowed(windowDuration))).toEqual([expect.objectContaining({ code: 'param-wrong', message: 'Window of last has to be a whole number of ms, above 0.', place: { nodeId: 'last', param: 'windowDuration' } })]);
  });

  it('that is no multiple of the batch interval is told at its node before anything runs', async () => {
    writeFileSync(join(folder, 'window.dstream'), printPipeline(windowed(1500)));
    writeFileSync(join(folder, 'input.txt'), 'a\n');
    const { status, stderr } = await submit(['--clock', 'manual', '--input', '9999=input.txt', 'window.dstream'], folder);
    expect(status).toBe(1);
    expect(stderr).toBe('window.dstream:1: window-multiple: The window of last has to be a multiple of 1000 ms, at which its input comes; 1500 ms is not. Use 2000 ms. [last.windowDuration]\n');
  });

  it.each([['spark.streaming.blockInterval', '-5'], ['spark.streaming.receiverRestartDelay', 'soon'], ['spark.streaming.gracefulStopTimeout', 'NaN'], ['spark.streaming.fileStream.minRememberDuration', '1.5s']])('is refused with the name of its setting: %s=%s', (key, value) => {
    expect(() => streamingSettings(new Map([[key, value]]))).toThrow(`${key}: "${value}" is not a time. Write it with a unit, such as 200ms or 2s.`);
  });
});
