import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { durableFiles } from '#engine/sources';
import { submit, type Submitted } from './submit';

const fixtures = join(projectRoot(), 'test/fixtures/recovery');
const WAL = ['--conf', 'spark.streaming.receiver.writeAheadLog.enable=true'];
let folder: string;
let checkpoints: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recovery-'));
  checkpoints = join(folder, 'checkpoints');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Six batches of a socket's lines; the fourth is empty. */
const BATCHES = ['a b a', 'b c', 'é 日本 a', '', 'c c c', 'a'];

/** Runs the fixture over some of the batches at a manual clock. */
function runBatches(batches: readonly string[], options: readonly string[] = WAL, script = join(fixtures, 'stateful.py')): Promise<Submitted> {
  writeFileSync(join(folder, 'input.txt'), batches.map((lines) => (lines === '' ? '\n' : `${lines}\n\n`)).join(''));
  return submit(['--clock', 'manual', '--batches', String(batches.length), '--master', 'local[3]', ...options, '--input', '9999=input.txt', script, checkpoints], folder);
}

/** What each output printed for each batch, records sorted: a window that is computed anew has another order. */
function outputs(stdout: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const block of stdout.split(/(?=-{43}\nTime: )|\n(?=\d+ \[)/)) {
    const [, time, records] = /^-{43}\nTime: .*:(\d\d)\n-{43}\n([\s\S]*)$/.exec(block) ?? [];
    const [, second] = /^(\d+) \[/.exec(block) ?? [];
    const key = String(Number(time ?? second));
    if (key === 'NaN') continue;
    const told = records === undefined ? block.trim() : records.trim().split('\n').sort().join(' ');
    found.set(key, [...(found.get(key) ?? []), told]);
  }
  return found;
}

describe('a program that ends and begins again', { timeout: 240_000 }, () => {
  it('gives after a recovery at any batch what it would have given without', async () => {
    const whole = outputs((await runBatches(BATCHES)).stdout);
    expect([...whole.keys()]).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(whole.get('6')!.at(-1)).toContain("('before', 7)");
    for (let end = 1; end < BATCHES.length; end++) {
      rmSync(checkpoints, { recursive: true });
      const first = await runBatches(BATCHES.slice(0, end));
      const second = await runBatches(BATCHES.slice(end));
      expect(second.stderr).not.toContain('made anew');
      expect([...outputs(first.stdout)]).toEqual([...whole].slice(0, end));
      // The last batch before is run again, as Spark does: its outputs may not have been done.
      expect([...outputs(second.stdout)]).toEqual([...whole].slice(end - 1));
    }
  });

  it('tells how many received records are lost where their data was not logged', async () => {
    await runBatches(BATCHES.slice(0, 2), []);
    const { status, stderr } = await runBatches(BATCHES.slice(2), []);
    expect(status).toBe(0);
    expect(stderr).toContain('Some blocks could not be recovered as they were not found in memory (1 records)');
  });

  it('uses the checkpoint before one that is damaged, and says so', async () => {
    await runBatches(BATCHES.slice(0, 3));
    const newest = join(checkpoints, 'checkpoint-3000');
    const bytes = readFileSync(newest);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(newest, bytes);
    const { status, stdout, stderr } = await runBatches(BATCHES.slice(3));
    expect(status).toBe(0);
    expect(stderr).toContain('checkpoint-3000: checkpoint-3000 is damaged: its checksum does not fit its content');
    expect([...outputs(stdout).keys()].slice(0, 2)).toEqual(['2', '3']);
  });

  // Written by this program as it was on 27 November 2026, after the first three batches, and moved here since.
  it('goes on from a checkpoint that an earlier version wrote in another place', async () => {
    cpSync(join(fixtures, 'checkpoint-of-version-1'), checkpoints, { recursive: true });
    const { status, stdout, stderr } = await runBatches(BATCHES.slice(3));
    expect([status, stderr.includes('made anew')]).toEqual([0, false]);
    expect([...outputs(stdout).keys()]).toEqual(['3', '4', '5', '6']);
    expect(stdout).toContain("6 [('a', 4), ('b', 2), ('before', 7), ('c', 4), ('é', 1), ('日本', 1)]");
    const again = await runBatches(['']);
    expect(again.stdout).toContain("7 [('a', 4), ('b', 2), ('before', 7), ('c', 4), ('é', 1), ('日本', 1)]");
  });

  /** Puts this for the Python of the program in the checkpoint; the length has to stay. */
  async function setPython(change: (entry: string) => string): Promise<void> {
    const graph = join(checkpoints, readdirSync(checkpoints).find((name) => existsSync(join(checkpoints, name, 'graph')))!, 'graph');
    const text = Buffer.from(await durableFiles.read(graph)).toString('latin1');
    await durableFiles.write(graph, Buffer.from(text.replace(/"python":"3\.\d\d"/, change), 'latin1'));
  }

  it('goes on from one that does not say which Python made it, as earlier versions wrote it', async () => {
    await runBatches(BATCHES.slice(0, 1));
    await setPython((entry) => entry.replace('python', 'before'));
    const { status, stdout } = await runBatches(BATCHES.slice(1, 2));
    expect([status, [...outputs(stdout).keys()]]).toEqual([0, ['1', '2']]);
  });

  it('does not run functions that are code of another Python', async () => {
    await runBatches(BATCHES.slice(0, 1));
    await setPython(() => '"python":"3.99"');
    const { status, stderr } = await runBatches(BATCHES.slice(1, 2));
    expect(status).toBe(1);
    expect(stderr).toMatch(/Failed to read checkpoint from directory .*: its functions are code of Python 3\.99, and this program runs Python 3\.\d+\. Use the program that made it, or delete the directory and begin anew\./);
  });

  it('says what to do where no checkpoint can be read, and does not begin anew by itself', async () => {
    mkdirSync(checkpoints);
    writeFileSync(join(checkpoints, 'checkpoint-1000'), 'something else');
    const { status, stderr } = await runBatches(BATCHES);
    expect(status).toBe(1);
    expect(stderr).toContain(`Failed to read checkpoint from directory ${checkpoints}`);
    expect(stderr).toContain('delete the directory or name another one');
    expect(stderr).not.toContain('made anew');
    expect([readdirSync(checkpoints), readFileSync(join(checkpoints, 'checkpoint-1000'), 'utf8')]).toEqual([['checkpoint-1000'], 'something else']);
  });

  it('goes on with the streams of another script whose checkpoint it finds, as Spark does, and says whose they are', async () => {
    await runBatches(BATCHES.slice(0, 2));
    const other = join(folder, 'other.py');
    writeFileSync(other, `${readFileSync(join(fixtures, 'stateful.py'), 'utf8').replace('word, 1', 'word, 1000')}\nprint("other")\n`);
    const { stdout, stderr } = await runBatches(BATCHES.slice(2, 3), WAL, other);
    expect(stderr).toContain(`The checkpoint in ${checkpoints} was made by another script (stateful.py). Its streams are made as they were then; what was changed since has no effect. To use the changes, delete the directory or name another one.`);
    expect(stdout).toContain("('a', 3)");
    expect(stdout).not.toContain('1000');
  });

  // Spark refuses the same ones, at the same call.
  it.each([
    ['a lock in an operator', 'lines.map(lambda line: (lock, line)[1]).pprint()', "TypeError: cannot pickle '_thread.lock' object", 'refers to lock'],
    ['a generator', 'lines.map(lambda line: next(numbers)).pprint()', "TypeError: cannot pickle 'generator' object", 'refers to numbers'],
    ['a SparkContext in foreachRDD', 'lines.foreachRDD(lambda rdd: sc.parallelize([1]).count() and None)', '[CONTEXT_ONLY_VALID_ON_DRIVER] It appears that you are attempting to reference SparkContext', 'refers to sc'],
    ['an RDD in transform', 'lines.transform(lambda rdd: rdd.union(other)).pprint()', '[RDD_TRANSFORM_ONLY_VALID_ON_DRIVER] It appears that you are attempting to broadcast an RDD', 'refers to other'],
    ['a lock in updateStateByKey', 'lines.map(lambda line: (line, 1)).updateStateByKey(lambda new, old: (lock, 1)[1]).pprint()', "TypeError: cannot pickle '_thread.lock' object", 'refers to lock'],
  ])('refuses at start() what a checkpoint cannot hold, with place and advice: %s', async (_, output, text, named) => {
    const script = join(folder, 'unserialisable.py');
    writeFileSync(script, `import threading
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext()
lock, numbers, other = threading.Lock(), (n for n in [1]), sc.parallelize([1])
ssc = StreamingContext(sc, 1)
ssc.checkpoint("${checkpoints}")
lines = ssc.socketTextStream("localhost", 9999)
${output}
ssc.start()
`);
    const { status, stdout, stderr } = await runBatches(['a'], [], script);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`Could not serialize object: ${text.startsWith('[') ? 'PySparkRuntimeError: ' : ''}${text}`);
    expect(stderr).toContain(`start() saves the streams with their functions: <lambda> (unserialisable.py, line 9) ${named}, which cannot be. Nothing was started. Make such a value inside the function`);
    expect(existsSync(checkpoints) ? readdirSync(checkpoints) : []).toEqual([]);
  });

  it('fails the batch whose state cannot be saved, at the function that gave it', async () => {
    const script = join(folder, 'state.py');
    writeFileSync(script, `import threading
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext()
ssc = StreamingContext(sc, 1)
ssc.checkpoint("${checkpoints}")
lines = ssc.socketTextStream("localhost", 9999)
lines.map(lambda line: (line, 1)).updateStateByKey(lambda new, old: threading.Lock()).map(lambda pair: pair[0]).pprint()
ssc.start()
ssc.awaitTermination()
`);
    const { status, stdout, stderr } = await runBatches(['a'], [], script);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`File "${script}", line 8\nTypeError: cannot pickle '_thread.lock' object`);
    expect(stderr).toContain('Return a list or another plain value.');
    expect(stderr).not.toContain('During handling');
  });

  it('tells that a changed script has no effect on streams that are recovered', async () => {
    const script = join(folder, 'changed.py');
    copyFileSync(join(fixtures, 'stateful.py'), script);
    await runBatches(BATCHES.slice(0, 2), WAL, script);
    writeFileSync(script, readFileSync(script, 'utf8').replace('word, 1', 'word, 1000'));
    const { stdout, stderr } = await runBatches(BATCHES.slice(2, 3), WAL, script);
    expect(stderr).toContain('was made by another version of this script (changed.py)');
    expect(stdout).not.toContain('1000');
  });

  it('refuses a queueStream, with Spark’s words', async () => {
    const script = join(folder, 'queue.py');
    writeFileSync(
      script,
      `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
def make():
    ssc = StreamingContext(SparkContext(), 1)
    ssc.queueStream([[1]]).pprint()
    return ssc
ssc = StreamingContext.getOrCreate("${checkpoints}", make)
ssc.start()
ssc.awaitTermination()
`,
    );
    expect(await runBatches([''], [], script)).toMatchObject({ status: 0 });
    expect((await runBatches([''], [], script)).stderr).toContain("queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.");
  });

  it('keeps the newest ten checkpoints, and no state that none of them needs', async () => {
    await runBatches(Array.from({ length: 30 }, () => 'a'));
    const names = readdirSync(checkpoints);
    const kept = names.filter((name) => name.startsWith('checkpoint-'));
    expect(kept).toHaveLength(10);
    expect(kept).toContain('checkpoint-30000');
    const saved = names.filter((name) => !/^(checkpoint-|received)/.test(name)).flatMap((name) => readdirSync(join(checkpoints, name)));
    // State every 2 s in ten checkpoints of a second, remembered twice its interval; windows every 10 s.
    expect(saved.length).toBeGreaterThan(3);
    expect(saved.length).toBeLessThan(12);
  });

  it('loses no file when it is killed, and counts none twice', async () => {
    const [input, output] = [join(folder, 'in'), join(folder, 'out')];
    mkdirSync(input);
    const start = () => {
      const child = spawn(process.execPath, [join(projectRoot(), 'out/engine/dstream-submit.js'), '--master', 'local[2]', join(fixtures, 'files.py'), checkpoints, input, output], { stdio: 'ignore' });
      return { child, ended: new Promise((resolve) => child.once('exit', resolve)) };
    };
    const total = (): number => {
      const done = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.startsWith('out-') && existsSync(join(folder, name, '_SUCCESS'))).sort();
      const last = done.at(-1);
      if (!last) return -1;
      const text = readdirSync(join(folder, last)).filter((name) => name.startsWith('part-')).map((name) => readFileSync(join(folder, last, name), 'utf8')).join('');
      return text === '' ? 0 : Number(/\d+/.exec(text)![0]);
    };
    const reached = async (count: number): Promise<void> => {
      for (const end = Date.now() + 20_000; total() !== count; await sleep(50)) if (Date.now() > end) throw new Error(`The total is ${total()}, not ${count}.`);
    };
    let sum = 0;
    for (let run = 0; run < 3; run++) {
      const { child, ended } = start();
      await reached(sum);
      for (const part of [0, 1]) {
        writeFileSync(join(input, `${run}-${part}`), 'x\n'.repeat(10));
        await reached((sum += 10));
      }
      child.kill('SIGKILL');
      await ended;
      // One that comes while the program is down.
      writeFileSync(join(input, `${run}-down`), 'x\n'.repeat(5));
      sum += 5;
      if (run === 0) await sleep(1500);
    }
    const { child, ended } = start();
    await reached(sum);
    child.kill('SIGTERM');
    await ended;
    expect(total()).toBe(75);
  });
});
