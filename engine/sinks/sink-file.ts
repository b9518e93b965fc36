import Database from 'better-sqlite3';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { TableCell, TableRow } from '#engine/core';
import type { SQLiteSinkTarget } from './sqlite-sink';

const OWN_COLUMNS = ['batch_time', 'partition', 'seq'];

/** One SQLite file that we write to, and nobody else of ours. */
export class SinkFile {
  readonly #database: Database.Database;
  readonly #lock: string;
  #shapes = new Map<string, readonly string[]>();

  /** @throws Error with a sentence naming the file and what keeps us from writing it */
  constructor(readonly path: string) {
    this.#lock = `${path}.lock`;
    takeLock(this.#lock, path);
    try {
      this.#database = new Database(path);
      this.#database.pragma('journal_mode = WAL');
      this.#database.pragma('synchronous = NORMAL');
      this.#database.exec(
        'CREATE TABLE IF NOT EXISTS _dstream_batches (sink TEXT NOT NULL, batch_time INTEGER NOT NULL, rows INTEGER NOT NULL, completed_at INTEGER NOT NULL, PRIMARY KEY (sink, batch_time))',
      );
    } catch (error) {
      rmSync(this.#lock, { force: true });
      throw new Error(`${path} cannot be used as a SQLite file: ${reasonOf(error)}. Choose another file.`, { cause: error });
    }
  }

  /** @throws Error if there is a table of that name that is not a sink's */
  check(table: string): void {
    const columns = this.#columnsOf(table);
    if (columns && !OWN_COLUMNS.every((name, index) => columns[index] === name)) {
      throw new Error(`${this.path} has a table "${table}" with other columns (${columns.join(', ')}). Choose another table.`);
    }
  }

  /** Writes a batch in one transaction; a batch that is written again replaces itself. Returns the number of rows. */
  write({ sink, table }: SQLiteSinkTarget, batchTime: number, partitions: readonly Uint8Array[]): number {
    const decoder = new TextDecoder();
    const rows = partitions.map((bytes) => JSON.parse(decoder.decode(bytes)) as TableRow[]);
    const total = rows.reduce((sum, { length }) => sum + length, 0);
    const transaction = this.#database.transaction(() => {
      const first = rows.find(({ length }) => length > 0)?.[0];
      const columns = this.#shapes.get(table) ?? this.#columnsOf(table)?.slice(OWN_COLUMNS.length) ?? (first ? this.#create(table, first[0]) : null);
      if (columns) {
        this.#database.prepare(`DELETE FROM ${quoted(table)} WHERE batch_time = ?`).run(batchTime);
        this.#insert(table, columns, batchTime, rows);
      }
      this.#database
        .prepare('INSERT OR REPLACE INTO _dstream_batches (sink, batch_time, rows, completed_at) VALUES (?, ?, ?, ?)')
        .run(sink, batchTime, total, Date.now());
      return columns;
    });
    try {
      const columns = transaction();
      if (columns) this.#shapes.set(table, columns);
    } catch (error) {
      throw new Error(`Batch ${batchTime} could not be saved in ${this.path}, table "${table}": ${reasonOf(error)}.`, { cause: error });
    }
    return total;
  }

  close(): void {
    this.#database.close();
    rmSync(this.#lock, { force: true });
  }

  #insert(table: string, columns: readonly string[], batchTime: number, rows: readonly (readonly TableRow[])[]): void {
    const names = [...OWN_COLUMNS, ...columns].map(quoted).join(', ');
    const marks = Array.from({ length: OWN_COLUMNS.length + columns.length }, () => '?').join(', ');
    const statement = this.#database.prepare(`INSERT INTO ${quoted(table)} (${names}) VALUES (${marks})`);
    let seq = 0;
    for (const [partition, records] of rows.entries()) {
      for (const [fields, cells] of records) {
        if (fields.length !== columns.length || fields.some((name, index) => name !== columns[index])) {
          throw new Error(`record ${seq} (partition ${partition}) has the fields ${fields.join(', ')}, and the table has ${columns.join(', ')}`);
        }
        statement.run(batchTime, partition, seq++, ...cells.map(stored));
      }
    }
  }

  /** Columns have no type: SQLite then stores each value as it is, "007" as a text. */
  #create(table: string, fields: readonly string[]): readonly string[] {
    const taken = fields.find((name) => OWN_COLUMNS.includes(name.toLowerCase()));
    if (taken !== undefined) throw new Error(`a field is called "${taken}", a name that the table needs for itself`);
    this.#database.exec(
      `CREATE TABLE ${quoted(table)} (batch_time INTEGER NOT NULL, partition INTEGER NOT NULL, seq INTEGER NOT NULL, ${fields.map(quoted).join(', ')}, PRIMARY KEY (batch_time, partition, seq))`,
    );
    return fields;
  }

  #columnsOf(table: string): string[] | null {
    const columns = this.#database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
    return columns.length === 0 ? null : columns;
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const MAX_INTEGER = (1n << 63n) - 1n;

function stored(cell: TableCell): string | number | bigint | Buffer | null {
  if (cell === null || typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 1n : 0n;
  // better-sqlite3 binds every JavaScript number as a REAL; a whole one is an INTEGER.
  if (typeof cell === 'number') return Number.isSafeInteger(cell) ? BigInt(cell) : cell;
  if ('b' in cell) return Buffer.from(cell.b, 'base64');
  if ('r' in cell) return cell.r;
  const value = BigInt(cell.i);
  return value >= -MAX_INTEGER - 1n && value <= MAX_INTEGER ? value : cell.i;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'SQLITE_CANTOPEN') return 'the folder does not exist or may not be written to';
  if (code === 'SQLITE_NOTADB') return 'it is not a SQLite file';
  if (code === 'SQLITE_READONLY') return 'it may not be written to';
  if (code === 'SQLITE_FULL') return 'the disk is full';
  return message;
}

/**
 * A lock file with our process id keeps a second writer away; one whose process is gone was left by a crash.
 * SQLite's own locks are no help: they last for a transaction only.
 */
function takeLock(lock: string, path: string): void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const descriptor = openSync(lock, 'wx');
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') {
        const reason = code === 'ENOENT' ? 'its folder does not exist' : code === 'EACCES' || code === 'EROFS' ? 'its folder may not be written to' : message;
        throw new Error(`${path} cannot be written: ${reason}. Choose another file.`, { cause: error });
      }
      const owner = Number(readFileSync(lock, 'utf8'));
      if (owner !== process.pid && !isAlive(owner)) rmSync(lock, { force: true });
      else throw new Error(`Another run saves to ${path} already (process ${owner}). Stop it, or choose another file.`, { cause: error });
    }
  }
  throw new Error(`${path} is locked by another run. Stop it, or choose another file.`);
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
