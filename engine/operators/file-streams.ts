import type { PipelineNode } from '../model/pipeline';
import type { Problem } from '../model/problem';
import { problem } from '../model/problem-texts';
import { defineOperator } from './define-operator';

const NEW_FILES =
  'Each batch gets the files that appeared since the last one. A file counts as new if it was changed after the stream was made and within the last minute, and was not taken before; ' +
  'names that begin with a dot are ignored, and so is a later change of a file that was taken. Copy files into the folder: a moved file keeps its old time and may never be seen.';

/** A name that is plainly one of a file: nothing in it would ever be new. */
function fileForFolder({ id, params: { directory } }: PipelineNode): Problem[] {
  if (typeof directory !== 'string' || !/[^\\/]\.(txt|csv|log|json|jsonl|tsv|dat)$/i.test(directory)) return [];
  const folder = directory.replace(/[^\\/]*$/, '').replace(/(?<=.)[\\/]$/, '') || '.';
  return [{ ...problem('file-instead-of-folder', { path: directory }, { nodeId: id, param: 'directory' }), fix: { title: `Watch ${folder === '.' ? 'its folder' : folder}`, command: { kind: 'setParam', id, param: 'directory', value: folder } } }];
}

export const textFileStream = defineOperator({
  kind: 'textFileStream',
  title: 'textFileStream',
  family: 'source',
  inputs: [],
  output: 'str',
  params: {
    directory: { type: 'path', title: 'Folder', help: 'Folder to watch. May contain * and ?.', default: 'input' },
  },
  pyspark: { on: 'ssc', method: 'textFileStream', args: ['directory'] },
  summary: 'Lines of the text files that appear in a folder.',
  help: `Watches a folder; each line of a new file is a record. ${NEW_FILES}`,
  warn: fileForFolder,
  build: ({ graph, params }) => graph.textFileStream(params.text('directory')),
});

export const binaryRecordsStream = defineOperator({
  kind: 'binaryRecordsStream',
  title: 'binaryRecordsStream',
  family: 'source',
  inputs: [],
  output: 'any',
  params: {
    directory: { type: 'path', title: 'Folder', help: 'Folder to watch. May contain * and ?.', default: 'input' },
    recordLength: { type: 'integer', title: 'Record length', help: 'Length of each record.', default: 8, unit: 'bytes', min: 1, max: 1_000_000_000 },
  },
  pyspark: { on: 'ssc', method: 'binaryRecordsStream', args: ['directory', 'recordLength'] },
  summary: 'Records of equal length from the files that appear in a folder.',
  help: `Watches a folder and cuts new files into records of a fixed number of bytes. ${NEW_FILES}`,
  warn: fileForFolder,
  build: ({ graph, params }) => graph.binaryRecordsStream(params.text('directory'), params.integer('recordLength')),
});
