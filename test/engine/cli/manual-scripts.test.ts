import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submit, type Submitted } from './submit';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manual-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(text: string, ...options: string[]): Promise<Submitted> {
  writeFileSync(join(folder, 'script.py'), `from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\nsc = SparkContext("local[2]", "manual")\n${text}`);
  return submit(['--clock', 'manual', '--quiet', ...options, 'script.py'], folder);
}

/** Second and records of each batch, and other lines. */
const told = (stdout: string): string[] => stdout.split(/-{43}\n/).join('').split(/\n+/).filter(Boolean).map((line) => line.replace(/^Time: .*:/, 'at '));

describe('a script at a manual clock', { timeout: 60_000 }, () => {
  it('runs as many batches as its longest queueStream has', async () => {
    const { status, stdout } = await run(`ssc = StreamingContext(sc, 1)
ssc.queueStream([[1], [2], [3]]).union(ssc.queueStream([[10]])).pprint()
ssc.start()
ssc.awaitTermination()
print("end")
`);
    expect([status, told(stdout)]).toEqual([0, ['at 01', '1', '10', 'at 02', '2', 'at 03', '3', 'end']]);
  });

  const TWICE = `for turn in ("first", "second"):
    ssc = StreamingContext(sc, 1)
    ssc.socketTextStream("localhost", 9999).pprint()
    ssc.start()
    ssc.awaitTermination()
    ssc.stop(stopSparkContext=False)
    print(turn)
`;
  it.each([
    [[], ['at 01', 'a', 'at 02', 'b', 'first', 'at 03', 'a', 'at 04', 'b', 'second']],
    [['--batches', '1'], ['at 01', 'a', 'first', 'at 02', 'a', 'second']],
  ])('gives a second StreamingContext its batches too, %j', async (options, expected) => {
    writeFileSync(join(folder, 'input.txt'), 'a\n\nb\n');
    const { status, stdout } = await run(TWICE, '--input', '9999=input.txt', ...options);
    expect([status, told(stdout)]).toEqual([0, expected]);
  });

  it('is told what it lacks where nothing says how many batches to run, and ends', async () => {
    const { stdout, stderr } = await run(`ssc = StreamingContext(sc, 1)
ssc.textFileStream("incoming").pprint()
ssc.start()
ssc.awaitTermination()
print("end")
`);
    expect(stderr).toContain('--clock manual needs to know how many batches to run: give --input PORT_OR_NODE=FILE or --batches N.');
    expect(told(stdout)).toEqual(['end']);
  });

  it('that deletes its checkpoint folder in every batch goes on and ends', async () => {
    const { status, stdout } = await run(`import shutil
ssc = StreamingContext(sc, 1)
ssc.checkpoint("own")
words = ssc.queueStream([["a"], ["b"], ["a"]])
words.map(lambda word: (word, 1)).updateStateByKey(lambda new, old: sum(new) + (old or 0)).pprint()
words.foreachRDD(lambda rdd: shutil.rmtree("own", ignore_errors=True))
ssc.start()
ssc.awaitTermination()
print("end")
`);
    expect([status, told(stdout).slice(-3).sort()]).toEqual([0, ["('a', 2)", "('b', 1)", 'end']]);
  });
});
