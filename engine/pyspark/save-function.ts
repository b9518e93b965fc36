/** What a script needs to do what saveToSQLite does, where there is no saveToSQLite. */
export const SAVE_FUNCTION = [
  '',
  'def save_to_sqlite(time, rdd, file, table):',
  '    batch_time = int(time.timestamp() * 1000)',
  '    records = rdd.collect()',
  '    if not records:',
  '        return',
  '    rows = [record if isinstance(record, tuple) else (record,) for record in records]',
  '    names = {1: ["value"], 2: ["key", "value"]}.get(len(rows[0]), ["_%d" % (i + 1) for i in range(len(rows[0]))])',
  '    marks = ", ".join("?" for _ in range(2 + len(names)))',
  '    with sqlite3.connect(file) as database:',
  '        database.execute("CREATE TABLE IF NOT EXISTS %s (batch_time, seq, %s, PRIMARY KEY (batch_time, seq))" % (table, ", ".join(names)))',
  '        database.execute("DELETE FROM %s WHERE batch_time = ?" % table, (batch_time,))',
  '        database.executemany("INSERT INTO %s VALUES (%s)" % (table, marks), [(batch_time, i) + tuple(row) for i, row in enumerate(rows)])',
  '',
];
