import { defineOperator, parentOf } from './define-operator';

export const saveAsTextFiles = defineOperator({
  kind: 'saveAsTextFiles',
  title: 'saveAsTextFiles',
  family: 'output',
  inputs: [{ name: 'parent', type: 'any' }],
  output: null,
  params: {
    prefix: { type: 'path', title: 'Name', help: 'Folder names begin with it.', default: 'batch' },
    suffix: { type: 'text', title: 'Ending', help: 'Folder names end with a dot and it.', optional: true },
  },
  pyspark: { on: 'dstream', method: 'saveAsTextFiles', args: ['prefix', 'suffix'] },
  summary: 'Saves each batch as a folder of text files.',
  help: 'Writes the folder NAME-TIME.ENDING, the time in ms, with one file part-00000 … a partition and a line a record. _SUCCESS is written when all files are there. Empty batches are saved too.',
  build: (context) => {
    parentOf(context).saveAsTextFiles(context.params.text('prefix'), context.params.optionalText('suffix'));
    return undefined;
  },
});
