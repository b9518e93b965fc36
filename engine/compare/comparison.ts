import type { HistoryStore } from '#engine/history';
import { type BatchDifference, compareReplays } from '#engine/replay';
import type { ComparedPair, CompareQuestion } from './compare-runs';
import { namingFor, printedSide, recordedSide, type Side, type SideBatch, type SideOutputs, sparkSide } from './side';

/** Pairs that are read at once. */
const AT_ONCE = 20;
const NONE: SideOutputs = { outputs: [], failure: null };

type Matched = Omit<ComparedPair, 'same'>;

/** Two sides that are compared from their beginning on, as far as one asks. */
export class Comparison {
  readonly #pairs: AsyncGenerator<Matched, undefined>;
  /** A pair was found of which both sides have a batch. */
  hasMatch = false;
  isDone = false;
  #next: Matched | null = null;

  private constructor(
    readonly left: Side,
    readonly right: Side,
    by: CompareQuestion['by'],
  ) {
    this.#pairs = matched(left, right, by);
  }

  /** @throws NothingToCompare */
  static async open(store: HistoryStore, { runId, other, by }: CompareQuestion): Promise<Comparison> {
    const withEmpty = by === 'time';
    if (other.kind === 'spark') return new Comparison(await printedSide(store, runId, withEmpty), await sparkSide(other.path, withEmpty), by);
    const [own, theirs] = await Promise.all([store.replayRun(runId), store.replayRun(other.runId)]);
    return new Comparison(await recordedSide(store, runId), await recordedSide(store, other.runId, namingFor(theirs?.pipeline ?? null, own?.pipeline ?? null)), by);
  }

  /** The next pairs, at most so many. @throws NothingToCompare */
  async next(count: number): Promise<ComparedPair[]> {
    const found: ComparedPair[] = [];
    while (found.length < count && !this.isDone) {
      const some = await this.#take(Math.min(AT_ONCE, count - found.length));
      found.push(...(await Promise.all(some.map(async (pair) => ({ ...pair, same: isSame(await this.difference(pair)) })))));
    }
    return found;
  }

  async difference(pair: Pick<Matched, 'left' | 'right'>): Promise<BatchDifference> {
    const [a, b] = await Promise.all([pair.left === null ? NONE : this.left.outputs(pair.left), pair.right === null ? NONE : this.right.outputs(pair.right)]);
    const batchTime = pair.left ?? 0;
    return compareReplays(pair.left === null ? [] : [{ batchTime, ...a }], pair.right === null ? [] : [{ batchTime, ...b }])[0]!;
  }

  /** One is read ahead, so that the end is known. */
  async #take(count: number): Promise<Matched[]> {
    const taken: Matched[] = [];
    for (;;) {
      if (this.#next) taken.push(this.#next);
      if (this.#next && this.#next.left !== null && this.#next.right !== null) this.hasMatch = true;
      const next = await this.#pairs.next();
      this.#next = next.done === true ? null : next.value;
      this.isDone = next.done === true;
      if (this.isDone || taken.length === count) return taken;
    }
  }
}

/** Both sides are sorted by what they are matched by. */
async function* matched(left: Side, right: Side, by: CompareQuestion['by']): AsyncGenerator<Matched, undefined> {
  const take = async ({ batches }: Side): Promise<SideBatch | null> => {
    const next = await batches.next();
    return next.done === true ? null : next.value;
  };
  let [a, b] = [await take(left), await take(right)];
  while (a ?? b) {
    const [first, second] = [a && (by === 'time' ? a.time : a.place), b && (by === 'time' ? b.time : b.place)];
    const hasLeft = a !== null && (second === null || first! <= second);
    const hasRight = b !== null && (first === null || second! <= first);
    yield { left: hasLeft ? a!.id : null, right: hasRight ? b!.id : null, rightTime: hasRight ? String(b!.time) : null };
    if (hasLeft) a = await take(left);
    if (hasRight) b = await take(right);
  }
  return undefined;
}

function isSame({ nodes, before, after }: BatchDifference): boolean {
  return nodes.every(({ same }) => same) && before?.message === after?.message;
}
