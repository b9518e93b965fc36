import type { Receiver, ReceiverEvents, SocketReceiverOptions, StartSocketReceiver } from '#engine/sources';
import type { ManualClock, StreamingListener } from '#engine/streaming';

/** What one input gets in one batch: whole lines. */
export interface BatchInput {
  readonly bytes: Uint8Array;
  readonly records: number;
}

/** Says which input a socket stream reads from; undefined: it gets nothing. */
export type InputOf = (options: SocketReceiverOptions) => readonly BatchInput[] | undefined;

/**
 * Runs a program at a manual clock: receivers get one prepared input a batch, and the clock moves on when the batch is
 * done. No waiting, no chance: the same input gives the same output.
 */
export class ManualFeed {
  readonly #streams: { readonly options: SocketReceiverOptions; readonly events: ReceiverEvents; readonly inputs: readonly BatchInput[] }[] = [];
  readonly #completed = new Set<number>();
  #generated: { readonly batchTime: number; readonly submitted: boolean } | null = null;
  #wake: (() => void) | null = null;
  #interval = 0;
  #stopped = false;

  constructor(
    private readonly clock: ManualClock,
    private readonly inputOf: InputOf,
    /** Batches to run; null: as many as the longest input has. */
    private readonly batches: number | null,
    /** Called when all have run. */
    private readonly onEnd: () => void,
    /** Called before each batch is generated. */
    private readonly prepare: (batchTime: number) => void = () => undefined,
  ) {}

  readonly startSocketReceiver: StartSocketReceiver = (options, events): Receiver => {
    this.#streams.push({ options, events, inputs: this.inputOf(options) ?? [] });
    events.state(options.streamId, { state: 'connected', peer: 'manual input' });
    // Prepared batches stay as they are, whatever the back-pressure says.
    return { setRate: () => undefined, stop: () => Promise.resolve() };
  };

  /** Has to hear all events of the program. */
  readonly listener: StreamingListener = (event) => {
    if (event.type === 'streamingStarted') {
      this.#interval = event.batchInterval;
      void this.#run();
    } else if (event.type === 'jobsGenerated') {
      // Batches that a recovery runs again are not the one that is waited for.
      if (event.batchTime > this.clock.now() - this.#interval) this.#generated = event;
      this.#wake?.();
    } else if (event.type === 'batchCompleted') {
      this.#completed.add(event.report.info.batchTime);
      this.#wake?.();
    } else if (event.type === 'streamingStopped') {
      this.#stopped = true;
      this.#wake?.();
    }
  };

  async #run(): Promise<void> {
    // The program's start() has to return first.
    await Promise.resolve();
    const count = this.batches ?? Math.max(0, ...this.#streams.map(({ inputs }) => inputs.length));
    for (let batch = 0; batch < count && !this.#stopped; batch++) {
      for (const { options, events, inputs } of this.#streams) {
        const input = inputs[batch];
        const blockId = `input-${options.streamId}-${this.clock.now()}`;
        if (input && input.records > 0) events.block({ streamId: options.streamId, blockId, ...input }, () => undefined);
      }
      this.#generated = null;
      this.prepare(this.clock.now() + this.#interval);
      this.clock.advance(this.#interval);
      await this.#until(() => this.#generated !== null);
      const { batchTime, submitted } = this.#generated ?? { batchTime: 0, submitted: false };
      if (submitted) await this.#until(() => this.#completed.delete(batchTime));
      // Whoever waits for the program hears of a failure before the next batch.
      await new Promise(setImmediate);
    }
    this.onEnd();
  }

  /** The generator and the jobs run on their own; each event is a chance to look. */
  async #until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.#stopped) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
