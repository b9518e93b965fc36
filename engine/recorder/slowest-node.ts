import type { BatchReport } from '#engine/streaming';

type Timed = Pick<BatchReport['tasks'][number], 'rdd' | 'duration'>;

interface Batch {
  readonly rdds: readonly { readonly id: number; readonly nodeId: string | null }[];
  readonly tasks: readonly Timed[];
  readonly info: { readonly processingDelay: number | null; readonly outputOperations: readonly { readonly nodeId: string | null; readonly startTime: number | null; readonly endTime: number | null }[] };
}

/** The node at which most of a batch's time is spent: in tasks, or in the output that runs longest. */
export function slowestNode({ rdds, tasks, info: { processingDelay, outputOperations } }: Batch): string | null {
  const nodes = new Map(rdds.map(({ id, nodeId }) => [id, nodeId]));
  const spent = new Map<string | null, number>();
  for (const { rdd, duration } of tasks) {
    const node = nodes.get(rdd) ?? null;
    spent.set(node, (spent.get(node) ?? 0) + duration);
  }
  const [node, time] = [...spent].sort(([, a], [, b]) => b - a)[0] ?? [null, 0];
  if (time > (processingDelay ?? 0) / 2) return node;
  const took = ({ startTime, endTime }: Batch['info']['outputOperations'][number]): number => (endTime ?? 0) - (startTime ?? 0);
  return [...outputOperations].sort((a, b) => took(b) - took(a))[0]?.nodeId ?? null;
}
