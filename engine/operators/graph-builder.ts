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

/** Durations are ms. `numPartitions` null means the context's default parallelism. */
export interface Stream {
  map(f: FunctionSource): Stream;
  flatMap(f: FunctionSource): Stream;
  filter(f: FunctionSource): Stream;
  mapPartitions(f: FunctionSource): Stream;
  mapPartitionsWithIndex(f: FunctionSource): Stream;
  mapValues(f: FunctionSource): Stream;
  flatMapValues(f: FunctionSource): Stream;
  glom(): Stream;
  count(): Stream;
  reduce(func: FunctionSource): Stream;
  countByValue(): Stream;
  repartition(numPartitions: number): Stream;
  partitionBy(numPartitions: number | null): Stream;
  reduceByKey(func: FunctionSource, numPartitions: number | null): Stream;
  groupByKey(numPartitions: number | null): Stream;
  union(others: readonly Stream[]): Stream;
  cogroup(other: Stream, numPartitions: number | null): Stream;
  join(other: Stream, numPartitions: number | null): Stream;
  leftOuterJoin(other: Stream, numPartitions: number | null): Stream;
  rightOuterJoin(other: Stream, numPartitions: number | null): Stream;
  fullOuterJoin(other: Stream, numPartitions: number | null): Stream;
  window(windowDuration: number, slideDuration: number | null): Stream;
  reduceByWindow(func: FunctionSource, invFunc: FunctionSource | null, windowDuration: number, slideDuration: number): Stream;
  countByWindow(windowDuration: number, slideDuration: number): Stream;
  countByValueAndWindow(windowDuration: number, slideDuration: number, numPartitions: number | null): Stream;
  groupByKeyAndWindow(windowDuration: number, slideDuration: number, numPartitions: number | null): Stream;
  reduceByKeyAndWindow(
    func: FunctionSource,
    invFunc: FunctionSource | null,
    windowDuration: number,
    slideDuration: number | null,
    numPartitions: number | null,
    filterFunc: FunctionSource | null,
  ): Stream;
  updateStateByKey(updateFunc: FunctionSource, numPartitions: number | null): Stream;
  persist(): Stream;
  pprint(num: number): void;
  saveAsTextFiles(prefix: string, suffix: string | null): void;
  saveToSQLite(file: string, table: string): void;
}

export interface GraphBuilder {
  /** Streams and outputs made by `build` belong to this node; the stream it returns is what the node's wire carries. */
  withNode<T extends Stream | undefined>(nodeId: string, build: () => T): T;
  socketTextStream(hostname: string, port: number): Stream;
  textFileStream(directory: string): Stream;
  /** @param recordLength bytes */
  binaryRecordsStream(directory: string, recordLength: number): Stream;
}
