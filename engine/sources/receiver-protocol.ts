import type { ReceivedBlock, ReceiverState, SocketReceiverOptions } from './receiver';

/** Messages between a receiver's worker thread and the control plane. */
export type ToReceiver = { readonly type: 'taken' } | { readonly type: 'rate'; readonly recordsPerSecond: number } | { readonly type: 'stop' };
export type FromReceiver =
  | { readonly type: 'block'; readonly block: ReceivedBlock }
  | { readonly type: 'state'; readonly state: ReceiverState }
  | { readonly type: 'ended' };
export type ReceiverData = SocketReceiverOptions;
