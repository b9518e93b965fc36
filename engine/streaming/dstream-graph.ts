import { atNode, EngineError, lineageOf, type RDD } from '#engine/core';
import type { RddSeries } from './rdd-series';
import type { FileInput } from './inputs/file-input';
import type { ReceiverInput } from './inputs/socket-input';
import type { OutputAction, OutputOperation } from './output/output-operation';
import type { StreamingContext } from './streaming-context';

/** All streams and output operations of a context (org.apache.spark.streaming.DStreamGraph). */
export class DStreamGraph {
  readonly #streams: RddSeries[] = [];
  #zeroTime = 0;
  readonly receivers: ReceiverInput[] = [];
  readonly fileInputs: FileInput[] = [];
  #inputs = 0;
  /** Batches for which the longest queue has something. */
  queuedBatches = 0;
  #remember: number | null = null;
  /** In the order of registration, in which each batch runs them. */
  readonly outputs: OutputOperation[] = [];

  register(stream: RddSeries): void {
    this.#streams.push(stream);
  }

  /** In the order in which they were made. */
  get streams(): readonly RddSeries[] {
    return this.#streams;
  }

  /** ms since the epoch: one batch before the first. */
  get zeroTime(): number {
    return this.#zeroTime;
  }

  /** ms for which streams of input are looked back into at most. */
  get inputRememberDuration(): number {
    return Math.max(0, ...this.#streams.filter(({ parents }) => parents.length === 0).map(({ rememberDuration }) => rememberDuration));
  }

  /** Input streams of all kinds are numbered 0, 1, 2 … in the order in which they are made (StreamingContext.getNewInputStreamId). */
  nextInputId(): number {
    return this.#inputs++;
  }

  /** ms for which every stream keeps its RDDs at least (StreamingContext.remember). */
  remember(duration: number): void {
    if (this.#remember !== null) {
      throw new EngineError('invalid-argument', `requirement failed: Remember duration already set as ${this.#remember} ms. Cannot set it again.`);
    }
    this.#remember = duration;
  }

  addOutput(ssc: StreamingContext, parent: RddSeries, run: OutputAction): void {
    const { operation, nodeId } = ssc.buildScope;
    this.outputs.push({ id: this.outputs.length, name: operation, nodeId, parent, run });
  }

  /** @throws EngineError at its node, for wrong checkpoint intervals, or no directory where state needs one */
  start(zeroTime: number, hasCheckpointDirectory: boolean): void {
    this.#zeroTime = zeroTime;
    for (const stream of this.#streams) stream.initialize(zeroTime);
    for (const { parent } of this.outputs) parent.remember(this.#remember ?? 0);
    for (const stream of this.#streams) {
      try {
        stream.validateAtStart(hasCheckpointDirectory);
      } catch (error) {
        throw stream.nodeId === null ? error : atNode(error, stream.nodeId);
      }
    }
  }

  /**
   * Drops what no later batch needs once the batch of `time` is done.
   * @returns the RDDs dropped, and the shuffles before them that none of the others needs
   */
  async clearMetadata(time: number): Promise<{ readonly dropped: readonly RDD[]; readonly shuffles: readonly number[] }> {
    const dropped: RDD[] = [];
    for (const stream of this.#streams) dropped.push(...(await stream.clearMetadata(time)));
    const gone = shufflesBefore(dropped);
    if (gone.size > 0) {
      const kept = await Promise.all(this.#streams.map((stream) => stream.remembered()));
      for (const shuffleId of shufflesBefore(kept.flat())) gone.delete(shuffleId);
    }
    return { dropped, shuffles: [...gone] };
  }
}

function shufflesBefore(rdds: readonly RDD[]): Set<number> {
  const shuffles = new Set<number>();
  for (const rdd of lineageOf(...rdds)) {
    for (const dependency of rdd.dependencies) if (dependency.kind === 'shuffle') shuffles.add(dependency.shuffleId);
  }
  return shuffles;
}
