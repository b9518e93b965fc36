/** Questions to begin with. */
export const EXAMPLES: readonly { readonly title: string; readonly sql: string }[] = [
  {
    title: 'The slowest batches',
    sql: `SELECT run.document_name, datetime(batch_time / 1000, 'unixepoch', 'localtime') AS time,
       num_records, processing_delay, total_delay
FROM batch JOIN run USING (run_id)
ORDER BY processing_delay DESC
LIMIT 100`,
  },
  {
    title: 'Records that left each node, by batch',
    sql: `SELECT batch_time, node_id, records, duration
FROM rdd
WHERE run_id = (SELECT max(run_id) FROM run) AND is_node_output = 1
ORDER BY batch_time DESC, node_id
LIMIT 200`,
  },
  {
    title: 'What failed, and why',
    sql: `SELECT datetime(batch_time / 1000, 'unixepoch', 'localtime') AS time,
       failure ->> '$.error.type' AS type, failure ->> '$.error.message' AS message,
       failure ->> '$.nodeId' AS node
FROM batch
WHERE status = 'failed'
ORDER BY batch_time DESC
LIMIT 100`,
  },
  {
    title: 'Records per second, a minute at a time',
    sql: `SELECT datetime(batch_time / 60000 * 60, 'unixepoch', 'localtime') AS minute,
       sum(num_records) / 60.0 AS records_per_second, max(total_delay) AS longest_delay
FROM batch
GROUP BY 1
ORDER BY 1 DESC
LIMIT 200`,
  },
  {
    title: 'A word in the records',
    sql: `SELECT batch_time, node_id, repr
FROM record JOIN rdd USING (run_id, batch_time, rdd)
WHERE is_node_output = 1 AND repr LIKE '%spark%'
ORDER BY batch_time DESC
LIMIT 100`,
  },
];

/** The tables, for a look beside the box; docs/history-schema.md says what they mean. */
export const TABLES: readonly { readonly name: string; readonly columns: string }[] = [
  { name: 'run', columns: 'run_id, document_name, started_at, ended_at, status, batch_interval, master, language, pipeline, batches, failed, records, origin' },
  { name: 'batch', columns: 'batch_id, run_id, batch_time, number, status, num_records, scheduling_delay, processing_delay, total_delay, output_ops_succeeded, output_ops_total, failure, console, recorded_at, incomplete' },
  { name: 'output_operation', columns: 'run_id, batch_time, operation, name, node_id, started_at, duration, failure' },
  { name: 'rdd', columns: 'run_id, batch_time, rdd, kind, scope, node_id, is_node_output, made_at, partitions, dependencies, records, stage, duration' },
  { name: 'task', columns: 'run_id, batch_time, task, stage, rdd, partition, executor, launched_at, finished_at, failed, job' },
  { name: 'record', columns: 'run_id, batch_time, rdd, partition, seq, type, repr, cut' },
  { name: 'input_block', columns: 'run_id, batch_time, seq, stream, block, records, length, bytes, node_id, input_time' },
];
