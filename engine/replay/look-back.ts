import type { Pipeline } from '#engine/model';

/** What has to run before a batch so that it gives what it gave. */
export interface LookBack {
  /** ms that windows look back; null: state reaches back to the first batch. */
  readonly duration: number | null;
  /** Batches are due at multiples of this, counted from the run's begin, ms. */
  readonly slide: number;
}

/** Operators whose result depends on all that came before: state, and windows that correct the window before. */
const KEEPS_ALL: ReadonlySet<string> = new Set(['updateStateByKey', 'countByWindow', 'countByValueAndWindow', 'groupByKeyAndWindow']);

export function lookBackOf({ nodes, batchInterval }: Pipeline): LookBack {
  const ms = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);
  const inverts = nodes.some(({ op, params }) => KEEPS_ALL.has(op) || Boolean(params.invFunc) || Boolean(params.invReduceFunc));
  const windows = nodes.filter(({ params }) => ms(params.windowDuration) > 0);
  const duration = windows.reduce((sum, { params }) => sum + ms(params.windowDuration) + ms(params.slideDuration), 0);
  const slide = windows.reduce((all, { params }) => leastCommonMultiple(all, ms(params.slideDuration) || batchInterval), batchInterval);
  return { duration: inverts ? null : duration, slide };
}

export function leastCommonMultiple(a: number, b: number): number {
  const divisor = (x: number, y: number): number => (y === 0 ? x : divisor(y, x % y));
  return (a / divisor(a, b)) * b;
}
