import Database from 'better-sqlite3';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSQLiteSink, type SQLiteSink, type SQLiteSinkTarget } from '#engine/sinks';

const rows = (...records: readonly (readonly [readonly string[], readonly unknown[]])[]): Uint8Array => new TextEncoder().encode(JSON.stringify(records));
const pair = (key: unknown, value: unknown): readonly [readonly string[], readonly unknown[]] => [['key', 'value'], [key, value]];

describe('the SQLite sink', () => {
  let folder: string;
  let sink: SQLiteSink;
  let target: SQLiteSinkTarget;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dstream-sink-'));
    sink = openSQLiteSink();
    target = { sink: 'save', file: join(folder, 'out.db'), table: 'counts' };
  });
  afterEach(async () => {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function read(sql: string): unknown[] {
    const database = new Database(target.file, { readonly: true });
    try {
      return database.prepare(sql).raw().all();
    } finally {
      database.close();
    }
  }

  it('writes a batch with its place, and its row of _dstream_batches; others can read meanwhile', async () => {
    await sink.open(target);
    expect(await sink.writeBatch(target, 1000, [rows(pair('a', 1)), rows(), rows(pair('b', 2))])).toBe(2);
    expect(await sink.writeBatch(target, 2000, [rows()])).toBe(0);
    expect(read('SELECT * FROM counts ORDER BY batch_time, seq')).toEqual([
      [1000, 0, 0, 'a', 1],
      [1000, 2, 1, 'b', 2],
    ]);
    expect(read('SELECT sink, batch_time, rows FROM _dstream_batches')).toEqual([
      ['save', 1000, 2],
      ['save', 2000, 0],
    ]);
  });

  it('replaces a batch that is written again', async () => {
    await sink.open(target);
    await sink.writeBatch(target, 1000, [rows(pair('a', 1), pair('b', 1))]);
    await sink.writeBatch(target, 1000, [rows(pair('c', 3))]);
    expect(read('SELECT key FROM counts')).toEqual([['c']]);
    expect(read('SELECT rows FROM _dstream_batches')).toEqual([[1]]);
  });

  it('keeps every value as it is: texts that look like numbers, big integers, bytes, None', async () => {
    await sink.open(target);
    await sink.writeBatch(target, 1, [rows(pair('007', null), pair({ i: '9223372036854775807' }, { i: '99999999999999999999' }), pair({ b: 'AAE=' }, 1.5), pair(true, { r: 'nan' }))]);
    expect(read('SELECT typeof(key), CAST(key AS TEXT), typeof(value), CAST(value AS TEXT) FROM counts')).toEqual([
      ['text', '007', 'null', null],
      ['integer', '9223372036854775807', 'text', '99999999999999999999'],
      ['blob', expect.anything(), 'real', '1.5'],
      ['integer', '1', 'text', 'nan'],
    ]);
  });

  it('rolls a batch back whose records have different fields, and names the record', async () => {
    await sink.open(target);
    await sink.writeBatch(target, 1000, [rows(pair('a', 1))]);
    await expect(sink.writeBatch(target, 2000, [rows(pair('b', 1), [['value'], [1]])])).rejects.toThrow(/Batch 2000 .*record 1 .*value.*key, value/);
    expect(read('SELECT DISTINCT batch_time FROM counts')).toEqual([[1000]]);
    expect(read('SELECT batch_time FROM _dstream_batches')).toEqual([[1000]]);
  });

  it('takes any name for a table', async () => {
    const odd = { ...target, table: 'select "x"; ü' };
    await sink.open(odd);
    await sink.writeBatch(odd, 1, [rows(pair('a', 1))]);
    expect(read('SELECT key FROM "select ""x""; ü"')).toEqual([['a']]);
  });

  it('tells before a run what keeps it from writing', async () => {
    await expect(sink.open({ ...target, file: join(folder, 'missing', 'out.db') })).rejects.toThrow(/missing.*folder does not exist/);
    const text = join(folder, 'text.db');
    writeFileSync(text, 'no database at all '.repeat(100));
    await expect(sink.open({ ...target, file: text })).rejects.toThrow(/not a SQLite file/);
    expect(existsSync(`${text}.lock`)).toBe(false);
    const other = new Database(target.file);
    other.exec('CREATE TABLE counts (name TEXT)');
    other.close();
    await expect(sink.open(target)).rejects.toThrow(/other columns \(name\)/);
  });

  it('refuses a second writer, and takes over from one that is gone', async () => {
    await sink.open(target);
    const second = openSQLiteSink();
    await expect(second.open(target)).rejects.toThrow(/Another run saves to/);
    await second.close();
    await sink.close();
    writeFileSync(`${target.file}.lock`, '999999999');
    await sink.open(target);
    expect(await sink.writeBatch(target, 1, [rows(pair('a', 1))])).toBe(1);
  });
});
