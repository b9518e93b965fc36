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
  /** Spark restarts a receiver after `spark.streaming.receiverRestartDelay` (2000 ms). */
  | { readonly state: 'retrying'; readonly reason: string; readonly retryAt: number }
  | { readonly state: 'stopped' };

export interface ReceiverEvents {
  block(block: ReceivedBlock): void;
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
}

export interface Receiver {
  /** Stops reading, hands over what it still holds as a last block, resolves when nothing more will come. */
  stop(): Promise<void>;
}

export type StartSocketReceiver = (options: SocketReceiverOptions, events: ReceiverEvents) => Receiver;
