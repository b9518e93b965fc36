import type { ConditionFound } from '#engine/core';
import { type Clock, ManualClock } from './clock';
import type { BatchReport, StreamingEvent } from './listener';

/** A condition on the records that leave a node: a batch in which one meets it is the last before the run is held. */
export interface Breakpoint {
  readonly nodeId: string;
  /** An expression about `record` in the program's language; empty: any record. */
  readonly condition: string;
}

/** Why a run is held. */
export interface BreakpointHit extends ConditionFound {
  readonly nodeId: string;
  /** ms since the epoch */
  readonly batchTime: number;
  readonly condition: string;
}

export interface ControlState {
  /** No batch begins until it is told to. Receivers go on; what they receive waits in batches. */
  readonly held: boolean;
  /** Batches that were generated and have not begun. */
  readonly waiting: number;
  readonly hit: BreakpointHit | null;
  /** At a manual clock: the time of the next batch, ms since the epoch; null: the clock is the computer's. */
  readonly next: number | null;
}

/** What is controlled: a running StreamingContext. */
export interface ControlledRun {
  readonly clock: Clock;
  readonly batchInterval: number;
  /** Looks again whether a job may begin. */
  wake(): void;
}

/**
 * Holds a run between two batches and lets it on: by one batch, up to one, or for good. At a manual clock a batch is
 * generated when it is let on; at the computer's they are generated in time, and wait.
 */
export class RunControl {
  #run: ControlledRun | null = null;
  #held = false;
  /** Batches that may begin although it is held: so many, and those up to this time. */
  #steps = 0;
  #until = -Infinity;
  #hit: BreakpointHit | null = null;
  readonly #waiting = new Set<number>();
  #breakpoints: ReadonlyMap<string, string> = new Map();
  /** At a manual clock: a batch was generated and is not done. */
  #busy = false;
  /** Its streams have started. A script may take its time from making the context to that: orders wait meanwhile. */
  #started = false;

  /** @param changed called when the state is another */
  constructor(private readonly changed: () => void = () => undefined) {}

  attach(run: ControlledRun): void {
    this.#run = run;
  }

  get state(): ControlState {
    const { clock, batchInterval } = this.#run ?? {};
    const manual = clock instanceof ManualClock;
    return {
      held: manual ? !this.#goesOn : this.#held && !this.#goesOn,
      waiting: this.#waiting.size,
      hit: this.#hit,
      next: manual ? (Math.floor(clock.now() / batchInterval!) + 1) * batchInterval! : null,
    };
  }

  get #goesOn(): boolean {
    return this.#steps > 0 || (this.#run?.clock instanceof ManualClock ? this.#until > this.#run.clock.now() : [...this.#waiting].some((time) => time <= this.#until));
  }

  /** The condition on what leaves a node; undefined: there is none. */
  conditionOf(nodeId: string): string | undefined {
    return this.#breakpoints.get(nodeId);
  }

  /** Takes effect with the next batch that is generated. */
  setBreakpoints(breakpoints: readonly Breakpoint[]): void {
    this.#breakpoints = new Map(breakpoints.map(({ nodeId, condition }) => [nodeId, condition]));
  }

  /** The batch that runs now is finished; the next one waits. */
  hold(): void {
    this.#held = true;
    this.#stay();
    this.changed();
  }

  /** Goes on; at a manual clock there is nothing to go on by itself. */
  release(): void {
    this.#held = false;
    this.#hit = null;
    this.#stay();
    this.#wake();
  }

  /** Lets so many more batches run, then holds. */
  step(batches: number): void {
    this.#held = true;
    this.#hit = null;
    this.#steps += batches;
    this.#wake();
  }

  /** Lets batches run up to and with the one of `batchTime`, then holds. */
  runTo(batchTime: number): void {
    this.#held = true;
    this.#hit = null;
    this.#until = batchTime;
    this.#wake();
  }

  /** Whether the batch may begin now; asked once it is its turn. */
  admit(batchTime: number): boolean {
    if (!this.#held || this.#run?.clock instanceof ManualClock || batchTime <= this.#until) return true;
    if (this.#steps === 0) return false;
    this.#steps--;
    return true;
  }

  /** Has to hear all events of the run. */
  readonly listener = (event: StreamingEvent): void => {
    if (event.type === 'batchSubmitted') this.#waiting.add(event.info.batchTime);
    else if (event.type === 'batchStarted') this.#waiting.delete(event.info.batchTime);
    else if (event.type === 'batchCompleted') this.#completed(event.report);
    else if (event.type === 'streamingStopped') this.#stopped();
    else if (event.type === 'streamingStarted') this.#begun();
    else if (event.type === 'jobsGenerated' && !event.submitted) this.#ticked();
    else return;
    this.changed();
  };

  #begun(): void {
    this.#started = true;
    this.#ticked();
  }

  #stopped(): void {
    this.#started = false;
    this.#waiting.clear();
  }

  #completed(report: BatchReport): void {
    const hit = this.#hitIn(report);
    if (hit) {
      this.#held = true;
      this.#hit = hit;
      this.#stay();
    }
    this.#ticked();
  }

  /** The first in the order of the graph; RDDs of earlier batches were watched when they were made. */
  #hitIn({ info, rdds, tasks }: BatchReport): BreakpointHit | null {
    for (const { id, nodeId, batchTime } of rdds) {
      if (nodeId === null || batchTime !== info.batchTime || !this.#breakpoints.has(nodeId)) continue;
      const found = tasks.flatMap(({ observed }) => observed.flatMap((seen) => (seen.rdd === id && seen.found ? [seen.found] : [])));
      const first = found.find(({ error }) => error === null) ?? found[0];
      if (first) return { nodeId, batchTime, condition: this.#breakpoints.get(nodeId)!, ...first };
    }
    return null;
  }

  #stay(): void {
    this.#steps = 0;
    this.#until = -Infinity;
  }

  #wake(): void {
    this.changed();
    if (this.#run?.clock instanceof ManualClock) this.#tick();
    else this.#run?.wake();
  }

  /** One tick after the other: the next when the batch of the last is done. */
  #tick(): void {
    const { clock, batchInterval } = this.#run!;
    if (this.#busy || !this.#started || !(clock instanceof ManualClock) || !this.#goesOn) return;
    this.#busy = true;
    if (this.#steps > 0) this.#steps--;
    clock.advance(batchInterval);
  }

  #ticked(): void {
    this.#busy = false;
    // The listeners after this one hear of the batch before the next begins.
    if (this.#run?.clock instanceof ManualClock) setTimeout(() => this.#tick(), 0);
  }
}
