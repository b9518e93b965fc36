/**
 * The tables of `history.db`, and of a bundle. Times are ms since the epoch, delays and durations ms. Documented for
 * users in docs/history-schema.md; a change raises VERSION and gets a migration. STRICT: a bundle from elsewhere can't
 * smuggle a text in where a number is read.
 */
export const VERSION = 3;

/** "DSrn": says that a SQLite file is ours. */
export const APPLICATION_ID = 0x4453726e;

const RUN = `CREATE TABLE run (
  run_id INTEGER PRIMARY KEY,
  document_name TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  status TEXT NOT NULL,
  batch_interval INTEGER NOT NULL,
  master TEXT NOT NULL,
  language TEXT NOT NULL,
  pipeline TEXT,
  batches INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  records INTEGER NOT NULL DEFAULT 0,
  origin TEXT
) STRICT`;

const BATCH = `CREATE TABLE batch (
  batch_id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  batch_time INTEGER NOT NULL,
  number INTEGER NOT NULL,
  status TEXT NOT NULL,
  num_records INTEGER NOT NULL,
  scheduling_delay INTEGER,
  processing_delay INTEGER,
  total_delay INTEGER,
  output_ops_succeeded INTEGER NOT NULL,
  output_ops_total INTEGER NOT NULL,
  failure TEXT,
  console TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  incomplete TEXT,
  UNIQUE (run_id, batch_time)
) STRICT`;

const DETAILS = [
  `CREATE TABLE output_operation (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, operation INTEGER NOT NULL,
  name TEXT NOT NULL, node_id TEXT, started_at INTEGER, duration INTEGER, failure TEXT,
  PRIMARY KEY (run_id, batch_time, operation)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE rdd (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, rdd INTEGER NOT NULL,
  kind TEXT NOT NULL, scope TEXT NOT NULL, node_id TEXT, is_node_output INTEGER NOT NULL,
  made_at INTEGER NOT NULL, partitions INTEGER NOT NULL, dependencies TEXT NOT NULL,
  records INTEGER, stage INTEGER, duration REAL,
  PRIMARY KEY (run_id, batch_time, rdd)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE task (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, task INTEGER NOT NULL, stage INTEGER NOT NULL,
  rdd INTEGER NOT NULL, partition INTEGER NOT NULL, executor TEXT NOT NULL,
  launched_at INTEGER NOT NULL, finished_at INTEGER NOT NULL, failed INTEGER NOT NULL, job INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, batch_time, task)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE record (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, rdd INTEGER NOT NULL, partition INTEGER NOT NULL, seq INTEGER NOT NULL,
  type TEXT NOT NULL, repr TEXT NOT NULL, cut INTEGER NOT NULL,
  PRIMARY KEY (run_id, batch_time, rdd, partition, seq)
) STRICT, WITHOUT ROWID`,
] as const;

const INPUT_BLOCK_2 = `CREATE TABLE input_block (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, seq INTEGER NOT NULL,
  stream INTEGER NOT NULL, block TEXT NOT NULL, records INTEGER NOT NULL, length INTEGER NOT NULL,
  bytes BLOB, node_id TEXT, input_time INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, batch_time, seq)
) STRICT, WITHOUT ROWID`;

/** Since version 3 input has rowids: SQLite then writes large bytes in half the time. A file of version 2 keeps its own. */
const INPUT_BLOCK = INPUT_BLOCK_2.replace(', WITHOUT ROWID', '');

/** Since version 3. */
const IGNORED_FILE = `CREATE TABLE ignored_file (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, path TEXT NOT NULL, node_id TEXT, reason TEXT NOT NULL,
  PRIMARY KEY (run_id, batch_time, path)
) STRICT, WITHOUT ROWID`;

/** Names of the tables that are keyed by (run_id, batch_time) beside `batch`. */
const DETAIL_TABLES_2 = ['output_operation', 'rdd', 'task', 'record', 'input_block'] as const;
export const DETAIL_TABLES = [...DETAIL_TABLES_2, 'ignored_file'] as const;

/** What a bundle has: the tables alone. */
export const TABLES: readonly string[] = [RUN, BATCH, ...DETAILS, INPUT_BLOCK, IGNORED_FILE];

interface BundleFormat {
  readonly tables: readonly string[];
  readonly details: readonly string[];
}

/** The versions of which bundles are opened. */
export const BUNDLE_FORMATS: ReadonlyMap<number, BundleFormat> = new Map<number, BundleFormat>([
  [2, { tables: [RUN, BATCH, ...DETAILS, INPUT_BLOCK_2], details: DETAIL_TABLES_2 }],
  [VERSION, { tables: TABLES, details: DETAIL_TABLES }],
]);

/** Words of each batch, for the search; `rowid` is the batch's `batch_id`. Emoji are words too. */
const SEARCH = `CREATE VIRTUAL TABLE batch_text USING fts5(
  key, value, error, status, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So'"
)`;

const INDEXES = ['CREATE INDEX input_by_time ON input_block (run_id, input_time)', 'CREATE INDEX batch_by_time ON batch (batch_time)', "CREATE INDEX batch_failed ON batch (batch_id) WHERE status = 'failed'"];

export const SCHEMA = [...TABLES, SEARCH, ...INDEXES].join(';\n');

export const FROM_VERSION_2 = `${IGNORED_FILE};`;

/** From version 1: batches get an id, in the order in which they ran; what is searched is filled in by the caller. */
export const FROM_VERSION_1 = `
${['run', 'batch', ...DETAIL_TABLES_2].map((table) => `ALTER TABLE ${table} RENAME TO old_${table}`).join(';\n')};
${SCHEMA};
INSERT INTO run SELECT run_id, document_name, started_at, ended_at, status, batch_interval, master, language, pipeline, batches,
  (SELECT count(*) FROM old_batch b WHERE b.run_id = r.run_id AND b.status = 'failed'),
  (SELECT coalesce(sum(num_records), 0) FROM old_batch b WHERE b.run_id = r.run_id), NULL FROM old_run r;
INSERT INTO batch SELECT NULL, run_id, batch_time, number, status, num_records, scheduling_delay, processing_delay, total_delay,
  output_ops_succeeded, output_ops_total, failure, console, batch_time, NULL FROM old_batch ORDER BY run_id, batch_time;
INSERT INTO output_operation SELECT run_id, batch_time, operation, name, node_id, NULL, duration, failure FROM old_output_operation;
INSERT INTO rdd SELECT * FROM old_rdd;
INSERT INTO task SELECT *, 0 FROM old_task;
INSERT INTO record SELECT * FROM old_record;
INSERT INTO input_block SELECT *, NULL, batch_time FROM old_input_block;
${['run', 'batch', ...DETAIL_TABLES_2].map((table) => `DROP TABLE old_${table}`).join(';\n')};
`;
