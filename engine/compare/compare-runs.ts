import type { HistoryStore } from '#engine/history';
import { type BatchDifference, compareReplays, type Refusal, refused } from '#engine/replay';
import { namingFor, NothingToCompare, printedSide, recordedSide, type Side, type SideOutputs, sparkSide } from './side';

/** What a recorded run is compared with: another one, or the standard output of a real Spark. */
export type CompareOther = { readonly kind: 'run'; readonly runId: number } | { readonly kind: 'spark'; readonly path: string };

export interface CompareQuestion {
  readonly runId: number;
  readonly other: CompareOther;
  /** Which batches belong together: those of the same time, or the first, the second … with anything in them. */
  readonly by: 'time' | 'order';
}

/** Two batches that belong together; null: the other side has none. Numbers are batch times, ms, or places among printed batches. */
export interface ComparedPair {
  readonly left: number | null;
  readonly right: number | null;
  /** The printed heading's time; null: see `right`. */
  readonly rightTime: string | null;
  readonly same: boolean;
}

export interface CompareBatchQuestion extends CompareQuestion {
  readonly left: number | null;
  readonly right: number | null;
}

export type CompareAnswer =
  | { readonly ok: true; readonly left: string; readonly right: string; readonly pairs: readonly ComparedPair[]; /** Not all batches were compared. */ readonly isCut: boolean }
  | Refusal;

/** Pairs that are read at once. */
const AT_ONCE = 20;
const NONE: SideOutputs = { outputs: [], failure: null };

/** Compares all batches of two runs. Every problem is a sentence. */
export async function compareRuns(store: HistoryStore, question: CompareQuestion): Promise<CompareAnswer> {
  return answered(async () => {
    const [left, right] = await sidesOf(store, question);
    const matched = matchedBatches(left, right, question.by);
    const pairs: ComparedPair[] = [];
    for (let at = 0; at < matched.length; at += AT_ONCE) {
      const differences = await Promise.all(matched.slice(at, at + AT_ONCE).map(async (pair) => ({ pair, difference: await differenceOf(left, right, pair) })));
      for (const { pair, difference } of differences) pairs.push({ ...pair, same: isSame(difference) });
    }
    if (pairs.every((pair) => pair.left === null || pair.right === null)) return refused(`No batch of the one has the ${question.by === 'time' ? 'time' : 'place'} of a batch of the other${question.by === 'time' ? ': match them by order' : ''}.`);
    return { ok: true, left: left.title, right: right.title, pairs, isCut: left.isCut || right.isCut };
  });
}

/** What each node gave in two batches that belong together. */
export async function compareBatch(store: HistoryStore, question: CompareBatchQuestion): Promise<{ readonly ok: true; readonly batch: BatchDifference } | Refusal> {
  return answered(async () => {
    const [left, right] = await sidesOf(store, question);
    return { ok: true, batch: await differenceOf(left, right, question) };
  });
}

async function answered<T>(answer: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof NothingToCompare) return refused(error.message);
    throw error;
  }
}

async function sidesOf(store: HistoryStore, { runId, other, by }: CompareQuestion): Promise<readonly [Side, Side]> {
  const withEmpty = by === 'time';
  if (other.kind === 'spark') return [await printedSide(store, runId, withEmpty), await sparkSide(other.path, withEmpty)];
  const [own, theirs] = await Promise.all([store.replayRun(runId), store.replayRun(other.runId)]);
  return [await recordedSide(store, runId), await recordedSide(store, other.runId, namingFor(theirs?.pipeline ?? null, own?.pipeline ?? null))];
}

type Matched = Omit<ComparedPair, 'same'>;

function matchedBatches(left: Side, right: Side, by: CompareQuestion['by']): Matched[] {
  const keyed = ({ batches }: Side): Map<string, { id: number; time: string }> => new Map(batches.map((batch, index) => [by === 'time' ? batch.time : String(index), batch]));
  const [ours, theirs] = [keyed(left), keyed(right)];
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
  const order = (key: string): string => (by === 'time' ? key.padStart(20) : key.padStart(9, '0'));
  return keys
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .map((key) => ({ left: ours.get(key)?.id ?? null, right: theirs.get(key)?.id ?? null, rightTime: theirs.get(key)?.time ?? null }));
}

async function differenceOf(left: Side, right: Side, pair: Pick<Matched, 'left' | 'right'>): Promise<BatchDifference> {
  const [a, b] = await Promise.all([pair.left === null ? NONE : left.outputs(pair.left), pair.right === null ? NONE : right.outputs(pair.right)]);
  const batchTime = pair.left ?? 0;
  return compareReplays(pair.left === null ? [] : [{ batchTime, ...a }], pair.right === null ? [] : [{ batchTime, ...b }])[0]!;
}

function isSame({ nodes, before, after }: BatchDifference): boolean {
  return nodes.every(({ same }) => same) && before?.message === after?.message;
}
