import Database from 'better-sqlite3';
import { BatchReader } from './batch-reader';
import { BatchWriter } from './batch-writer';
import { openBundle, saveBundle } from './bundle';
import type { NewRun } from './kept-batches';
import type { BatchSearch, BundleQuestion, SearchPage } from './queries';
import type { Retention } from './retention';
import type { Timeline, TimelineQuery } from './timeline';
import { indexBatches } from './index-batches';
import type { Incomplete, Recordable } from './recordable';
import { dropOldest, usedBytes } from './retention';
import { APPLICATION_ID, FROM_VERSION_1, FROM_VERSION_2, SCHEMA, VERSION } from './schema';
import { searchBatches } from './search';
import { Statements } from './statements';
import { timeline } from './timeline';

/** A file up to this size is checked from end to end when it is opened; a larger one when it is read. */
const CHECKED_BYTES = 64 * 1024 * 1024;

/** How long to wait for another program that holds the file, ms. */
const BUSY_TIMEOUT = 2000;

/** Room above what may be kept, in which dropping old batches works: bytes. */
const SLACK = 1024 * 1024;

/** The open history file. Lives in the store's worker thread only. */
export class HistoryFile {
  readonly #db: Database.Database;
  readonly #statements: Statements;
  readonly #writer: BatchWriter;
  readonly reader: BatchReader;

  /** @throws Error for a file that is damaged or from a newer version */
  constructor(
    readonly file: string,
    readonly readOnly = false,
  ) {
    this.#db = new Database(file, { readonly: readOnly, timeout: BUSY_TIMEOUT });
    try {
      if (!readOnly) this.#prepareToWrite();
      this.#check();
      this.#statements = new Statements(this.#db);
      this.#writer = new BatchWriter(this.#db, this.#statements);
      this.reader = new BatchReader(this.#statements);
      if (!readOnly) this.#bringUpToDate();
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #prepareToWrite(): void {
    // Only an empty file can still be told how it gives pages back.
    this.#db.pragma('auto_vacuum = INCREMENTAL');
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = NORMAL');
    this.#db.pragma('journal_size_limit = 33554432');
  }

  #check(): void {
    const version = this.#db.pragma('user_version', { simple: true }) as number;
    if (version > VERSION) throw new Error(`it was written by a newer DStream Studio (format ${version}, this one knows ${VERSION})`);
    const bytes = (this.#db.pragma('page_count', { simple: true }) as number) * (this.#db.pragma('page_size', { simple: true }) as number);
    if (bytes <= CHECKED_BYTES && this.#db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Error('it is damaged');
    if (this.readOnly && version < VERSION) throw new Error(`it is of format ${version} and can't be brought to ${VERSION}, since it is read-only`);
  }

  #bringUpToDate(): void {
    const version = this.#db.pragma('user_version', { simple: true }) as number;
    const stamp = `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION};`;
    if (version === 0) this.#db.transaction(() => this.#db.exec(`${SCHEMA};${stamp}`))();
    if (version === 1) {
      this.#db.transaction(() => {
        this.#db.exec(`${FROM_VERSION_1}${stamp}`);
        indexBatches(this.#db, null);
      })();
      this.#db.exec('VACUUM');
    }
    if (version === 2) this.#db.transaction(() => this.#db.exec(`${FROM_VERSION_2}${stamp}`))();
    // Whatever still "runs" was cut off by a crash.
    this.#db.prepare("UPDATE run SET status = 'interrupted' WHERE status = 'running'").run();
  }

  beginRun(run: NewRun, runId: number | null = null): number {
    return this.#writer.beginRun(run, runId);
  }

  endRun(runId: number, endedAt: number, status: string): void {
    this.#writer.endRun(runId, endedAt, status);
  }

  recordBatch(runId: number, report: Recordable, incomplete: Incomplete | null): void {
    this.#writer.recordBatch(runId, report, incomplete);
  }

  search(search: BatchSearch): SearchPage {
    return searchBatches(this.#statements, search);
  }

  timeline(query: TimelineQuery): Timeline | null {
    return timeline(this.#statements, query);
  }

  saveBundle(bundle: BundleQuestion): void {
    saveBundle(this.#db, bundle);
  }

  openBundle(path: string): number {
    return openBundle(this.#db, path);
  }

  /** However large a batch is, the file never grows far beyond what may be kept. */
  limitSize({ maxBytes }: Retention): void {
    const pageSize = this.#db.pragma('page_size', { simple: true }) as number;
    this.#db.pragma(`max_page_count = ${Math.ceil((maxBytes + SLACK) / pageSize)}`);
  }

  /** The file is as large as it may be, so that it is not the disk that is full. */
  get isAtLimit(): boolean {
    const pages = (name: string): number => this.#db.pragma(name, { simple: true }) as number;
    return pages('page_count') + 512 >= pages('max_page_count');
  }

  /** @returns true if there may be more to drop */
  dropOldest(retention: Retention): boolean {
    return dropOldest(this.#db, this.#statements, retention, Date.now());
  }

  figures(): { bytes: number; batches: number; oldest: number | null } {
    const oldest = this.#statements.get('SELECT recorded_at FROM batch ORDER BY batch_id LIMIT 1').get() as { recorded_at: number } | undefined;
    const { batches } = this.#statements.get('SELECT coalesce(sum(batches), 0) AS batches FROM run').get() as { batches: number };
    return { bytes: usedBytes(this.#db), batches, oldest: oldest?.recorded_at ?? null };
  }

  close(): void {
    this.#db.close();
  }
}
