import type { Pipeline } from './pipeline';

/** A new pipeline with nothing in it. */
export function emptyPipeline(name = 'Untitled'): Pipeline {
  return { dstream: 1, name, language: 'python', master: 'local[2]', batchInterval: 1000, settings: {}, nodes: [], edges: [], code: [], layout: { nodes: {} } };
}

/** The network word count: what a first start shows, running. */
export function wordCountPipeline(): Pipeline {
  return {
    ...emptyPipeline('Network word count'),
    nodes: [
      { id: 'lines', op: 'socketTextStream', name: 'lines', params: { hostname: 'localhost', port: 9999 } },
      { id: 'words', op: 'flatMap', name: 'words', params: { f: 'lambda line: line.split(" ")' } },
      { id: 'pairs', op: 'map', name: 'pairs', params: { f: 'lambda word: (word, 1)' } },
      { id: 'wordCounts', op: 'reduceByKey', name: 'wordCounts', params: { func: 'lambda a, b: a + b' } },
      { id: 'print', op: 'pprint', name: 'print', params: { num: 10 } },
      { id: 'save', op: 'saveToSQLite', name: 'save', params: { file: 'wordcount.db', table: 'word_counts' } },
    ],
    edges: [
      { from: 'lines', to: 'words', port: 'parent' },
      { from: 'words', to: 'pairs', port: 'parent' },
      { from: 'pairs', to: 'wordCounts', port: 'pairs' },
      { from: 'wordCounts', to: 'print', port: 'parent' },
      { from: 'wordCounts', to: 'save', port: 'parent' },
    ],
    layout: {
      nodes: {
        lines: { x: 0, y: 80 },
        words: { x: 232, y: 80 },
        pairs: { x: 464, y: 80 },
        wordCounts: { x: 696, y: 80 },
        print: { x: 928, y: 16 },
        save: { x: 928, y: 144 },
      },
    },
  };
}
