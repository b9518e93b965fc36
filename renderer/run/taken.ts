import type { Pipeline } from '#engine/model';

/**
 * Whether a node's count may be less than all there is: outputs that show the first records compute no more than they
 * need, as in Spark (RDD.take).
 */
export function isTaken({ nodes, edges }: Pipeline, nodeId: string, count: number | null | undefined): boolean {
  const consumers = edges.filter(({ from }) => from === nodeId).map(({ to }) => nodes.find(({ id }) => id === to));
  if (consumers.length === 0 || count === null || count === undefined) return false;
  const shown = consumers.map((node) => (node?.op === 'pprint' && typeof node.params.num === 'number' ? node.params.num : -1));
  // One more than is shown tells whether there are more.
  return shown.every((num) => num >= 0) && count >= Math.max(...shown) + 1;
}
