import type { ReceiverState } from '#api';

/** A receiver's state in words, with the countdown to its next attempt. */
export function receiverText(state: ReceiverState, now: number): string {
  switch (state.state) {
    case 'connecting':
      return 'connecting';
    case 'connected':
      return 'connected';
    case 'retrying':
      return `retrying in ${Math.max(0, Math.ceil((state.retryAt - now) / 1000))} s`;
    case 'stopped':
      return 'stopped';
  }
}
