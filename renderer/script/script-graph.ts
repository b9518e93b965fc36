import type { Pipeline, PipelineNode } from '#engine/model';
import { pipelineOfScript, scriptOf } from '#engine/pyspark';

/** Longer texts, in characters, and larger graphs are shown when they run. */
const LONGEST = 5_000_000;
const MOST_NODES = 3000;

/** A script's graph as its text has it, before it runs; null where the text makes no streams that can be read. */
export function graphOfText(text: string, name: string): Pipeline | null {
  if (text.length > LONGEST) return null;
  const read = pipelineOfScript(text, name, 'lines');
  if (read.nodes.length === 0 || read.nodes.length > MOST_NODES) return null;
  const { lines } = scriptOf(read);
  // Ids of their own: counts and records belong to runs.
  const own = (id: string): string => `text-${id}`;
  const nodes = read.nodes.map((node): PipelineNode => {
    const { from = null, to = null } = lines.get(node.id) ?? {};
    const given = [...Object.values(node.params), ...Object.values(node.expressions ?? {})].map(String).join(', ');
    return { id: own(node.id), op: node.op, name: node.name, params: { code: given, line: from, endLine: to } };
  });
  return { ...read, nodes, edges: read.edges.map(({ from, to }) => ({ from: own(from), to: own(to), port: 'parent' })), code: [{ id: 'script', text }], layout: { nodes: {} } };
}
