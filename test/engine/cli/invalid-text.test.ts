import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printPipeline, wordCountPipeline } from '#engine/model';
import { submit } from './submit';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'invalid-text-'));
  // Four characters that are no UTF-8 in the first batch, one that was sent as it is; none in the second; one in the third.
  writeFileSync(join(folder, 'input.txt'), Buffer.from('a\xff\nb\xc3 c\xed\xa0\n\xef\xbf\xbd\n\nplain\n\n\xe9t\xe9\n'.replace('t\xe9\n', 't\xc3\xa9\n'), 'latin1'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const told = (stderr: string): string[] => stderr.split('\n').filter((line) => line.includes('no UTF-8'));

const SCRIPT = `from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "bytes")
ssc = StreamingContext(sc, 1)
lines = ssc.socketTextStream("localhost", 9999)
lines.pprint()
lines.count().pprint()
lines.foreachRDD(lambda rdd: print(rdd.count()))
lines.window(2, 1).count().pprint()
ssc.start()
ssc.awaitTermination()
`;

describe('bytes that are no UTF-8', () => {
  it.each(['python', 'javascript'] as const)('are replaced, and counted once a batch at their node, in %s', async (language) => {
    const base = wordCountPipeline();
    const nodes = base.nodes.flatMap((node) => (node.op === 'socketTextStream' || node.op === 'pprint' ? [{ ...node }] : []));
    const [from, to] = nodes.map(({ id }) => id);
    writeFileSync(join(folder, 'bytes.dstream'), printPipeline({ ...base, language, nodes, edges: [{ from: from!, to: to!, port: 'parent' }] }));
    const { status, stdout, stderr } = await submit(['--clock', 'manual', '--input', '9999=input.txt', 'bytes.dstream'], folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/\na�\nb� c�+\n�\n\n[^]*\nplain\n[^]*\n�té\n/);
    expect(told(stderr)).toEqual([
      expect.stringMatching(/^lines read bytes that are no UTF-8: [34] characters U\+FFFD stand in their place\./),
      'lines read bytes that are no UTF-8: 1 character U+FFFD stands in their place. Send or save the text as UTF-8 to keep what it said.',
    ]);
  });

  it('are counted once in a script whatever reads them, windows too, and named by the script’s line', async () => {
    writeFileSync(join(folder, 'bytes.py'), SCRIPT);
    const { status, stderr } = await submit(['--clock', 'manual', '--input', '9999=input.txt', 'bytes.py'], folder);
    expect(status).toBe(0);
    expect(told(stderr)).toEqual([
      expect.stringMatching(/^bytes\.py, line 5: read bytes that are no UTF-8: 4 characters/),
      expect.stringMatching(/^bytes\.py, line 5: read bytes that are no UTF-8: 1 character /),
    ]);
  });

  it('are counted in a file that a script reads outside of a stream, too', async () => {
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'files/a'), Buffer.from('\xff\r\nok\r\n\xfe', 'latin1'));
    writeFileSync(join(folder, 'read.py'), 'from pyspark import SparkContext\nsc = SparkContext("local[2]", "read")\nrdd = sc.textFile("files", 1)\nprint(rdd.collect(), rdd.count())\n');
    const { stdout, stderr } = await submit(['read.py'], folder);
    expect(stdout).toBe("['\uFFFD', 'ok', '\uFFFD'] 3\n");
    expect(told(stderr)).toEqual([expect.stringMatching(/^textFile read bytes that are no UTF-8: 2 characters/)]);
  });
});
