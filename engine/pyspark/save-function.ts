/**
 * What a script needs to do what saveToSQLite does (DESIGN 3.4), where there is no saveToSQLite: the same table, the batch
 * and its note in one transaction. It keeps no second writer away.
 */
export const SAVE_FUNCTION = [
  '',
  'def save_to_sqlite(time, rdd, file, table):',
  '    def fields(record):',
  '        if isinstance(record, dict):',
  '            return record',
  '        if not isinstance(record, tuple):',
  '            return {"value": record}',
  '        names = ["key", "value"] if len(record) == 2 else ["_%d" % (i + 1) for i in range(len(record))]',
  '        return dict(zip(getattr(record, "_fields", names), record))',
  '',
  '    def cell(value):',
  '        return value if value is None or isinstance(value, (int, float, str, bytes)) else repr(value)',
  '',
  '    batch_time = round(time.timestamp() * 1000)',
  '    rows = [(partition, fields(record)) for partition, records in enumerate(rdd.glom().collect()) for record in records]',
  '    with sqlite3.connect(file) as database:',
  '        database.execute("CREATE TABLE IF NOT EXISTS _dstream_batches (sink TEXT NOT NULL, batch_time INTEGER NOT NULL, rows INTEGER NOT NULL, completed_at INTEGER NOT NULL, PRIMARY KEY (sink, batch_time))")',
  '        if rows:',
  '            columns = ", ".join(\'"%s"\' % name for name in rows[0][1])',
  '            marks = ", ".join("?" * (3 + len(rows[0][1])))',
  '            database.execute(\'CREATE TABLE IF NOT EXISTS "%s" (batch_time INTEGER NOT NULL, partition INTEGER NOT NULL, seq INTEGER NOT NULL, %s, PRIMARY KEY (batch_time, partition, seq))\' % (table, columns))',
  '            database.execute(\'DELETE FROM "%s" WHERE batch_time = ?\' % table, (batch_time,))',
  '            database.executemany(\'INSERT INTO "%s" VALUES (%s)\' % (table, marks), [(batch_time, partition, seq, *map(cell, row.values())) for seq, (partition, row) in enumerate(rows)])',
  '        database.execute("INSERT OR REPLACE INTO _dstream_batches VALUES (?, ?, ?, strftime(\'%s\', \'now\') * 1000)", (table, batch_time, len(rows)))',
  '',
];
