import { cycleOf, incoming, outgoing, type Pipeline, type PipelineNode, type Problem } from '#engine/model';

/** A line below a node in the outline. */
export interface OutlineDetail {
  readonly key: string;
  readonly kind: 'input' | 'output' | 'error' | 'warning';
  readonly text: string;
  /** The node that it leads to; null: none. */
  readonly leadsTo: string | null;
  readonly problem: Problem | null;
}

/** Nodes in the order in which records go through them; those on a circle come last. */
export function inFlowOrder(pipeline: Pipeline): PipelineNode[] {
  const circle = new Set(cycleOf(pipeline));
  const before = incoming(pipeline);
  const known = new Set(pipeline.nodes.map(({ id }) => id));
  const left = new Map(pipeline.nodes.map(({ id }) => [id, (before.get(id) ?? []).filter(({ from }) => known.has(from)).length]));
  const next = outgoing(pipeline);
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const order: PipelineNode[] = [];
  // Depth first, so that a chain stays together.
  const ready = pipeline.nodes.filter(({ id }) => left.get(id) === 0 && !circle.has(id)).reverse();
  for (let node = ready.pop(); node; node = ready.pop()) {
    order.push(node);
    for (const { to } of [...(next.get(node.id) ?? [])].reverse()) {
      const missing = (left.get(to) ?? 1) - 1;
      left.set(to, missing);
      const follower = nodes.get(to);
      if (missing === 0 && follower) ready.push(follower);
    }
  }
  return [...order, ...pipeline.nodes.filter(({ id }) => circle.has(id))];
}

export function detailsOf(pipeline: Pipeline, id: string, problems: readonly Problem[]): OutlineDetail[] {
  const names = new Map(pipeline.nodes.map((node) => [node.id, node.name]));
  const inputs = pipeline.edges.filter(({ to }) => to === id).map(({ from, port }): OutlineDetail => ({ key: `in-${port}-${from}`, kind: 'input', text: `from ${names.get(from) ?? from}`, leadsTo: from, problem: null }));
  const outputs = pipeline.edges.filter(({ from }) => from === id).map(({ to, port }): OutlineDetail => ({ key: `out-${port}-${to}`, kind: 'output', text: `to ${names.get(to) ?? to}`, leadsTo: to, problem: null }));
  const told = problems.filter(({ severity }) => severity !== 'hint').map((problem, index): OutlineDetail => ({ key: `problem-${index}`, kind: problem.severity === 'error' ? 'error' : 'warning', text: problem.message, leadsTo: null, problem }));
  return [...inputs, ...outputs, ...told];
}

/** Of a list of names: all of few, the first of many. */
function few(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

/** What a screen reader says of a node after its name: "3 of 6, from lines, to pairs, last batch 12 records, no problem". */
export function describeNode(pipeline: Pipeline, id: string, place: number, records: number | null, problems: readonly Problem[]): string {
  const names = new Map(pipeline.nodes.map((node) => [node.id, node.name]));
  const from = pipeline.edges.filter(({ to }) => to === id).map((edge) => names.get(edge.from) ?? edge.from);
  const to = pipeline.edges.filter((edge) => edge.from === id).map((edge) => names.get(edge.to) ?? edge.to);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  return [
    `${place} of ${pipeline.nodes.length}`,
    from.length > 0 && `from ${few(from)}`,
    to.length > 0 && `to ${few(to)}`,
    records !== null && `last batch ${records === 1 ? '1 record' : `${records} records`}`,
    errors > 0 && (errors === 1 ? '1 error' : `${errors} errors`),
    warnings > 0 && (warnings === 1 ? '1 warning' : `${warnings} warnings`),
    errors + warnings === 0 && 'no problem',
  ]
    .filter(Boolean)
    .join(', ');
}
