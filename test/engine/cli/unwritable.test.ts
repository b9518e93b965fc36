import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printPipeline, wordCountPipeline } from '#engine/model';
import { submit, type Submitted } from './submit';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unwritable-'));
  writeFileSync(join(folder, 'plain'), 'a file, no folder');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BEFORE = ['from pyspark import SparkContext', 'from pyspark.streaming import StreamingContext', 'import sys', 'sc = SparkContext("local[2]", "saves")', 'ssc = StreamingContext(sc, 1)'];
const run = (lines: readonly string[], place: string): Promise<Submitted> => {
  writeFileSync(join(folder, 'script.py'), [...BEFORE, ...lines].join('\n'));
  return submit(['--clock', 'manual', '--batches', '1', 'script.py', place], folder);
};
/** Places below a plain file, below a device, and where no folder can be made at all. */
const PLACES = ['plain/out', '/dev/full/out', ...(process.platform === 'linux' ? ['/proc/nothing/out'] : [])];
const REASON = /cannot be written: (a part of its path is a file, not a folder|its folder does not exist and cannot be made)\. Name another folder\./;

describe('a place that cannot be written', () => {
  it.each(PLACES)('is told with its reason and its line, and other outputs run: %s', async (place) => {
    const attempts = ['sc.parallelize([1]).saveAsTextFile(sys.argv[1])', 'ssc.checkpoint(sys.argv[1])'].flatMap((call) => ['try:', `    ${call}`, 'except Exception as error:', '    print(type(error).__name__, error)']);
    const { status, stdout, stderr } = await run([...attempts, 'lines = ssc.queueStream([["x"]])', 'lines.saveAsTextFiles(sys.argv[1])', 'lines.pprint()', 'ssc.start()', 'try:', '    ssc.awaitTermination()', 'finally:', '    ssc.stop(True, True)'], place);
    expect(status).toBe(1);
    expect(stdout.match(new RegExp(REASON, 'g'))).toHaveLength(2);
    expect(stdout.match(/^Py4JJavaError An error occurred while calling o\d+\.(saveAsTextFile|setCheckpointDir)\./gm)).toHaveLength(2);
    expect(stdout).toContain('-\nx\n');
    expect(stderr).toMatch(REASON);
    expect(stderr).toContain('script.py, line 15: ');
    expect(stderr).toContain(`${place}-1000`);
    expect(stdout + stderr).not.toMatch(/\.js:\d|node:internal/);
  });

  it('is told at its node of a pipeline', async () => {
    const base = wordCountPipeline();
    const pipeline = { ...base, nodes: base.nodes.map((node) => (node.op === 'saveToSQLite' ? { ...node, op: 'saveAsTextFiles', params: { prefix: 'plain/out' } } : node)) };
    writeFileSync(join(folder, 'saves.dstream'), printPipeline(pipeline));
    writeFileSync(join(folder, 'input.txt'), 'a\n');
    const { status, stdout, stderr } = await submit(['--clock', 'manual', '--input', '9999=input.txt', 'saves.dstream'], folder);
    expect(status).toBe(1);
    expect(stderr).toContain('sink-failed: ');
    expect(stderr).toMatch(REASON);
    expect(stderr).toContain('at node save');
    expect(stdout).toContain("('a', 1)");
  });
});
