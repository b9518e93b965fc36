/**
 * A receiver's I/O runs in a worker thread on the Node side while it holds one of the slots. It cuts what arrives at
 * line ends into a block every block interval and reports it; bytes stay bytes (DESIGN section 4).
 */

/** One block: `spark.streaming.blockInterval` worth of whole records. Empty blocks are never made. */
export interface ReceivedBlock {
  readonly streamId: number;
  /** Spark's block id: "input-<stream>-<time of the cut, ms>". */
  readonly blockId: string;
  readonly records: number;
  /** Whole lines with their ends; the last line may lack one only when the connection closed. */
  readonly bytes: Uint8Array;
}

export type ReceiverState =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected'; readonly peer: string }
  /**
   * Spark restarts a receiver after `spark.streaming.receiverRestartDelay` (2000 ms).
   * `reason` says all; `error` is the part of it after the colon that tells what failed, empty if nothing did.
   */
  | { readonly state: 'retrying'; readonly reason: string; readonly error: string; readonly retryAt: number }
  | { readonly state: 'stopped' };

export interface ReceiverEvents {
  /** @param taken to be called once there is room for another block; until then the sender is made to wait */
  block(block: ReceivedBlock, taken: () => void): void;
  state(streamId: number, state: ReceiverState): void;
}

export interface SocketReceiverOptions {
  readonly streamId: number;
  readonly hostname: string;
  readonly port: number;
  /** ms, `spark.streaming.blockInterval`, 200 */
  readonly blockInterval: number;
  /** ms, `spark.streaming.receiverRestartDelay`, 2000 */
  readonly restartDelay: number;
  /** Blocks that may wait to be taken before the sender is made to wait: `spark.streaming.blockQueueSize`, 10 */
  readonly blockQueueSize: number;
  /** records/s until the first `setRate`: `spark.streaming.backpressure.initialRate`; Infinity: no limit */
  readonly initialRate: number;
  /** records/s that no rate exceeds: `spark.streaming.receiver.maxRate`; Infinity: no limit */
  readonly maxRate: number;
  /** Bytes of a line at most; left out: as many as a string may have. */
  readonly maxLine?: number;
}

export interface Receiver {
  /** Lets in this many records a second from now on, but never more than `maxRate`; 0 or less changes nothing. */
  setRate(recordsPerSecond: number): void;
  /**
   * Stops reading, hands over the whole lines it has let in as a last block, resolves when nothing more will come. Lines
   * that the rate limit still holds back are left out, as Spark leaves them in the socket's buffer.
   */
  stop(): Promise<void>;
}

export type StartSocketReceiver = (options: SocketReceiverOptions, events: ReceiverEvents) => Receiver;
