import type { ReceiverState } from '#engine/sources';

/** Spark's ReceiverInfo (org.apache.spark.streaming.scheduler.ReceiverInfo): what its listeners are told of a receiver. */
export interface ReceiverInfo {
  readonly streamId: number;
  /** "SocketReceiver-0" */
  readonly name: string;
  readonly active: boolean;
  readonly lastErrorMessage: string;
  /** What failed; empty if nothing did, as at the end of the data. */
  readonly lastError: string;
  /** ms since the epoch; -1: nothing failed. */
  readonly lastErrorTime: number;
}

/**
 * A receiver as Spark's ReceiverTracker sees it: it counts as started before it has connected, forgets its last error
 * when it starts again, and stops to be restarted. A socket's receiver never reports an error without stopping.
 */
export class TrackedReceiver {
  #active = false;

  constructor(
    private readonly streamId: number,
    /** ms, `spark.streaming.receiverRestartDelay` */
    private readonly restartDelay: number,
    private readonly now: () => number,
  ) {}

  get name(): string {
    return `SocketReceiver-${this.streamId}`;
  }

  /** @returns what a listener hears of its new state: started if it is active, else stopped; null: nothing */
  take(state: ReceiverState): ReceiverInfo | null {
    const wasActive = this.#active;
    this.#active = state.state === 'connecting' || state.state === 'connected';
    if (this.#active) return wasActive ? null : this.#info('', '');
    if (state.state === 'retrying') {
      const message = state.error === '' ? state.reason : state.reason.slice(0, -state.error.length).replace(/: $/, '');
      return this.#info(`Restarting receiver with delay ${this.restartDelay}ms: ${message}`, state.error);
    }
    return wasActive ? this.#info('Stopped by driver', '') : null;
  }

  /** ReceiverTracker.deregisterReceiver: an error has a time, an end has none. */
  #info(lastErrorMessage: string, lastError: string): ReceiverInfo {
    return { streamId: this.streamId, name: this.name, active: this.#active, lastErrorMessage, lastError, lastErrorTime: lastError === '' ? -1 : this.now() };
  }
}
