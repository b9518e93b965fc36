import type { Sample } from '#engine/history';
import type { NodeOutput, ReplayedBatch } from './replay';

/** Rows of each side that are shown of a node. */
const SHOWN = 200;

export interface NodeDifference {
  readonly nodeId: string;
  readonly same: boolean;
  /** Records of each side; null: not computed, or the node is not there. */
  readonly before: number | null;
  readonly after: number | null;
  /** The first place where they differ; -1: nowhere. */
  readonly first: number;
  /** Rows from `offset` on, so that the first difference is among them. */
  readonly offset: number;
  readonly left: readonly Sample[];
  readonly right: readonly Sample[];
}

export interface BatchDifference {
  readonly batchTime: number;
  readonly nodes: readonly NodeDifference[];
  readonly before: ReplayedBatch['failure'];
  readonly after: ReplayedBatch['failure'];
}

/** What each node gave before and after, batch by batch; nodes in the order of the first side, then those only the second has. */
export function compareReplays(before: readonly ReplayedBatch[], after: readonly ReplayedBatch[]): BatchDifference[] {
  const times = [...new Set([...before, ...after].map(({ batchTime }) => batchTime))].sort((a, b) => a - b);
  return times.map((batchTime) => {
    const [left, right] = [before, after].map((side) => side.find((batch) => batch.batchTime === batchTime));
    const ids = [...new Set([...(left?.outputs ?? []), ...(right?.outputs ?? [])].map(({ nodeId }) => nodeId))];
    const of = (batch: ReplayedBatch | undefined, nodeId: string): NodeOutput | undefined => batch?.outputs.find((output) => output.nodeId === nodeId);
    return { batchTime, nodes: ids.map((nodeId) => compareOutputs(nodeId, of(left, nodeId), of(right, nodeId))), before: left?.failure ?? null, after: right?.failure ?? null };
  });
}

export function compareOutputs(nodeId: string, left: NodeOutput | undefined, right: NodeOutput | undefined): NodeDifference {
  const [a, b] = [left?.records ?? [], right?.records ?? []];
  const shared = Math.min(a.length, b.length);
  let first = 0;
  while (first < shared && sameRecord(a[first]!, b[first]!)) first++;
  const totals = [left?.total ?? null, right?.total ?? null] as const;
  const same = first === a.length && first === b.length && totals[0] === totals[1] && Boolean(left) === Boolean(right);
  const offset = same ? 0 : Math.max(0, first - 20);
  return { nodeId, same, before: totals[0], after: totals[1], first: same ? -1 : first, offset, left: a.slice(offset, offset + SHOWN), right: b.slice(offset, offset + SHOWN) };
}

function sameRecord(a: Sample, b: Sample): boolean {
  return a.partition === b.partition && a.repr === b.repr && a.type === b.type;
}

/** Whether a replay gave what was recorded, as far as that was kept. */
export function isFaithful(recorded: readonly NodeOutput[], replayed: ReplayedBatch | undefined): boolean {
  return recorded.every(({ nodeId, total, records }) => {
    const output = replayed?.outputs.find((each) => each.nodeId === nodeId);
    // An output that needs ten records does not compute the rest; the replay does.
    const enough = total === null || (output?.total ?? 0) >= total;
    return enough && records.every((record) => output?.records.some((each) => each.partition === record.partition && each.seq === record.seq && sameRecord(each, record)) ?? false);
  });
}
