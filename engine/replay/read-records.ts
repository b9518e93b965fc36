import type { Pipeline, PipelineNode } from '#engine/model';

/** Ids of the nodes that make records of their texts begin with it. */
export const READING = 'trial-read-';

const PYTHON = 'lambda text: __import__("pyspark._given_records", fromlist=["read"]).read(text, globals())';

/** `Map(1) { 'a' => 1 }` and `Set(1) { 'a' }`, as records of JavaScript are shown, are read where they hold no others. */
const JAVASCRIPT = String.raw`text => {
  const source = text.replace(/^Map\(\d+\) \{(.*)\}$/s, (_, pairs) => 'new Map([' + pairs.split(', ').filter(pair => pair.trim()).map(pair => '[' + pair.replace(' => ', ', ') + ']').join(', ') + '])')
    .replace(/^Set\(\d+\) \{(.*)\}$/s, 'new Set([$1])');
  return eval('(' + source + ')');
}`;

/** A node that makes records of lines of text. */
export function readingNode(port: string, language: Pipeline['language']): PipelineNode {
  return { id: READING + port, op: 'map', name: `read_${port}`, params: { f: language === 'python' ? PYTHON : JAVASCRIPT } };
}
