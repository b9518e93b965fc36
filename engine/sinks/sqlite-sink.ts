/**
 * The SQLite sink (DESIGN 3.4): what the scheduler asks of it. The work is done in `sqlite-sink.worker.ts`;
 * rows cross as the bytes that the tasks made and are parsed only there.
 */

export interface SQLiteSinkTarget {
  /** Node id, or the output operation's number in a script: names the sink in `_dstream_batches`. */
  readonly sink: string;
  readonly file: string;
  readonly table: string;
}

export interface SQLiteSink {
  /**
   * Opens the file, takes the writer's lock, checks the table. Rejects with a sentence naming file and reason
   * (not writable, not a database, another writer, table of another shape) so that it is told before a run starts.
   */
  open(target: SQLiteSinkTarget): Promise<void>;
  /**
   * One transaction: removes what an earlier attempt of this batch left, writes the rows and the row of
   * `_dstream_batches`. `partitions[p]` is a UTF-8 JSON array of `TableRow` (see core/task). Resolves with the number
   * of rows; rejects naming the record that could not be stored.
   */
  writeBatch(target: SQLiteSinkTarget, batchTime: number, partitions: readonly Uint8Array[]): Promise<number>;
  close(): Promise<void>;
}
