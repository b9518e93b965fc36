import { defineOperator, parentOf } from './define-operator';

export const saveToSQLite = defineOperator({
  kind: 'saveToSQLite',
  title: 'saveToSQLite',
  family: 'output',
  inputs: [{ name: 'parent', type: 'any' }],
  output: null,
  params: {
    file: { type: 'path', title: 'File', help: 'SQLite file; made if it is not there. A relative path starts at the pipeline’s folder.', default: 'batches.db', extensions: ['db', 'sqlite'] },
    table: { type: 'text', title: 'Table', help: 'Table for the records; made with the first batch that has any.', default: 'records' },
  },
  pyspark: { on: 'idiom', method: 'foreachRDD', args: ['file', 'table'] },
  summary: 'Saves every record of each batch in a SQLite table.',
  help:
    'Writes all records of a batch in one transaction: a batch is there wholly or not at all, and a batch that runs again replaces itself. ' +
    'Each row has the batch time, the partition and the place in it, then the record: value, or key and value, or one column a field.',
  build: (context) => {
    parentOf(context).saveToSQLite(context.params.text('file'), context.params.text('table'));
    return undefined;
  },
});
