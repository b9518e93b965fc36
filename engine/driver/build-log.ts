import type { Answer, Arguments, Call } from './calls';

/** What a call's argument stands for: the numbers that a script has for functions, RDDs, streams and its own callbacks. */
type Kind = 'function' | 'rdd' | 'stream' | 'callback';

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...['f', 'create', 'value', 'combiners', 'partitionFunc', 'inverse', 'filter', 'broadcasts'].map((name): [string, Kind] => [name, 'function']),
  ...['rdd', 'rdds', 'initial', 'empty', 'default'].map((name): [string, Kind] => [name, 'rdd']),
  ...['stream', 'streams', 'others'].map((name): [string, Kind] => [name, 'stream']),
  ['callback', 'callback'],
]);

function kindOf(method: string, argument: string): Kind | undefined {
  if (argument === 'other') return method.startsWith('rdd.') ? 'rdd' : 'stream';
  return KINDS.get(argument);
}

/** Each number in the arguments that stands for something. */
function mapNumbers(method: string, args: Arguments, change: (kind: Kind, number: number) => number): Arguments {
  const one = (kind: Kind, value: unknown): unknown => {
    if (typeof value === 'number') return change(kind, value);
    return Array.isArray(value) ? value.map((each) => one(kind, each)) : value;
  };
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const kind = kindOf(method, name);
      return [name, kind ? one(kind, value) : value];
    }),
  );
}

/** A call that made something which streams may need. */
interface Entry {
  readonly method: string;
  /** The number that the script got for what was made. */
  readonly made: number | null;
  args: Arguments;
  buffers: readonly Uint8Array[];
  needs: readonly Entry[];
}

/** A call as it is saved: its buffers are the next `buffers` of the program's. */
interface SavedCall {
  readonly method: string;
  readonly args: Arguments;
  readonly buffers: number;
  readonly made: number | null;
}

export interface SavedCalls {
  readonly calls: readonly SavedCall[];
  readonly buffers: readonly Uint8Array[];
}

/**
 * The calls by which a script made its streams, so that a recovery can make them again without the script. RDDs that
 * the script let go of, and that no stream needs, are forgotten with their data.
 */
export class BuildLog {
  readonly #functions = new Map<number, Entry>();
  readonly #rdds = new Map<number, Entry>();
  /** What makes streams, by the number of their context. */
  readonly #streams = new Map<number, Entry[]>();
  /** The context of each stream. */
  readonly #contextOf = new Map<number, number>();

  record(method: string, args: Arguments, buffers: readonly Uint8Array[], { value }: Answer): void {
    const { rdd, stream } = (typeof value === 'object' && value !== null ? value : {}) as { readonly rdd?: number; readonly stream?: number };
    const { released: _, ...kept } = args;
    if (method.startsWith('function.')) {
      this.#recordFunction(kept, buffers, (args.function as number | undefined) ?? (value as number));
      return;
    }
    const made = rdd ?? stream ?? null;
    const entry: Entry = { method, args: kept, buffers, made, needs: this.#needs(method, kept) };
    if (rdd !== undefined) this.#rdds.set(rdd, entry);
    else if (isStreamBuilding(method)) this.#recordStream(entry, stream);
  }

  released(rdd: number): void {
    this.#rdds.delete(rdd);
  }

  /** A function that changes is saved as it is when the streams start: what needs it refers to its entry. */
  #recordFunction({ place = {}, broadcasts = [] }: Arguments, buffers: readonly Uint8Array[], made: number): void {
    const entry: Entry = this.#functions.get(made) ?? { method: 'function.register', made, args: {}, buffers: [], needs: [] };
    entry.args = { place, broadcasts };
    entry.buffers = buffers;
    entry.needs = this.#needs(entry.method, entry.args);
    this.#functions.set(made, entry);
  }

  #recordStream(entry: Entry, made: number | undefined): void {
    const { context: given, stream } = entry.args;
    const context = (given ?? this.#contextOf.get(stream as number)) as number;
    if (made !== undefined) this.#contextOf.set(made, context);
    const entries = this.#streams.get(context) ?? [];
    entries.push(entry);
    this.#streams.set(context, entries);
  }

  /**
   * The calls that make the streams of a context, each after those that it needs.
   * @param withFunctions false: for the same SparkContext, which has the functions
   */
  saved(context: number, withFunctions = true): SavedCalls {
    const needed = new Set<Entry>();
    const need = (entry: Entry): void => {
      if (needed.has(entry)) return;
      for (const first of entry.needs) need(first);
      needed.add(entry);
    };
    for (const entry of this.#streams.get(context) ?? []) need(entry);
    const entries = [...needed].filter(({ method }) => withFunctions || method !== 'function.register');
    return {
      calls: entries.map(({ method, args, buffers, made }) => ({ method, args, buffers: buffers.length, made })),
      buffers: entries.flatMap(({ buffers }) => buffers),
    };
  }

  #needs(method: string, args: Arguments): Entry[] {
    const needs: Entry[] = [];
    mapNumbers(method, args, (kind, number) => {
      const entry = kind === 'function' ? this.#functions.get(number) : kind === 'rdd' ? this.#rdds.get(number) : undefined;
      if (entry) needs.push(entry);
      return number;
    });
    return needs;
  }
}

/** Calls on a context or a stream that make nothing. */
const LIFE: ReadonlySet<string> = new Set([
  ...['create', 'start', 'stop', 'await', 'addListener', 'queueAppended', 'findCheckpoint', 'recover'].map((name) => `streaming.${name}`),
  'dstream.slice',
]);

function isStreamBuilding(method: string): boolean {
  return (method.startsWith('streaming.') || method.startsWith('dstream.')) && !LIFE.has(method);
}

/**
 * Makes the calls again. Numbers change: what was made then has other numbers now.
 * @param context the number of the new StreamingContext
 * @param callbacks the numbers that the script's own functions have now, by those they had
 */
export async function replay(
  { calls, buffers }: SavedCalls,
  context: number,
  callbacks: ReadonlyMap<number, number>,
  call: (...call: [...Parameters<Call>, made: number | null]) => ReturnType<Call>,
): Promise<void> {
  const now: Readonly<Record<Kind, Map<number, number>>> = { function: new Map(), rdd: new Map(), stream: new Map(), callback: new Map(callbacks) };
  let at = 0;
  for (const { method, args, buffers: count, made } of calls) {
    const changed = mapNumbers(method, args, (kind, number) => now[kind].get(number) ?? number);
    const there = 'context' in args ? { ...changed, context } : changed;
    const { value } = await call(method, there, buffers.slice(at, (at += count)), made);
    if (made === null) continue;
    const { rdd, stream } = (typeof value === 'object' && value !== null ? value : {}) as { readonly rdd?: number; readonly stream?: number };
    if (method === 'function.register') now.function.set(made, value as number);
    else if (rdd !== undefined) now.rdd.set(made, rdd);
    else if (stream !== undefined) now.stream.set(made, stream);
  }
}
