import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { submit } from './submit';

const SCRIPT = `
import functools, random
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "changing")
ssc = StreamingContext(sc, 1)
numbers = ssc.queueStream([sc.parallelize([1, 2], 1), sc.parallelize([3, 4], 1)])
seen, drawn, calls = set(), random.Random(1), 0
class Sum:
    def __init__(self): self.total = 0
    def add(self, x):
        self.total += x
        return self.total
    def __call__(self, x): return self.add(x)
def in_closure():
    count = 0
    def inner(x):
        nonlocal count
        count += 1
        return count
    return inner
def in_global(x):
    global calls
    calls += 1
    return calls
def in_default(x, before=[]):
    before.append(x)
    return len(before)
def in_place(x, before=set()):
    before |= {x}
    return len(before)
listed = []
def by_other_name(x):
    own = listed
    own += [x]
    return len(own)
def in_slice(x, before=[]):
    before[0:0] = [x]
    return len(before)
added, pushed, called = [], [], []
push = pushed.append
from operator import iadd as joined, methodcaller
for f in (lambda x: len(joined(added, [x])), lambda x: push(x) or len(pushed), lambda x: methodcaller("append", x)(called) or len(called), in_place, by_other_name, in_slice, in_closure(), in_global, in_default, functools.partial(in_default, before=[0]), Sum().add, Sum(), lambda x: seen.add(x) or len(seen), lambda x: drawn.random() < 0.5):
    numbers.map(f).foreachRDD(lambda rdd: print(rdd.collect()) if not rdd.isEmpty() else None)
ssc.start()
ssc.awaitTerminationOrTimeout(3)
ssc.stop()
`;

// Spark unpickles each function for each task.
it('what a function changes of its closure, globals, defaults or object ends with the batch', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'changing-'));
  try {
    writeFileSync(join(folder, 'script.py'), SCRIPT);
    const { status, stdout } = await submit(['--clock', 'manual', '--batches', '3', 'script.py'], folder);
    expect(status).toBe(0);
    const [one, two] = [stdout.trimEnd().split('\n').slice(0, 14), stdout.trimEnd().split('\n').slice(14)];
    expect(one).toEqual(['[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[2, 3]', '[1, 3]', '[1, 3]', '[1, 2]', '[True, False]']);
    expect(two).toEqual(['[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[1, 2]', '[2, 3]', '[3, 7]', '[3, 7]', '[1, 2]', '[True, False]']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
