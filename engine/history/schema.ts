/**
 * The tables of `history.db`. Times are ms since the epoch, delays and durations ms. Documented for users in
 * docs/history-schema.md; a change raises VERSION and gets a migration.
 */
export const VERSION = 1;

export const SCHEMA = `
CREATE TABLE run (
  run_id INTEGER PRIMARY KEY,
  document_name TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  status TEXT NOT NULL,
  batch_interval INTEGER NOT NULL,
  master TEXT NOT NULL,
  language TEXT NOT NULL,
  pipeline TEXT,
  batches INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE batch (
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
  PRIMARY KEY (run_id, batch_time)
) WITHOUT ROWID;
CREATE TABLE output_operation (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, operation INTEGER NOT NULL,
  name TEXT NOT NULL, node_id TEXT, duration INTEGER, failure TEXT,
  PRIMARY KEY (run_id, batch_time, operation)
) WITHOUT ROWID;
CREATE TABLE rdd (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, rdd INTEGER NOT NULL,
  kind TEXT NOT NULL, scope TEXT NOT NULL, node_id TEXT, is_node_output INTEGER NOT NULL,
  made_at INTEGER NOT NULL, partitions INTEGER NOT NULL, dependencies TEXT NOT NULL,
  records INTEGER, stage INTEGER, duration REAL,
  PRIMARY KEY (run_id, batch_time, rdd)
) WITHOUT ROWID;
CREATE TABLE task (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, task INTEGER NOT NULL, stage INTEGER NOT NULL,
  rdd INTEGER NOT NULL, partition INTEGER NOT NULL, executor TEXT NOT NULL,
  launched_at INTEGER NOT NULL, finished_at INTEGER NOT NULL, failed INTEGER NOT NULL,
  PRIMARY KEY (run_id, batch_time, task)
) WITHOUT ROWID;
CREATE TABLE record (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, rdd INTEGER NOT NULL, partition INTEGER NOT NULL, seq INTEGER NOT NULL,
  type TEXT NOT NULL, repr TEXT NOT NULL, cut INTEGER NOT NULL,
  PRIMARY KEY (run_id, batch_time, rdd, partition, seq)
) WITHOUT ROWID;
CREATE TABLE input_block (
  run_id INTEGER NOT NULL, batch_time INTEGER NOT NULL, seq INTEGER NOT NULL,
  stream INTEGER NOT NULL, block TEXT NOT NULL, records INTEGER NOT NULL, length INTEGER NOT NULL,
  bytes BLOB,
  PRIMARY KEY (run_id, batch_time, seq)
) WITHOUT ROWID;
`;
