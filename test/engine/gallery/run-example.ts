import Database from 'better-sqlite3';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type ExecutorPool, projectRoot } from '#engine/hosts';
import { parsePipeline, type Pipeline } from '#engine/model';
import { ManualFeed, startPipelineRun } from '#engine/run';
import { openSQLiteSink } from '#engine/sinks';
import { batchesOf, type Files, nodeFiles } from '#engine/sources';
import { ManualClock, type StreamingEvent } from '#engine/streaming';

const EXAMPLES = join(projectRoot(), 'examples');

/** A pipeline of the gallery, as it stands in its file, with the lines that feed it. */
export interface GalleryExample {
  readonly id: string;
  readonly text: string;
  readonly pipeline: Pipeline;
  /** Empty: it has no file of its own. Each paragraph is one batch. */
  readonly lines: string;
  /** What a run gives, see `runExample`; checked by hand. */
  readonly expected: string;
}

export const gallery: readonly GalleryExample[] = readdirSync(EXAMPLES)
  .filter((file) => file.endsWith('.dstream'))
  .map((file) => {
    const id = file.slice(0, -'.dstream'.length);
    const text = readText(join(EXAMPLES, file));
    const parsed = parsePipeline(text, file);
    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join(' '));
    return { id, text, pipeline: parsed.pipeline, lines: readText(join(EXAMPLES, `${id}.txt`)), expected: readText(join(projectRoot(), 'test/fixtures/gallery', `${id}.out`)) };
  });

function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

export interface Ran {
  /** The console, with warnings as lines that begin with "! "; then each file that was written, with what it holds. */
  readonly output: string;
  /** Why it did not start, failures, and files that were not read. */
  readonly complaints: readonly unknown[];
}

/** Runs an example at a manual clock in a folder of its own. As in the app, every socket source gets the example's lines. */
export async function runExample({ pipeline, lines }: GalleryExample, executors: ExecutorPool, folder: string): Promise<Ran> {
  const events: StreamingEvent[] = [];
  let done = (): void => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  const clock = new ManualClock();
  const feed = new ManualFeed(clock, () => batchesOf(lines), null, () => done());
  const sqliteSink = openSQLiteSink();
  try {
    const started = await startPipelineRun(pipeline, {
      executors,
      startSocketReceiver: feed.startSocketReceiver,
      sqliteSink,
      listener: (event) => {
        events.push(event);
        feed.listener(event);
      },
      cores: 2,
      clock,
      observe: { samples: 0, valueLength: 100 },
      conf: new Map(),
      maxBatches: null,
      files: filesAt(clock),
      resolvePath: (path) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        return join(folder, path);
      },
    });
    if (!started.started) return { output: '', complaints: started.problems };
    await ended;
    await started.run.stop({ graceful: true });
  } finally {
    await sqliteSink.close();
  }
  const printed = events.map(textOf).join('').replaceAll(`${folder}/`, '');
  return { output: printed + filesIn(folder).map((path) => `== ${relative(folder, path)}\n${contentOf(path)}`).join(''), complaints: events.flatMap(complaintsOf) };
}

function textOf(event: StreamingEvent): string {
  if (event.type === 'console') return event.text;
  return event.type === 'log' ? `! ${event.text}\n` : '';
}

function complaintsOf(event: StreamingEvent): unknown[] {
  if (event.type === 'outputOperationCompleted') return event.operation.failure ? [event.operation.failure] : [];
  return event.type === 'fileIgnored' ? [event] : [];
}

/** The computer's files, changed when a manual clock first saw them. */
function filesAt(clock: ManualClock): Files {
  const seen = new Map<string, number>();
  const modified = (path: string): number => {
    if (!seen.has(path)) seen.set(path, clock.now());
    return seen.get(path)!;
  };
  return {
    ...nodeFiles,
    list: async (directory) => {
      const listed = await nodeFiles.list(directory);
      return { ...listed, files: listed.files.map((file) => ({ ...file, modified: modified(file.path) })) };
    },
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !/-(wal|shm)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** A database's rows without those of the sink itself, one a line; other files as they are. */
function contentOf(path: string): string {
  if (!path.endsWith('.db')) return readFileSync(path, 'utf8');
  const database = new Database(path, { readonly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name").pluck().all() as string[];
    return tables.map((table) => database.prepare(`SELECT * FROM "${table}" ORDER BY batch_time, "partition", seq`).raw().all().map((row) => `${table} ${JSON.stringify(row)}\n`).join('')).join('');
  } finally {
    database.close();
  }
}
