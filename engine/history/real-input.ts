import type { BatchReport, InputBlock } from '#engine/streaming';
import { countRecords } from './observations';

/** Records of a source that Spark's pages do not show. */
export interface UnseenInput {
  readonly nodeId: string;
  readonly kind: 'a file stream' | 'a queue' | 'a window with a slide';
  readonly records: number;
}

/** Of a report what is needed to count it. */
type CameIn = Pick<BatchReport, 'info' | 'tasks' | 'uncounted'> & { readonly inputBlocks: readonly Pick<InputBlock, 'batchTime' | 'streamId' | 'nodeId' | 'records' | 'isCounted'>[] };

const known = new WeakMap<CameIn, RealInput>();

interface RealInput {
  readonly records: number;
  readonly unseen: readonly UnseenInput[];
}

/**
 * What really came in for a batch. Spark counts what receivers gave for that batch alone: not the records of files and
 * queues, nor those of the batches before it for which no output was due. Several ask it of a report; it is counted once.
 */
export function realInput(report: CameIn): RealInput {
  const found = known.get(report) ?? countInput(report);
  known.set(report, found);
  return found;
}

function countInput({ info, tasks, inputBlocks, uncounted = [] }: CameIn): RealInput {
  const counts = countRecords(tasks);
  const held = uncounted.map(({ nodeId, kind, rdds }): UnseenInput => ({ nodeId, kind, records: rdds.reduce((sum, rdd) => sum + (counts.get(rdd) ?? 0), 0) }));
  const earlier = new Map<string, number>();
  for (const { batchTime, streamId, nodeId, records, isCounted } of inputBlocks) if (!isCounted && streamId >= 0 && batchTime < info.batchTime) earlier.set(nodeId ?? '', (earlier.get(nodeId ?? '') ?? 0) + records);
  const unseen = [...held, ...[...earlier].map(([nodeId, records]): UnseenInput => ({ nodeId, kind: 'a window with a slide', records }))];
  return { records: info.numRecords + unseen.reduce((sum, { records }) => sum + records, 0), unseen };
}
