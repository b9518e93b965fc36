import type { HistoryStore } from '#engine/history';
import { type BatchDifference, type Refusal, refused } from '#engine/replay';
import { Comparison } from './comparison';
import { NothingToCompare } from './side';

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

export interface CompareRunsQuestion extends CompareQuestion {
  /** The pairs behind those that were told last; else everything is read anew. */
  readonly more: boolean;
}

export interface CompareBatchQuestion extends CompareQuestion {
  readonly left: number | null;
  readonly right: number | null;
}

export type CompareAnswer =
  | { readonly ok: true; readonly left: string; readonly right: string; readonly pairs: readonly ComparedPair[]; /** There are further batches. */ readonly more: boolean }
  | Refusal;

/** Pairs that are told at once. */
const PAGE = 2000;

/** The comparison that was asked for last, with what was read for it. */
const kept = new WeakMap<HistoryStore, { readonly key: string; readonly comparison: Promise<Comparison> }>();

const keyOf = ({ runId, other, by }: CompareQuestion): string => JSON.stringify([runId, other, by]);

function comparisonOf(store: HistoryStore, { runId, other, by }: CompareQuestion, anew: boolean): Promise<Comparison> {
  const key = keyOf({ runId, other, by });
  const last = kept.get(store);
  if (last?.key === key && !anew) return last.comparison;
  const comparison = Comparison.open(store, { runId, other, by });
  kept.set(store, { key, comparison });
  return comparison;
}

/** Another comparison took the place of the one that was told, where its batches are read once more. */
async function readUpTo(store: HistoryStore, { left, right, ...question }: CompareBatchQuestion): Promise<Comparison> {
  const key = keyOf(question);
  const last = kept.get(store);
  if (last?.key === key) return last.comparison;
  const comparison = await Comparison.open(store, question);
  while (!comparison.isDone && !(await comparison.next(PAGE)).some((pair) => pair.left === left && pair.right === right));
  return comparison;
}

/** Compares the batches of two runs from their beginning on, page by page. Every problem is a sentence. */
export async function compareRuns(store: HistoryStore, question: CompareRunsQuestion): Promise<CompareAnswer> {
  return answered(async () => {
    const comparison = await comparisonOf(store, question, !question.more);
    const pairs = await comparison.next(PAGE);
    const { left, right, isDone, hasMatch } = comparison;
    if (isDone && !hasMatch) return refused(`No batch of the one has the ${question.by === 'time' ? 'time' : 'place'} of a batch of the other${question.by === 'time' ? ': match them by order' : ''}.`);
    return { ok: true, left: left.title, right: right.title, pairs, more: !isDone };
  });
}

/** What each node gave in two batches that belong together, of those that were told. */
export async function compareBatch(store: HistoryStore, question: CompareBatchQuestion): Promise<{ readonly ok: true; readonly batch: BatchDifference } | Refusal> {
  return answered(async () => {
    return { ok: true, batch: await (await readUpTo(store, question)).difference(question) };
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
