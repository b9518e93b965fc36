import { type Again, Refused, runAgain, splitWorld } from '#engine/replay';
import { type InputBlock, queuedBlock } from './input-block';
import { shownRecords } from './worlds';

/** Records of a batch that are told apart. */
const MAX_RECORDS = 10_000;

/**
 * What the queues of a script give in each batch. They are made by the script itself, so that nothing of them has to be
 * recorded.
 * @param of nodes, of which the queues are looked at
 * @throws Refused where one gives too many; the signal's reason
 */
export async function queuedRecords({ program, from, to, signal }: Pick<Again, 'program' | 'from' | 'to' | 'signal'>, of: readonly { readonly id: string; readonly op: string; readonly name: string }[]): Promise<readonly InputBlock[]> {
  const names = new Map(of.flatMap(({ id, op, name }) => (op === 'queueStream' ? [[id, name]] : [])));
  if (names.size === 0) return [];
  const found: InputBlock[] = [];
  const tooMany: string[] = [];
  await runAgain({
    program,
    copies: { worlds: 1, watched: [...names.keys()] },
    input: new Map(),
    from,
    to,
    output: async (rdd, { batchTime, nodeId: id, onTask }) => {
      const { nodeId } = splitWorld(id!);
      // One whose records cannot be computed has none that could be left out.
      const partitions = (await shownRecords(rdd, onTask, MAX_RECORDS + 1)) ?? [];
      if (partitions.reduce((sum, { length }) => sum + length, 0) > MAX_RECORDS) tooMany.push(names.get(nodeId)!);
      found.push(queuedBlock({ batchTime, nodeId, block: 0 }, rdd, partitions));
    },
    signal,
  });
  if (tooMany.length > 0) throw new Refused(`The queue ${tooMany[0]} has more than ${MAX_RECORDS.toLocaleString('en-US')} records in a batch: too many to leave out one after the other.`);
  return found;
}
