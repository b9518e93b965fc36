import type { Problem } from '#engine/model';

/** The place of a problem at a node; null: it is at none. */
export function placeOf(nodeId: string | null): Problem['place'] {
  return nodeId === null ? undefined : { nodeId };
}
