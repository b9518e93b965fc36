import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submit } from './submit';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistakes-'));
  writeFileSync(join(folder, 'input.txt'), 'a b\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NO_ORDER = 'Values of different types have no order. Give a key function that makes them one type, such as keyfunc=str.';
const NO_PICKLE = 'Records go to other executors as bytes, so a generator, an open file or a lock cannot be one. Return a list or another plain value.';

// Python's own traceback has no line of the script in any of these: the function is called by the engine, or is none of the script's.
const MISTAKES: readonly (readonly [title: string, stream: string, error: string, advice: string])[] = [
  ['keys of types that have no order', 'mixed.transform(lambda rdd: rdd.sortByKey(numPartitions=1))', "TypeError: '<' not supported between instances of 'str' and 'int'", NO_ORDER],
  ['values of types that have no order', 'mixed.map(lambda pair: (1, pair[0])).reduceByKey(max)', "TypeError: '>' not supported between instances of 'str' and 'int'", NO_ORDER],
  ['a reduce function of one argument', 'mixed.reduceByKey(lambda value: value, 1)', 'TypeError: <lambda>() takes 1 positional argument but 2 were given', 'One that reduces takes two values and returns one, such as lambda a, b: a + b'],
  ['an update function of one argument', 'mixed.updateStateByKey(lambda values: values)', 'TypeError: <lambda>() takes 1 positional argument but 2 were given', 'The function is called with another number of arguments.'],
  ['a list as a key', 'mixed.map(lambda pair: ([1], 1)).groupByKey()', "unhashable type: 'list'", 'Make a tuple of a list'],
  ['a lock in a record', 'mixed.map(lambda pair: (1, threading.Lock())).groupByKey()', "TypeError: cannot pickle '_thread.lock' object", NO_PICKLE],
  ['a lock as a state', 'mixed.updateStateByKey(lambda values, state: threading.Lock())', "TypeError: cannot pickle '_thread.lock' object", NO_PICKLE],
];

describe('a mistake that shows in a batch of a script', { timeout: 60_000 }, () => {
  it.each(MISTAKES)('is told with the script’s line and what to do, and the other outputs of its batch run: %s', async (_, stream, error, advice) => {
    const script = join(folder, 'mistake.py');
    writeFileSync(script, `import threading
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "mistake")
ssc = StreamingContext(sc, 1)
ssc.checkpoint("checkpoints")
lines = ssc.socketTextStream("localhost", 9999)
mixed = lines.flatMap(lambda line: [(1, "x"), ("a", "y"), (1, "z")])
${stream}.pprint()
lines.pprint()
ssc.start()
ssc.awaitTermination()
`);
    const { status, stdout, stderr } = await submit(['--clock', 'manual', '--input', '9999=input.txt', script], folder);
    expect([status, stdout.includes('\na b\n')]).toEqual([1, true]);
    expect(stderr).toContain(error);
    expect(stderr).toMatch(/mistake\.py", line 9/);
    expect(stderr).toContain(advice);
    expect(stderr.slice(stderr.indexOf('Traceback'))).not.toContain('site-packages');
  });

  // Spark makes one function of transform's and what follows, so there is an attribute of None that it asks for.
  it('loses the batch for which transform gives no RDD, where an operator follows it, and no other', async () => {
    writeFileSync(join(folder, 'none.py'), `import time
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "none")
ssc = StreamingContext(sc, 1)
numbers = ssc.queueStream([[1], [], [3]])
some = numbers.transform(lambda rdd: None if rdd.isEmpty() else rdd)
for name, stream in ("all", numbers), ("some", some), ("counted", some.count()), ("kept", some.window(1).count()):
    stream.foreachRDD((lambda name: lambda rdd: print(name, rdd.collect()))(name))
ssc.start()
time.sleep(3)
ssc.awaitTerminationOrTimeout(1)
`);
    const { status, stdout, stderr } = await submit(['--clock', 'manual', '--batches', '3', 'none.py'], folder);
    expect(stdout.trimEnd().split('\n')).toEqual(['all [1]', 'some [1]', 'counted [1]', 'kept [1]', 'all [3]', 'some [3]', 'counted [1]', 'kept [1]']);
    expect([status, stderr]).toEqual([1, expect.stringContaining("AttributeError: 'NoneType' object has no attribute 'mapPartitionsWithIndex'")]);
    expect(stderr).toContain('Return one in every case, such as rdd.context.emptyRDD().');
  });
});
