import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareFolders, compareOutput } from '#engine/spark';

const RULE = '-'.repeat(43);
const batch = (time: string, ...records: string[]): string => `${RULE}\nTime: ${time}\n${RULE}\n${records.map((record) => `${record}\n`).join('')}\n`;

describe('the comparison of two outputs', () => {
  it('leaves out times, and batches with nothing in them', () => {
    const [one, other] = [batch('2024-01-01 10:00:00', "('a', 1)") + batch('2024-01-01 10:00:01'), batch('1999-12-31 23:59:59') + batch('2000-01-01 00:00:00', "('a', 1)")];
    expect(compareOutput(one, other)).toEqual({ same: true, lines: 2 });
  });

  it('finds a record that differs, is missing or is too much', () => {
    const expected = `start\n${batch('10:00:00', 'a', 'b')}`;
    expect(compareOutput(expected, `start\n${batch('10:00:00', 'a', 'c')}`)).toEqual({ same: false, line: 4, expected: 'b', actual: 'c' });
    expect(compareOutput(expected, `start\n${batch('10:00:00', 'a')}`)).toEqual({ same: false, line: 4, expected: 'b', actual: null });
    expect(compareOutput(expected, `${expected}end\n`)).toEqual({ same: false, line: 5, expected: null, actual: 'end' });
  });

  it('takes another order of a batch for a difference, unless it is asked not to', () => {
    const [one, other] = [batch('1', 'a', 'b') + batch('2', 'c'), batch('1', 'b', 'a') + batch('2', 'c')];
    expect(compareOutput(one, other)).toMatchObject({ same: false, line: 2 });
    expect(compareOutput(one, other, { unordered: true })).toMatchObject({ same: true });
    // The order of batches counts always.
    expect(compareOutput(one, batch('1', 'c') + batch('2', 'a', 'b'), { unordered: true })).toMatchObject({ same: false });
  });
});

describe('the comparison of two folders', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'comparison-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function difference(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>, ignored: readonly string[] = []): string | null {
    const own = mkdtempSync(join(folder, 'case-'));
    for (const [side, files] of [['spark', one], ['here', other]] as const) {
      mkdirSync(join(own, side));
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(own, side, name)), { recursive: true });
        writeFileSync(join(own, side, name), text);
      }
    }
    return compareFolders(join(own, 'spark'), join(own, 'here'), ignored).difference;
  }

  it('counts times in names by their order, and no checksums', () => {
    expect(difference({ 'out-1700000000000/part-00000': 'a\n', 'out-1700000000000/.part-00000.crc': 'x', 'out-1700000001000/part-00000': 'b\n' }, { 'out-1800000000000/part-00000': 'a\n', 'out-1800000002000/part-00000': 'b\n' })).toBeNull();
  });

  it('counts no ids of jobs, as df.write puts them into names', () => {
    const named = (id: string): string => `csv/part-00000-${id}-4a5b-4c5d-8e5f-0123456789ab-c000.csv`;
    expect(difference({ [named('aaaaaaaa')]: 'k\n1\n', [named('bbbbbbbb')]: 'k\n2\n' }, { [named('cccccccc')]: 'k\n2\n', [named('dddddddd')]: 'k\n1\n' })).toBeNull();
    expect(difference({ [named('aaaaaaaa')]: 'k\n1\n' }, { [named('aaaaaaaa')]: 'k\n2\n' })).toContain('The file csv/part-00000-job-c000.csv differs.');
    expect(difference({ [named('aaaaaaaa')]: 'k\n1\n', [named('bbbbbbbb')]: '' }, { [named('cccccccc')]: 'k\n1\n' })).not.toBeNull();
  });

  it('tells the file that differs, or that only one of them has', () => {
    expect(difference({ 'a.txt': 'one\n' }, { 'a.txt': 'two\n' })).toBe('The file a.txt differs.\n  Spark: "one\\n"\n  here:  "two\\n"');
    expect(difference({ 'a.txt': '' }, {})).toBe("Only in Spark's run: the file a.txt.");
    expect(difference({}, { 'sub/b.txt': '' })).toBe('Only here: the file sub/b.txt.');
    expect(difference({ 'checkpoints/x': '1' }, { 'checkpoints/y': '2' }, ['checkpoints'])).toBeNull();
  });
});
