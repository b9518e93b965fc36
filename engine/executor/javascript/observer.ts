import type { ConditionFound, FunctionId, RddObservation, TaskDescription } from '../../core/task';
import { literal, typeName } from './display';
import type { Callable } from './user-function';

/** What is seen of one RDD in one task. */
interface Seen {
  records: number;
  /** Records of partitions that are there wholly, whatever is drawn of them. */
  held: number;
  replaced: number;
  /** ms */
  time: number;
  readonly samples: [string, string][];
  found: ConditionFound | null;
}

/** Counts each RDD's records, measures its time, keeps the first records, and watches for conditions. */
export class Observer {
  readonly #seen = new Map<number, Seen>();
  readonly #counted = new Set<number>();
  readonly #conditions: ReadonlyMap<number, FunctionId>;
  /** ms spent in what the step that is measured now is computed from. */
  #inner = 0;

  constructor(
    private readonly observe: TaskDescription['observe'],
    private readonly callable: (id: FunctionId) => Callable,
  ) {
    this.#conditions = new Map((observe.conditions ?? []).map(({ rdd, condition }) => [rdd, condition]));
  }

  /** @param records the first ones at least, and all where a condition watches them; asked for only where they are needed */
  see(rdd: number, count: number, records: () => Iterable<unknown>): void {
    const seen = this.#of(rdd);
    this.#counted.add(rdd);
    seen.records += count;
    if (count === 0 || this.isSampled(rdd)) return;
    const condition = this.#conditions.get(rdd);
    const { samples } = seen;
    for (const record of records()) {
      if (samples.length < this.observe.samples) samples.push([this.#shown(record), typeName(record)]);
      else if (condition === undefined) return;
      if (condition !== undefined) seen.found = this.#look(condition, record, seen.found);
    }
  }

  holds(rdd: number, count: number): void {
    this.#of(rdd).held += count;
  }

  /** True if it needs no more of an RDD's records. */
  isSampled(rdd: number): boolean {
    return !this.#conditions.has(rdd) && (this.#seen.get(rdd)?.samples.length ?? 0) >= this.observe.samples;
  }

  /** Measures one pull on a step; what it pulls from others meanwhile counts to them. */
  timed<T>(rdd: number, next: () => T): T {
    const outer = this.#inner;
    this.#inner = 0;
    const begin = performance.now();
    try {
      return next();
    } finally {
      const total = performance.now() - begin;
      this.#of(rdd).time += total - this.#inner;
      this.#inner = outer + total;
    }
  }

  replaced(rdd: number, count: number): void {
    this.#of(rdd).replaced += count;
  }

  counts(): RddObservation[] {
    return [...this.#seen]
      .filter(([rdd]) => this.#counted.has(rdd))
      .map(([rdd, { records, held, replaced, time, found }]) => ({ rdd, records: Math.max(records, held), replaced, time: Math.round(time * 1000) / 1000, ...(found ? { found } : {}) }));
  }

  samples(): string {
    return JSON.stringify([...this.#seen].flatMap(([rdd, { samples }]) => (samples.length > 0 ? [[rdd, samples]] : [])));
  }

  #of(rdd: number): Seen {
    const known = this.#seen.get(rdd);
    if (known) return known;
    const seen: Seen = { records: 0, held: 0, replaced: 0, time: 0, samples: [], found: null };
    this.#seen.set(rdd, seen);
    return seen;
  }

  #look(condition: FunctionId, record: unknown, found: ConditionFound | null): ConditionFound | null {
    try {
      if (!this.callable(condition)(record)) return found;
      return { matches: (found?.matches ?? 0) + 1, record: found?.error === null ? found.record : this.#shown(record), error: null };
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      // A record that meets it says more than one on which it fails.
      return found ?? { matches: 0, record: this.#shown(record), error: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) };
    }
  }

  #shown(record: unknown): string {
    const shown = literal(record);
    const { valueLength } = this.observe;
    // What is cut says so.
    return shown.length > valueLength ? `${shown.slice(0, Math.max(0, valueLength - 1))}…` : shown;
  }
}
