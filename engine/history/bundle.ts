import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parsePipeline } from '#engine/model';
import { indexBatches } from './index-batches';
import { APPLICATION_ID, BUNDLE_FORMATS, DETAIL_TABLES, TABLES, VERSION } from './schema';

/** Beside the tables of the history: what wrote the bundle. */
const BUNDLE = 'CREATE TABLE bundle (app_version TEXT NOT NULL, saved_at INTEGER NOT NULL) STRICT';

/** A larger file is not opened. */
const MAX_BYTES = 4_000_000_000;

/**
 * Writes a run, or its batches from `from` to `to`, as a `.dsrun` file: the same tables, with pipeline, input, records
 * and versions. Beside the place first, then moved there.
 */
export function saveBundle(db: Database.Database, { runId, from, to, path, appVersion }: { runId: number; from: number; to: number; path: string; appVersion: string }): void {
  const temporary = `${path}.part`;
  rmSync(temporary, { force: true });
  try {
    const bundle = new Database(temporary);
    bundle.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; ${[...TABLES, BUNDLE].join(';\n')}`);
    bundle.prepare('INSERT INTO bundle VALUES (?, ?)').run(appVersion, Date.now());
    bundle.close();
    db.prepare('ATTACH ? AS bundle').run(temporary);
    try {
      db.prepare('INSERT INTO bundle.run SELECT * FROM main.run WHERE run_id = ?').run(runId);
      for (const table of ['batch', ...DETAIL_TABLES]) db.prepare(`INSERT INTO bundle.${table} SELECT * FROM main.${table} WHERE run_id = ? AND batch_time BETWEEN ? AND ?`).run(runId, from, to);
    } finally {
      db.exec('DETACH bundle');
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Takes a bundle's run into the history. Nothing of it is run; a file that holds anything but our tables, with values
 * of their types, is refused, and then nothing of it is kept.
 * @returns the run's new id
 * @throws Error with a sentence
 */
export function openBundle(db: Database.Database, path: string): number {
  const name = basename(path);
  const refused = (why: string): Error => new Error(`${name} cannot be opened: ${why}.`);
  if (!existsSync(path) || !statSync(path).isFile()) throw refused('it is no file');
  if (statSync(path).size > MAX_BYTES) throw refused(`it is larger than ${MAX_BYTES / 1e9} GB`);
  let bundle: Database.Database | null = null;
  try {
    bundle = new Database(path, { readonly: true, fileMustExist: true });
    const why = whatIsWrong(bundle);
    if (why !== null) throw refused(why);
    const opened = bundle;
    return db.transaction(() => takeOver(db, opened, name))();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'SQLITE_NOTADB') throw refused('it is not a bundle');
    if (code?.startsWith('SQLITE_CORRUPT')) throw refused('it is damaged');
    if (code?.startsWith('SQLITE_CONSTRAINT')) throw refused(`it holds a value that is none (${message})`);
    throw error;
  } finally {
    bundle?.close();
  }
}

const versionOf = (bundle: Database.Database): number => bundle.pragma('user_version', { simple: true }) as number;

function whatIsWrong(bundle: Database.Database): string | null {
  // Nothing that a schema could run on its own is followed.
  bundle.pragma('trusted_schema = OFF');
  if (bundle.pragma('application_id', { simple: true }) !== APPLICATION_ID) return 'it is not a bundle';
  const version = versionOf(bundle);
  const format = BUNDLE_FORMATS.get(version);
  if (!format) return version > VERSION ? `it was written by a newer DStream Studio (format ${version}, this one knows ${VERSION})` : `its format ${version} is not known`;
  const found = bundle.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY sql").pluck().all();
  if (JSON.stringify(found) !== JSON.stringify([...format.tables, BUNDLE].sort())) return 'it holds other tables than a bundle has';
  if (bundle.pragma('quick_check(1)', { simple: true }) !== 'ok') return 'it is damaged';
  if (bundle.prepare('SELECT count(*) FROM run').pluck().get() !== 1) return 'it does not hold one run';
  for (const table of ['batch', ...format.details]) if (bundle.prepare(`SELECT EXISTS (SELECT 1 FROM ${table} WHERE run_id <> (SELECT run_id FROM run))`).pluck().get() === 1) return 'it holds batches of another run';
  const strange = "SELECT EXISTS (SELECT 1 FROM batch WHERE status NOT IN ('completed', 'failed') OR incomplete NOT IN ('behind', 'full'))";
  if (bundle.prepare(strange).pluck().get() === 1) return 'a batch has a status that is none';
  if (format.details.includes('ignored_file') && bundle.prepare("SELECT EXISTS (SELECT 1 FROM ignored_file WHERE reason NOT IN ('old', 'changed', 'future'))").pluck().get() === 1) return 'a file in it was ignored for a reason that is none';
  return whatIsWrongInside(bundle);
}

/** Texts that are read as JSON later are read now. */
function whatIsWrongInside(bundle: Database.Database): string | null {
  const pipeline = bundle.prepare('SELECT pipeline FROM run').pluck().get() as string | null;
  const parsed = pipeline === null ? null : parsePipeline(pipeline, 'its pipeline');
  if (parsed && !parsed.ok) return parsed.problems[0]!.message.replace(/\.$/, '');
  const failures = bundle.prepare('SELECT failure FROM batch WHERE failure IS NOT NULL').pluck().iterate() as IterableIterator<string>;
  for (const failure of failures) if (!isFailure(failure, 'error')) return 'a failure in it cannot be read';
  const operations = bundle.prepare('SELECT failure FROM output_operation WHERE failure IS NOT NULL').pluck().iterate() as IterableIterator<string>;
  for (const failure of operations) if (!isFailure(failure, null)) return 'a failure in it cannot be read';
  const dependencies = bundle.prepare('SELECT DISTINCT dependencies FROM rdd').pluck().iterate() as IterableIterator<string>;
  for (const list of dependencies) if (!isDependencies(list)) return 'the lineage in it cannot be read';
  return null;
}

function isFailure(text: string, within: 'error' | null): boolean {
  const value = jsonOf(text) as Record<string, unknown> | null;
  const error = (within ? value?.[within] : value) as Record<string, unknown> | null | undefined;
  const place = error?.place as object | null | undefined;
  return typeof error?.type === 'string' && typeof error.message === 'string' && typeof error.traceback === 'string' && typeof place === 'object' && place !== null && (error.record === null || typeof error.record === 'string');
}

function isDependencies(text: string): boolean {
  const value = jsonOf(text);
  return Array.isArray(value) && value.every((each: unknown) => {
    const { rdd, kind } = (each ?? {}) as { rdd?: unknown; kind?: unknown };
    return Number.isSafeInteger(rdd) && (kind === 'narrow' || kind === 'shuffle');
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the caller refuses it.
    return null;
  }
}

function takeOver(db: Database.Database, bundle: Database.Database, name: string): number {
  const run = bundle.prepare('SELECT * FROM run').get() as Record<string, unknown>;
  const { lastInsertRowid } = db
    .prepare("INSERT INTO run SELECT NULL, @document_name, @started_at, @ended_at, 'stopped', @batch_interval, @master, @language, @pipeline, @batches, @failed, @records, @origin")
    .run({ ...run, origin: name });
  const runId = Number(lastInsertRowid);
  for (const table of ['batch', ...BUNDLE_FORMATS.get(versionOf(bundle))!.details]) {
    const columns = (bundle.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);
    const own = new Map<string, unknown>([['run_id', runId], ['batch_id', null], ['recorded_at', Date.now()]]);
    const insert = db.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of bundle.prepare(`SELECT * FROM ${table}`).raw().iterate() as IterableIterator<unknown[]>) {
      insert.run(row.map((value, index) => (own.has(columns[index]!) ? own.get(columns[index]!) : value)));
    }
  }
  indexBatches(db, runId);
  return runId;
}
