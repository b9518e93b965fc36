import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { durableFiles, type Files, nodeFiles } from '#engine/sources';
import { type DStream, findCheckpoint, type StreamingEvent } from '#engine/streaming';
import type { Functions } from '../../fixtures/suites/suite-case';
import { INTERVAL, runStreams, type StreamsToRun } from './run-streams';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-streams-'));
  write('0', '0\n', 10_000);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param modified ms */
function write(name: string, content: string | Uint8Array, modified: number): void {
  writeFileSync(join(folder, name), content);
  utimesSync(join(folder, name), modified / 1000, modified / 1000);
}

const START = 12_000;

/** Runs a stream of files; `change` changes the folder in the middle of each batch, counted from 1. */
async function run(build: (input: DStream, f: Functions) => DStream, change: (batch: number, now: number) => void, options: Partial<StreamsToRun> = {}): Promise<unknown[][]> {
  const startsAt = options.startsAt ?? START;
  const during = (batch: number): void => change(batch, startsAt + (batch - 0.5) * INTERVAL);
  const listener = (event: StreamingEvent): void => {
    if (event.type === 'streamingStarted') during(1);
    // Not for batches that a recovery runs again.
    if (event.type === 'batchCompleted' && event.report.info.batchTime > startsAt) during(Math.ceil((event.report.info.batchTime - startsAt) / INTERVAL) + 1);
  };
  const given = await runStreams(pool, {
    language: 'javascript',
    inputs: [[]],
    batches: 5,
    startsAt,
    build: ([input], f) => build(input!, f),
    listener,
    ...options,
  });
  return [...given.values()];
}

describe("the file streams of Spark's InputStreamsSuite:", () => {
  const five = [['1'], ['2'], ['3'], ['4'], ['5']];

  it('file input stream - newFilesOnly = true', async () => {
    expect(await run(({ ssc }) => ssc.textFileStream(folder), (i, now) => write(String(i), `${i}\n`, now))).toEqual(five);
  });

  it('file input stream - wildcard', async () => {
    for (const name of ['tmp1', 'tmp2']) mkdirSync(join(folder, name));
    const given = await run(({ ssc }) => ssc.textFileStream(`${folder}/*/`), (i, now) => write(join(i < 3 ? 'tmp1' : 'tmp2', String(i)), `${i}\n`, now));
    expect(given).toEqual(five);
  });

  it('Modified files are correctly detected.', async () => {
    mkdirSync(join(folder, 'streaming'));
    mkdirSync(join(folder, 'generated'));
    write('generated/existing', 'existing\n', START - 2000);
    const given = await run(({ ssc }) => ssc.textFileStream(join(folder, 'streaming/sub*')), (i, now) => {
      if (i !== 2) return;
      write('generated/renamed.txt', 'renamed\n', now);
      renameSync(join(folder, 'generated'), join(folder, 'streaming/subdir'));
    });
    expect(given).toEqual([[], ['renamed'], [], [], []]);
  });

  it('binary records stream', async () => {
    const given = await run(({ ssc }, f) => ssc.binaryRecordsStream(folder, 1).map(f.listOf), (i, now) => write(String(i), Uint8Array.from([1, 2, 3, 4, 5], (b) => b + i), now), { batches: 3 });
    expect(given).toEqual([1, 2, 3].map((i) => [1, 2, 3, 4, 5].map((b) => [b + i])));
  });

  it.each([
    ['true', true, five],
    ['false', false, [five.flat(), [], [], [], []]],
  ])('queue input stream - oneAtATime = %s', async (_title, oneAtATime, expected) => {
    const given = await runStreams(pool, {
      language: 'javascript',
      inputs: [[]],
      batches: 5,
      // The queue is copied when the stream is made, as PySpark does it: Spark's suite fills it later.
      build: ([s], _f, rdd) => s!.ssc.queueStream({ rdds: five.map((records) => rdd(records)), oneAtATime, fallback: null, makeEmpty: () => rdd([]) }),
    });
    expect([...given.values()]).toEqual(expected);
  });
});

describe("what Spark's CheckpointSuite says of files:", () => {
  it('recovery with file input stream', async () => {
    const checkpointDirectory = join(folder, 'checkpoints');
    const input = join(folder, 'in');
    mkdirSync(input);
    const build = ({ ssc }: DStream, f: Functions): DStream => ssc.textFileStream(input).map(f.toNumber).reduceByWindow(f.add, null, 30 * INTERVAL, INTERVAL);
    const into = (i: number, now: number): void => write(join('in', String(i)), `${i}\n`, now);
    expect(await run(build, (i, now) => i <= 3 && into(i, now), { batches: 3, checkpointDirectory })).toEqual([[1], [3], [6]]);
    // Three come while the program is down, which begins again in the middle of a batch.
    for (const i of [4, 5, 6]) into(i, START + (i - 0.5) * INTERVAL);
    const given = await run(build, (i, now) => i <= 3 && into(i + 6, now), { batches: 3, startsAt: START + 6.5 * INTERVAL, checkpointDirectory });
    expect(new Set(given.flat())).toEqual(new Set([6, 10, 15, 21, 28, 36, 45]));
  });

  it('SPARK-11267: a batch that is done after the next was generated is saved under the time of that', async () => {
    const checkpointDirectory = join(folder, 'checkpoints');
    await run((input) => input, () => undefined, { batches: 3, checkpointDirectory });
    const { checkpoint } = (await findCheckpoint(durableFiles, checkpointDirectory))!;
    expect([checkpoint.checkpointTime, checkpoint.pendingTimes]).toEqual([START + 3 * INTERVAL, []]);
  });

  it('SPARK-28912: a folder that is called like a checkpoint is none', async () => {
    const directory = join(folder, 'checkpoint-01');
    expect(await findCheckpoint(durableFiles, directory)).toBeNull();
    mkdirSync(join(directory, 'checkpoint-1000000000'), { recursive: true });
    expect(await findCheckpoint(durableFiles, directory)).toBeNull();
    expect(readdirSync(directory)).toEqual(['checkpoint-1000000000']);
  });
});

describe('what a file stream cannot read', () => {
  const warnings: string[] = [];
  beforeEach(() => void (warnings.length = 0));
  /** Runs with another way to read, and notes what is told. */
  const told = (change: (batch: number, now: number) => void, reading: Files['read'], directory = folder): Promise<unknown[][]> => {
    const build = ({ ssc }: DStream): DStream => {
      ssc.addStreamingListener((event) => event.type === 'log' && warnings.push(event.text));
      return ssc.textFileStream(directory);
    };
    return run(build, change, { files: { ...nodeFiles, read: reading } });
  };
  const read: Files['read'] = (path) => nodeFiles.read(path);
  const one = (i: number, now: number): void => write(String(i), `${i}\n`, now);

  it('a file that vanishes before it is read is told once, and the stream goes on', async () => {
    const given = await told(one, (path) => {
      if (path.endsWith('/3')) rmSync(path);
      return nodeFiles.read(path);
    });
    expect(given).toEqual([['1'], ['2'], [], ['4'], ['5']]);
    expect(warnings).toEqual([expect.stringMatching(/^File .*\/3 could not be read: ENOENT: no such file or directory.* Its records are in no batch yet; it is tried again until it is 60 s old\. /)]);
  });

  it('a file that cannot be read yet is told once, and comes in the batch in which it can: none of it is lost', async () => {
    let locked = 3;
    const given = await told(one, (path) => (path.endsWith('/2') && locked-- > 0 ? Promise.reject(new Error('EACCES: permission denied')) : nodeFiles.read(path)));
    expect(given).toEqual([['1'], [], ['3'], ['4'], ['2', '5']]);
    expect(warnings).toEqual([expect.stringContaining('/2 could not be read: EACCES: permission denied.')]);
  });

  it('a directory that vanishes is told, and what comes when it is back is found', async () => {
    const directory = join(folder, 'in');
    mkdirSync(directory);
    const given = await told((i, now) => {
      if (i === 3) rmSync(directory, { recursive: true });
      if (i === 3 || i === 4) return;
      mkdirSync(directory, { recursive: true });
      write(`in/${i}`, `${i}\n`, now);
    }, read, directory);
    expect(given).toEqual([['1'], ['2'], [], [], ['5']]);
    expect(warnings).toEqual([`Error finding new files under ${directory}: the directory does not exist. The stream goes on; what comes there once it can be read is found.`]);
  });

  it('a packed file that is not whole yet is told once, and comes when it is: the other files go on', async () => {
    const warnings: string[] = [];
    const packed = gzipSync('packed\n');
    const change = (i: number, now: number): void => {
      write(`${i}.txt`, `${i}\n`, now);
      if (i === 2) write('p.gz', packed.subarray(0, 12), now);
      if (i === 4) write('p.gz', packed, now);
    };
    const listener = (event: StreamingEvent): void => void (event.type === 'log' && warnings.push(event.text));
    const during = (batch: number): void => change(batch, START + (batch - 0.5) * INTERVAL);
    const given = await run(({ ssc }) => ssc.textFileStream(folder), change, {
      listener: (event) => {
        listener(event);
        if (event.type === 'streamingStarted') during(1);
        if (event.type === 'batchCompleted') during(Math.ceil((event.report.info.batchTime - START) / INTERVAL) + 1);
      },
    });
    expect(given).toEqual([['1'], ['2'], ['3'], ['4', 'packed'], ['5']]);
    expect(warnings).toEqual([expect.stringMatching(/p\.gz could not be read: .*p\.gz is no whole gzip file .*, or unpack it first\. Its records are in no batch yet/)]);
  });

  // Read off a real Spark: a window has no partition for it.
  it('an empty file has no partition: count() gives nothing, as in a batch without a file', async () => {
    const given = await run(({ ssc }) => ssc.textFileStream(folder).count(), (i, now) => void (i === 5 || write(String(i), i % 2 === 0 ? '' : 'a\nb\n', now)));
    expect(given).toEqual([[2], [], [2], [], []]);
  });

  it('a directory that was never there, or is a file, is told, and the stream goes on', async () => {
    for (const directory of [join(folder, 'nowhere'), join(folder, '0'), join(folder, '0/below')]) {
      warnings.length = 0;
      expect(await told(() => undefined, read, directory)).toEqual([[], [], [], [], []]);
      expect(warnings).toEqual([expect.stringContaining(`Error finding new files under ${directory}: the directory does not exist.`)]);
    }
  });
});
