import { incoming, type Pipeline } from '#engine/model';
import { operators } from '#engine/operators';

/** What has to run before a batch so that it gives what it gave. */
export interface LookBack {
  /** ms that windows look back; null: state reaches back to the first batch. */
  readonly duration: number | null;
  /** Batches are due at multiples of this, counted from the run's begin, ms. */
  readonly slide: number;
  /** Functions of a script's own interpreter run: they may know what came before. */
  readonly mayRemember: boolean;
}

/** Operators whose result depends on all that came before: state, and windows that correct the window before. */
const KEEPS_ALL: ReadonlySet<string> = new Set(['updateStateByKey', 'countByWindow', 'countByValueAndWindow', 'groupByKeyAndWindow', 'queueStream']);
/** Operators whose functions run in the script itself, where a counter or a list outlives a batch. */
const RUNS_SCRIPT: ReadonlySet<string> = new Set(['transform', 'transformWith', 'foreachRDD']);
/** Batches that run only because a function of the script may remember them. */
const MAX_REMEMBERED = 300;

const ms = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);

export function lookBackOf({ nodes, batchInterval }: Pipeline): LookBack {
  const inverts = nodes.some(({ op, params }) => KEEPS_ALL.has(op) || Boolean(params.invFunc) || Boolean(params.invReduceFunc));
  const windows = nodes.filter(({ params }) => ms(params.windowDuration) > 0);
  const duration = windows.reduce((sum, { params }) => sum + ms(params.windowDuration) + ms(params.slideDuration), 0);
  const slide = windows.reduce((all, { params }) => leastCommonMultiple(all, ms(params.slideDuration) || batchInterval), batchInterval);
  return { duration: inverts ? null : duration, slide, mayRemember: nodes.some(({ op }) => RUNS_SCRIPT.has(op)) };
}

/** What is kept of a run: its graph, and the oldest of its batches. */
export interface KeptRun {
  readonly pipeline: Pipeline;
  /** It ran on another computer, or came from one. */
  readonly isForeign: boolean;
  readonly firstBatch: { readonly number: number; readonly batchTime: number };
}

/** The first batch to run so that windows and state are as they were at `from`; or a sentence why that is not known. */
export function beginOf({ pipeline, firstBatch }: KeptRun, graphs: readonly Pipeline[], from: number): number | string {
  const looks = graphs.map(lookBackOf);
  const { batchInterval } = pipeline;
  const remembers = looks.some(({ mayRemember }) => mayRemember) && firstBatch.number === 1 && (from - firstBatch.batchTime) / batchInterval <= MAX_REMEMBERED;
  const isStateless = looks.every(({ duration }) => duration === 0);
  // The checkpoint as it was then is gone: the run that it began wrote its own over it.
  if (!isStateless && pipeline.code.some(({ notFirst }) => notFirst === 'recovered')) return 'This run went on from a checkpoint, with state and windows from the run before it. The checkpoint as it was then is not kept, so what this run began with is not known, and it cannot be run again.';
  if (isStateless && !remembers) return from;
  const needed = remembers || looks.some(({ duration }) => duration === null) ? -Infinity : from - Math.max(...looks.map(({ duration }) => duration!));
  const step = looks.reduce((all, { slide }) => leastCommonMultiple(all, slide), batchInterval);
  if (firstBatch.number !== 1) {
    // Without the run's begin it is not known at which batches a slide is due.
    if (step === batchInterval && needed >= firstBatch.batchTime) return needed;
    return `The state before this batch is not known: batches 1 to ${(firstBatch.number - 1).toLocaleString('en-US')} of this run are no longer in the history.`;
  }
  // The first batch that was recorded is the first for which an output was due: with windows, one slide after the begin.
  const origin = firstBatch.batchTime - firstSlide(pipeline);
  return Math.max(origin, origin + Math.floor((needed - origin) / step) * step) + batchInterval;
}

/** ms between the batches of the output that is due most often. */
function firstSlide(pipeline: Pipeline): number {
  const wires = incoming(pipeline);
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const slideOf = (id: string): number => {
    for (let node = nodes.get(id); node; node = nodes.get(wires.get(node.id)?.[0]?.from ?? '')) {
      if (ms(node.params.windowDuration) > 0 && ms(node.params.slideDuration) > 0) return ms(node.params.slideDuration);
    }
    return pipeline.batchInterval;
  };
  const outputs = pipeline.nodes.filter(({ op }) => operators.get(op)?.output === null);
  return outputs.length === 0 ? pipeline.batchInterval : Math.min(...outputs.map(({ id }) => slideOf(id)));
}

function leastCommonMultiple(a: number, b: number): number {
  const divisor = (x: number, y: number): number => (y === 0 ? x : divisor(y, x % y));
  return (a / divisor(a, b)) * b;
}
