import type { PipelineNode } from '#engine/model';

/**
 * The nodes of a changed script's graph by those of the graph before: as many as possible pairs of the same operator in
 * the same order, the same variable, code or line before others. Nodes that are new get ids of their own.
 * @returns ids before, by the ids now
 */
export function alignedNodes(before: readonly PipelineNode[], now: readonly PipelineNode[]): ReadonlyMap<string, string> {
  /** Best sum of the rests from each pair of places on. */
  const best = Array.from({ length: before.length + 1 }, () => new Float64Array(now.length + 1));
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = now.length - 1; b >= 0; b--) {
      const together = likeness(before[a]!, now[b]!);
      best[a]![b] = Math.max(best[a + 1]![b]!, best[a]![b + 1]!, together > 0 ? together + best[a + 1]![b + 1]! : 0);
    }
  }
  const ids = new Map<string, string>();
  const taken = new Set(before.map(({ id }) => id));
  for (let [a, b] = [0, 0]; b < now.length; ) {
    const mine = now[b]!.id;
    const together = a < before.length ? likeness(before[a]!, now[b]!) : 0;
    if (together > 0 && best[a]![b] === together + best[a + 1]![b + 1]!) {
      ids.set(mine, before[a++]!.id);
      b++;
    } else if (a < before.length && best[a]![b] === best[a + 1]![b]!) a++;
    else {
      ids.set(mine, taken.has(mine) ? `${mine} (changed)` : mine);
      b++;
    }
  }
  return ids;
}

function likeness(a: PipelineNode, b: PipelineNode): number {
  if (a.op !== b.op) return 0;
  return 4 + (a.name === b.name ? 2 : 0) + (a.params.code === b.params.code ? 1 : 0) + (a.params.line === b.params.line ? 1 : 0);
}
