import Database from 'better-sqlite3';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { SqlAnswer, SqlCell, SqlQuestion } from './sql-query';

/** Rows and characters that are given back; a file takes all. */
const MAX_ROWS = 1000;
const MAX_CHARACTERS = 8_000_000;

/** Runs one reading statement on a history file, which is opened for reading only. */
export function runSql({ file, sql, save }: SqlQuestion): SqlAnswer {
  const begin = Date.now();
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true });
    db.pragma('trusted_schema = OFF');
    const statement = db.prepare(sql);
    if (!statement.reader || !statement.readonly) return { ok: false, message: 'Only a statement that reads is run here, such as SELECT … FROM batch.' };
    const columns = statement.columns().map(({ name }) => name);
    const rows = rowsOf(statement);
    const taken = save ? { count: write(save.path, save.format, columns, rows), rows: [], more: false } : firstOf(rows);
    return { ok: true, columns, ...taken, duration: Date.now() - begin };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function* rowsOf(statement: Database.Statement<unknown[]>): Generator<SqlCell[]> {
  for (const row of statement.raw().safeIntegers().iterate() as IterableIterator<unknown[]>) yield row.map(cellOf);
}

function firstOf(rows: Iterable<SqlCell[]>): { rows: SqlCell[][]; count: number; more: boolean } {
  const first: SqlCell[][] = [];
  let characters = 0;
  for (const row of rows) {
    characters += row.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);
    if (first.length === MAX_ROWS || characters > MAX_CHARACTERS) return { rows: first, count: first.length, more: true };
    first.push(row);
  }
  return { rows: first, count: first.length, more: false };
}

function cellOf(value: unknown): SqlCell {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  return value as SqlCell;
}

/** Beside the place and then moved there, so that there is never half a file. */
function write(path: string, format: 'csv' | 'json', columns: readonly string[], rows: Iterable<SqlCell[]>): number {
  const temporary = `${path}.part`;
  const file = openSync(temporary, 'w');
  let count = 0;
  try {
    writeSync(file, format === 'csv' ? csvLine(columns) : '[');
    for (const row of rows) {
      writeSync(file, format === 'csv' ? csvLine(row) : `${count === 0 ? '\n' : ',\n'}${JSON.stringify(Object.fromEntries(columns.map((name, index) => [name, row[index]])))}`);
      count++;
    }
    if (format === 'json') writeSync(file, '\n]\n');
    closeSync(file);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return count;
}

/** RFC 4180 */
export function csvLine(cells: readonly SqlCell[]): string {
  const quoted = cells.map((cell) => {
    const text = cell === null ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${quoted.join(',')}\r\n`;
}
