import { incoming, type Pipeline } from '#engine/model';
import { operators } from '#engine/operators';

/** What can have led to a node's record, as far as the graph tells. */
export type Past =
  /** Lines from which the node's stream, or a stream like it, made an equal record. */
  | { readonly kind: 'records' }
  /** Lines that brought the record's key into one of these streams: as the key of a pair, or as the record itself. */
  | { readonly kind: 'keys'; readonly from: readonly { readonly nodeId: string; readonly by: 'key' | 'record' }[] }
  /** Any line. */
  | { readonly kind: 'all' };

/**
 * Where every operator from a stream on works key by key and leaves the key, a record depends on what has its key there,
 * whatever else comes and goes: also through filters, outer joins and state.
 */
export function pastOf(pipeline: Pipeline, nodeId: string): Past {
  const wires = incoming(pipeline);
  const operatorOf = new Map(pipeline.nodes.map(({ id, op }) => [id, operators.get(op)]));
  const parentsOf = (id: string): string[] => (wires.get(id) ?? []).map(({ from }) => from);

  const lineByLine = new Map<string, boolean>();
  const isLineByLine = (id: string): boolean => {
    const known = lineByLine.get(id);
    if (known !== undefined) return known;
    const operator = operatorOf.get(id);
    const found = operator?.family === 'source' || (operator?.reach === 'record' && parentsOf(id).every(isLineByLine));
    lineByLine.set(id, found);
    return found;
  };
  if (isLineByLine(nodeId)) return { kind: 'records' };

  const from = new Map<string, { readonly nodeId: string; readonly by: 'key' | 'record' }>();
  const seen = new Set<string>();
  const stack = [nodeId];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const operator = operatorOf.get(id);
    const keyed = operator?.reach === 'key' || (operator?.reach === 'record' && operator.keepsKey === true);
    for (const parent of parentsOf(id)) {
      if (keyed && !isLineByLine(parent)) stack.push(parent);
      else if (keyed) from.set(`key ${parent}`, { nodeId: parent, by: 'key' });
      else if (operator?.reach === 'equal' && isLineByLine(parent)) from.set(`record ${parent}`, { nodeId: parent, by: 'record' });
      else return { kind: 'all' };
    }
  }
  return { kind: 'keys', from: [...from.values()] };
}
