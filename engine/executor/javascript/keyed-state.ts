import { identityOf } from './grouped';
import { pairOf } from './pair';

const ABSENT = Symbol('a key that was removed');
/** Positions of removed keys that are worth no copy. */
const FEW = 256;

type Pair = readonly [unknown, unknown];
/** Calls a function for a key with two values. */
type Call = (key: unknown, first: unknown, second: unknown) => unknown;

/** True if it cannot be changed in place. */
const unchangeable = (value: unknown): boolean => value === null || (typeof value !== 'object' && typeof value !== 'function');

/**
 * The pairs of one batch of a keyed state, in order, as live objects. Generations share their keys, each of which has a
 * position, and have a list of values of their own: a batch costs no serialising, and an older batch's RDD can still be
 * read. Its follower may append to the keys; its values never change.
 */
export class Generation {
  readonly #absent: number;

  private constructor(
    private readonly keys: unknown[],
    private readonly positions: Map<unknown, number>,
    private readonly values: readonly unknown[],
  ) {
    this.#absent = values.reduce((count: number, value) => count + (value === ABSENT ? 1 : 0), 0);
  }

  get length(): number {
    return this.values.length - this.#absent;
  }

  /** @param pairs of several with the same key the first counts */
  static of(pairs: Iterable<unknown>): Generation {
    const positions = new Map<unknown, number>();
    const keys: unknown[] = [];
    const values: unknown[] = [];
    for (const pair of pairs) {
      const [key, value] = pairOf(pair);
      const identity = identityOf(key);
      if (positions.has(identity)) continue;
      positions.set(identity, keys.length);
      keys.push(key);
      values.push(value);
    }
    return new Generation(keys, positions, values);
  }

  /** True if it may be kept as it is: nobody can change it by changing a key or a value in place. */
  get plain(): boolean {
    return this.values.every(unchangeable) && this.keys.every(unchangeable);
  }

  *pairs(): Generator<Pair> {
    for (const [at, value] of this.values.entries()) if (value !== ABSENT) yield [this.keys[at], value];
  }

  /** The next batch's state, updateStateByKey's: every key is asked, with no values where none came. No new state removes the key. */
  updated(groups: Iterable<unknown>, update: Call): Generation {
    const base = this.#extensible();
    const { known, fresh } = base.#sortedOut(groups);
    const next = (key: unknown, values: unknown, state: unknown): unknown => update(key, values, state) ?? ABSENT;
    const values = base.values.map((state, at) => (state === ABSENT ? ABSENT : next(base.keys[at], known.get(at) ?? [], state)));
    const added = fresh.map(([key, group]): Pair => [key, next(key, group, null)]);
    return base.#followed(values, added.filter(([, state]) => state !== ABSENT));
  }

  /**
   * The next window of reduceByKeyAndWindow.
   * @param left and `came`: pairs, one a key; null: nothing left, nothing came
   * @param keeps which pairs stay; null: all
   */
  corrected(left: Iterable<unknown> | null, came: Iterable<unknown> | null, inverse: Call, merge: Call, keeps: ((pair: Pair) => unknown) | null): Generation {
    const base = this.#extensible();
    const values = [...base.values];
    const apply = (pairs: Iterable<unknown> | null, call: Call): readonly Pair[] => {
      const { known, fresh } = base.#sortedOut(pairs ?? []);
      for (const [at, change] of [...known].sort(([a], [b]) => a - b)) values[at] = call(base.keys[at], values[at], change);
      return fresh;
    };
    apply(left, (key, value, leaving) => (leaving === null || leaving === undefined ? value : inverse(key, value, leaving)));
    const following = base.#followed(values, apply(came, merge));
    return keeps && came ? following.#kept(keeps) : following;
  }

  /** Itself, or a copy where another generation follows already or most of its keys are gone. */
  #extensible(): Generation {
    const size = this.values.length;
    return this.keys.length === size && this.#absent <= Math.max(FEW, size / 2) ? this : Generation.of(this.pairs());
  }

  /** What belongs to known keys, by position, and the pairs of new ones. */
  #sortedOut(pairs: Iterable<unknown>): { readonly known: Map<number, unknown>; readonly fresh: Pair[] } {
    const known = new Map<number, unknown>();
    const fresh: Pair[] = [];
    for (const record of pairs) {
      const pair = pairOf(record);
      const at = this.positions.get(identityOf(pair[0]));
      if (at === undefined || this.values[at] === ABSENT) fresh.push(pair);
      else known.set(at, pair[1]);
    }
    return { known, fresh };
  }

  #followed(values: unknown[], fresh: readonly Pair[]): Generation {
    for (const [key, value] of fresh) {
      this.positions.set(identityOf(key), values.length);
      this.keys.push(key);
      values.push(value);
    }
    return new Generation(this.keys, this.positions, values);
  }

  #kept(keeps: (pair: Pair) => unknown): Generation {
    const values = this.values.map((value, at) => (value === ABSENT || !keeps([this.keys[at], value]) ? ABSENT : value));
    return new Generation(this.keys, this.positions, values);
  }
}
