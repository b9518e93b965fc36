import type { Receiver, ReceiverEvents, SocketReceiverOptions, StartSocketReceiver } from '#engine/sources';
import type { ManualClock, StreamingListener } from '#engine/streaming';

/** What one input gets in one batch: whole lines. */
export interface BatchInput {
  readonly bytes: Uint8Array;
  readonly records: number;
}

/** Says which input a socket stream reads from; undefined: it gets nothing. */
export type InputOf = (options: SocketReceiverOptions) => readonly BatchInput[] | undefined;

interface FedStream {
  readonly options: SocketReceiverOptions;
  readonly events: ReceiverEvents;
  readonly inputs: readonly BatchInput[];
}

/** A program may start a context after another has stopped: each gets the inputs from their beginning. */
interface FedContext {
  /** ms */
  readonly interval: number;
  /** Batches for which its queues have something. */
  readonly queued: number;
  readonly streams: readonly FedStream[];
  readonly completed: Set<number>;
  generated: { readonly batchTime: number; readonly submitted: boolean } | null;
  stopped: boolean;
}

/**
 * Runs a program at a manual clock: receivers get one prepared input a batch, and the clock moves on when the batch is
 * done. No waiting, no chance: the same input gives the same output.
 */
export class ManualFeed {
  #streams: FedStream[] = [];
  #context: FedContext | null = null;
  #wake: (() => void) | null = null;

  constructor(
    private readonly clock: ManualClock,
    private readonly inputOf: InputOf,
    /** Batches to run of each context; null: as many as its longest input or queue has. */
    private readonly batches: number | null,
    /** Called when all of a context have run. */
    private readonly onEnd: (batches: number) => void,
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
    const context = this.#context;
    if (event.type === 'streamingStarted') {
      this.#context = { interval: event.batchInterval, queued: event.queuedBatches, streams: this.#streams, completed: new Set(), generated: null, stopped: false };
      this.#streams = [];
      void this.#run(this.#context);
    } else if (!context) {
      return;
    } else if (event.type === 'jobsGenerated') {
      // Batches that a recovery runs again are not the one that is waited for.
      if (event.batchTime > this.clock.now() - context.interval) context.generated = event;
      this.#wake?.();
    } else if (event.type === 'batchCompleted') {
      context.completed.add(event.report.info.batchTime);
      this.#wake?.();
    } else if (event.type === 'streamingStopped') {
      context.stopped = true;
      this.#wake?.();
    }
  };

  async #run(context: FedContext): Promise<void> {
    const { interval, streams, queued } = context;
    // The program's start() has to return first.
    await Promise.resolve();
    const count = this.batches ?? Math.max(queued, ...streams.map(({ inputs }) => inputs.length));
    for (let batch = 0; batch < count && !context.stopped; batch++) {
      for (const { options, events, inputs } of streams) {
        const input = inputs[batch];
        const blockId = `input-${options.streamId}-${this.clock.now()}`;
        if (input && input.records > 0) events.block({ streamId: options.streamId, blockId, ...input }, () => undefined);
      }
      context.generated = null;
      this.prepare(this.clock.now() + interval);
      this.clock.advance(interval);
      await this.#until(context, () => context.generated !== null);
      const { batchTime, submitted } = context.generated ?? { batchTime: 0, submitted: false };
      if (submitted) await this.#until(context, () => context.completed.delete(batchTime));
      // Whoever waits for the program hears of a failure before the next batch.
      await new Promise(setImmediate);
    }
    if (!context.stopped || this.#context === context) this.onEnd(count);
  }

  /** The generator and the jobs run on their own; each event is a chance to look. */
  async #until(context: FedContext, condition: () => boolean): Promise<void> {
    while (!condition() && !context.stopped) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
