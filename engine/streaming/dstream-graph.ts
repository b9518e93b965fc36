import type { RDD } from '#engine/core';
import type { DStream } from './dstream';
import type { SocketInputDStream } from './input-dstream';
import type { OutputAction, OutputOperation } from './output/output-operation';
import type { StreamingContext } from './streaming-context';

/** All streams and output operations of a context (org.apache.spark.streaming.DStreamGraph). */
export class DStreamGraph {
  readonly #streams: DStream[] = [];
  readonly receivers: SocketInputDStream[] = [];
  /** In the order of registration, in which each batch runs them. */
  readonly outputs: OutputOperation[] = [];

  register(stream: DStream): void {
    this.#streams.push(stream);
  }

  addReceiver(stream: SocketInputDStream): number {
    return this.receivers.push(stream) - 1;
  }

  addOutput(ssc: StreamingContext, parent: DStream, run: OutputAction): void {
    const { operation, nodeId } = ssc.buildScope;
    this.outputs.push({ id: this.outputs.length, name: operation, nodeId, parent, run });
  }

  start(zeroTime: number): void {
    for (const stream of this.#streams) stream.initialize(zeroTime);
  }

  /** Drops what no later batch needs once the batch of `time` is done. */
  clearMetadata(time: number): RDD[] {
    return this.#streams.flatMap((stream) => stream.clearMetadata(time));
  }
}
