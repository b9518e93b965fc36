/**
 * What an operator's `build` may call: Spark Streaming's own API, by Spark's names. The engine's StreamingContext
 * and DStream implement it; a declaration never imports the engine, so that it also runs in the renderer.
 */
import type { Place } from '../model/problem';

/** A user's function as source text, with the place to blame when it fails. */
export interface FunctionSource {
  /** A lambda expression, or for longer ones the name of a function defined in the pipeline's code. */
  readonly text: string;
  readonly place: Place;
}

export interface Stream {
  map(f: FunctionSource): Stream;
  flatMap(f: FunctionSource): Stream;
  filter(f: FunctionSource): Stream;
  count(): Stream;
  union(others: readonly Stream[]): Stream;
  /** `numPartitions` null means the context's default parallelism. */
  reduceByKey(func: FunctionSource, numPartitions: number | null): Stream;
  pprint(num: number): void;
  saveToSQLite(file: string, table: string): void;
}

export interface GraphBuilder {
  /** Streams and outputs made by `build` belong to this node; the stream it returns is what the node's wire carries. */
  withNode<T extends Stream | undefined>(nodeId: string, build: () => T): T;
  socketTextStream(hostname: string, port: number): Stream;
}
