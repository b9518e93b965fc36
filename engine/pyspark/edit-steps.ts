import { parentsFirst, sameEdge, type ParamValue, type Pipeline, type PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';

/** One change between two pipelines, as the editor of scripts makes them one after the other. */
export type Step =
  | { readonly kind: 'setting'; readonly name: 'name' | 'master' | 'batchInterval'; readonly value: string | number }
  | { readonly kind: 'param'; readonly id: string; readonly param: string; readonly value: ParamValue }
  | { readonly kind: 'rename'; readonly id: string; readonly name: string }
  | { readonly kind: 'add'; readonly node: PipelineNode }
  | { readonly kind: 'inputs'; readonly id: string; readonly port: string }
  | { readonly kind: 'remove'; readonly id: string };

/**
 * What leads from one pipeline to another, in an order in which a script can follow: new nodes before what they feed,
 * removals after what was fed by them has another feeder.
 */
export function stepsBetween(before: Pipeline, after: Pipeline): Step[] {
  const [old, now] = [nodesById(before), nodesById(after)];
  const kept = after.nodes.filter(({ id }) => old.has(id));
  return [
    ...settingSteps(before, after),
    ...kept.flatMap((node) => paramSteps(old.get(node.id)!, node)),
    ...kept.filter(({ id, name }) => old.get(id)!.name !== name).map(({ id, name }): Step => ({ kind: 'rename', id, name })),
    ...parentsFirst(after).filter(({ id }) => !old.has(id)).map((node): Step => ({ kind: 'add', node })),
    ...kept.flatMap((node) => inputSteps(before, after, node)),
    // From the ends of the graph on, so that nothing uses what goes.
    ...before.nodes.filter(({ id }) => !now.has(id)).map(({ id }): Step => ({ kind: 'remove', id })).reverse(),
  ];
}

function nodesById({ nodes }: Pipeline): Map<string, PipelineNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}

function settingSteps(before: Pipeline, after: Pipeline): Step[] {
  return (['name', 'master', 'batchInterval'] as const).filter((name) => before[name] !== after[name]).map((name) => ({ kind: 'setting', name, value: after[name] }));
}

function paramSteps(before: PipelineNode, after: PipelineNode): Step[] {
  const names = new Set([...Object.keys(before.params), ...Object.keys(after.params)]);
  return [...names]
    .filter((name) => (before.params[name] ?? null) !== (after.params[name] ?? null))
    .map((param) => ({ kind: 'param', id: after.id, param, value: after.params[param] ?? null }));
}

function inputSteps(before: Pipeline, after: Pipeline, node: PipelineNode): Step[] {
  const ports = new Set((operators.get(node.op)?.inputs ?? []).map(({ name }) => name));
  return [...ports]
    .filter((port) => {
      const at = ({ edges }: Pipeline): Pipeline['edges'] => edges.filter((edge) => edge.to === node.id && edge.port === port);
      const [old, now] = [at(before), at(after)];
      return old.length !== now.length || old.some((edge, index) => !sameEdge(edge, now[index]!));
    })
    .map((port) => ({ kind: 'inputs', id: node.id, port }));
}
