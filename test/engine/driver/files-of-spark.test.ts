import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../cli/submit';

it('packed and pickled files of a real Spark are read, such files are written, and what is missing has the number that Linux gives it', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  try {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const { stdout, stderr, status } = await submit([join(projectRoot(), 'test/fixtures/files-of-spark/read_and_write.py'), folder], empty);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\n')).toEqual([
      'deflated 2 20 line 0 é',
      'bzipped 2 20 line 0 é',
      "['é😀', None, 1.5, b'\\x00\\xff', (1, [2, {'a': {3}}]), datetime.datetime(2024, 1, 2, 0, 0), Decimal('1.5'), 1000000000000000000000000000000, True, inf]",
      "Gzip ['_SUCCESS', 'part-00000.gz', 'part-00001.gz'] ['one', 'zwölf'] Py4JJavaError : org.apache.hadoop.mapred.FileAlreadyExistsException: Output directory file:OUT/Gzip already exists",
      "BZip2 ['_SUCCESS', 'part-00000.bz2', 'part-00001.bz2'] ['one', 'zwölf'] Py4JJavaError : org.apache.hadoop.mapred.FileAlreadyExistsException: Output directory file:OUT/BZip2 already exists",
      "Default ['_SUCCESS', 'part-00000.deflate', 'part-00001.deflate'] ['one', 'zwölf'] Py4JJavaError : org.apache.hadoop.mapred.FileAlreadyExistsException: Output directory file:OUT/Default already exists",
      '300',
      'Py4JJavaError : java.lang.ClassNotFoundException: gzip',
      "FileNotFoundError [Errno 2] No such file or directory: 'missing.txt'",
      "FileNotFoundError [Errno 2] No such file or directory: 'missing.txt'",
      "FileNotFoundError [Errno 2] No such file or directory: 'missing'",
      "IsADirectoryError [Errno 21] Is a directory: 'OUT'",
      "OSError [Errno 39] Directory not empty: 'OUT'",
      `["FileNotFoundError: [Errno 2] No such file or directory: 'missing.csv'"]`,
      'None []',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
