import type { StreamingContext, StreamNode } from '#engine/streaming';
import type { StreamCalls } from './stream-calls';

/** The streams and outputs that a script made, as it made them, in its order: parents come first. */
export function scriptGraph({ streams, outputs, receivers }: StreamingContext['graph'], { sites, facts }: Pick<StreamCalls, 'sites' | 'facts'>): StreamNode[] {
  const nodes = new Map<string, StreamNode>();
  const sockets = new Map(receivers.map(({ nodeId, hostname, port }) => [nodeId, { hostname, port }]));
  const add = (id: string | null, operation: string, parents: StreamingContext['graph']['streams'], isOutput: boolean): void => {
    if (id === null) return;
    // A call may make several streams: what feeds them from outside feeds the node.
    const outside = parents.flatMap(({ nodeId }) => (nodeId === null || nodeId === id ? [] : [nodeId]));
    const known = nodes.get(id)?.parents ?? [];
    nodes.set(id, { id, operation, isOutput, parents: [...new Set([...known, ...outside])], site: sites.get(id) ?? null, socket: sockets.get(id) ?? null, facts: facts.get(id) ?? {} });
  };
  for (const { nodeId, operation, parents } of streams) add(nodeId, operation, parents, false);
  for (const { nodeId, name, parent } of outputs) add(nodeId, name, [parent], true);
  return [...nodes.values()];
}
