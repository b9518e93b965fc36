import type { RDD, SparkContext } from '#engine/core';
import type { Clock, StreamingContext, StreamingListener, StreamNode } from '#engine/streaming';
import { type BuildLog, replay } from './build-log';
import type { Arguments, Call } from './calls';
import type { StreamCalls } from './stream-calls';

/** How streams are made once more. */
export interface CopyOptions {
  readonly clock: Clock;
  readonly listener: StreamingListener;
  /** One copy each, side by side in one context: the name of each node in it. */
  readonly namings: readonly ((nodeId: string) => string)[];
  /** A window that is reduced anew each time, without its inverse function; null: none. */
  readonly withoutInverse: string | null;
}

/** A script's streams at its `ssc.start()`, which does not return: they can be made again, as often as one likes. */
export interface HeldStreams {
  readonly master: string;
  /** ms */
  readonly batchInterval: number;
  /** In the order in which they were made. */
  readonly nodes: readonly StreamNode[];
  /** Functions that a node of `narrow` applies, by the node. */
  readonly functions: ReadonlyMap<string, number>;
  readonly context: SparkContext;
  /** Records written as expressions, which may name what the script defines. @param partitions the texts of each */
  recordsOf(partitions: readonly (readonly string[])[]): Promise<ReadRecords>;
  /** A context of its own, not started, with copies of the streams; its outputs are the script's. */
  copy(options: CopyOptions): Promise<StreamingContext>;
}

/** An RDD of records that were texts, with the texts that are none. */
export interface ReadRecords {
  readonly rdd: RDD;
  readonly unread: readonly { readonly partition: number; readonly place: number; /** Python's error. */ readonly why: string }[];
}

/** What a script does instead of starting its streams. It never goes on. */
export type HoldStreams = (held: HeldStreams) => void;

/**
 * The functions of operators that take one, by the nodes of a context.
 * @param nodeOf the node of a stream that was made
 */
export function functionsOf(built: BuildLog, context: number, nodeOf: (made: number) => string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { method, args, made } of built.saved(context, false).calls) {
    if (method === 'dstream.narrow' && made !== null && typeof args.f === 'number') found.set(nodeOf(made), args.f);
  }
  return found;
}

/**
 * Makes the streams of a context again in another one of the same SparkContext, once for each naming.
 * @param nodes of the outputs, in the order in which they were made, and of a stream
 * @param standIns told which stream runs in the place of which
 */
export async function copyStreams(built: BuildLog, from: number, to: number, { outputs, ofStream }: { readonly outputs: readonly (string | null)[]; readonly ofStream: (made: number) => string }, { namings, withoutInverse }: Pick<CopyOptions, 'namings' | 'withoutInverse'>, standIns: StreamCalls['standIns'], call: Call): Promise<void> {
  const program = built.saved(from, false);
  for (const naming of namings) {
    let output = 0;
    const named = (nodeId: string, args: Arguments): Arguments => ({ ...args, ...(nodeId === withoutInverse ? { inverse: null } : {}), node: naming(nodeId), site: undefined });
    await replay(program, to, new Map(), async (method, args, buffers, made) => {
      if (method.startsWith('rdd.') || SETTINGS.has(method)) return call(method, args, buffers);
      const answer = await call(method, named(made === null ? (outputs[output++] ?? '') : ofStream(made), args), buffers);
      if (made !== null) standIns.set(made, (answer.value as { readonly stream: number }).stream);
      return answer;
    });
  }
}

/** Calls on streams that make neither a stream nor an output. */
const SETTINGS: ReadonlySet<string> = new Set(['dstream.persist', 'dstream.checkpoint', 'streaming.remember']);
