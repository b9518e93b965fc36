import { EngineError, type RDD } from '#engine/core';
import type { SavedRdd } from './checkpoint/checkpoint';
import type { Computation } from './computations/computation';
import { GeneratedRdds } from './generated-rdds';
import type { StreamingContext } from './streaming-context';

/** Spark checkpoints state at least so often by itself: ms (DStream.initialize). */
const CHECKPOINT_INTERVAL = 10_000;

/**
 * An RDD for each batch time, made when somebody asks and kept as long as somebody may ask again: what a DStream is but
 * for its operators. It holds no records; its computation only says how a batch's RDD is made of its parents' RDDs.
 */
export class RddSeries {
  /** The operation that the user wrote: "count", not the map and reduce that it is made of. */
  readonly operation: string;
  readonly nodeId: string | null;
  /** Node whose output wire this stream is. */
  outputOf: string | null = null;
  /** RDDs by batch time, as long as somebody may still ask for them. */
  readonly #generated = new GeneratedRdds();
  #zeroTime: number | null = null;
  #rememberDuration = 0;
  #checkpointDuration: number | null = null;
  #persisted: boolean;

  constructor(
    readonly ssc: StreamingContext,
    private readonly computation: Computation,
  ) {
    const scope = ssc.buildScope;
    this.operation = scope.operation;
    this.nodeId = scope.nodeId;
    this.#persisted = computation.persisted ?? false;
    ssc.graph.register(this);
  }

  /** What Spark calls its kind, such as "FileInputDStream". */
  get kind(): string {
    return this.computation.name;
  }

  get parents(): readonly RddSeries[] {
    return this.computation.parents;
  }

  /** ms between two RDDs of this stream */
  get slideDuration(): number {
    return this.computation.slideDuration;
  }

  // --- Life ---------------------------------------------------------------------------------------------------------

  /** Called once, when the context starts. */
  initialize(zeroTime: number): void {
    this.#zeroTime = zeroTime;
    if (this.computation.mustCheckpoint) {
      this.#checkpointDuration ??= this.slideDuration * Math.ceil(CHECKPOINT_INTERVAL / this.slideDuration);
    }
    const least = Math.max(this.slideDuration, (this.#checkpointDuration ?? 0) * 2, this.computation.remember ?? 0);
    this.remember(least);
  }

  /** Keeps RDDs for at least `duration` ms; a window asks its parent for the time that it looks back. */
  remember(duration: number): void {
    if (duration > this.#rememberDuration) this.#rememberDuration = duration;
    const { windowDuration = 0 } = this.computation;
    for (const parent of this.parents) parent.remember(this.#rememberDuration + windowDuration);
  }

  /** @throws EngineError `invalid-argument` with Spark's texts (DStream.validateAtStart) */
  validateAtStart(hasCheckpointDirectory: boolean): void {
    const interval = this.#checkpointDuration;
    if (interval === null) return;
    const require = (condition: boolean, text: string): void => {
      if (!condition) throw new EngineError('invalid-argument', `requirement failed: ${text}`);
    };
    const slide = this.slideDuration;
    const set = `The checkpoint interval for ${this.computation.name} has been set to`;
    require(hasCheckpointDirectory, 'The checkpoint directory has not been set. Please set it by StreamingContext.checkpoint().');
    require(interval >= slide, `${set} ${interval} ms which is lower than its slide time (${slide} ms). Please set it to at least ${slide} ms.`);
    // The two spaces and the missing word are Spark's.
    require(interval % slide === 0, `${set}  ${interval} ms which not a multiple of its slide time (${slide} ms). Please set it to a multiple of ${slide} ms.`);
  }

  /** Keeps each batch's RDD once it is computed, as long as the stream remembers it. */
  persist(): this {
    this.ssc.assertBuilding();
    this.#persisted = true;
    return this;
  }

  /** Saves an RDD every `interval` ms and forgets what it was computed from. */
  checkpoint(interval: number): this {
    this.ssc.assertBuilding();
    this.#persisted = true;
    this.#checkpointDuration = interval;
    return this;
  }

  // --- Batches ------------------------------------------------------------------------------------------------------

  /** The RDD of a batch, made at the first call and the same at every later one; null: this stream has none then. */
  getOrCompute(time: number): Promise<RDD | null> {
    const known = this.#generated.get(time);
    if (known) return known;
    if (!this.#isTimeValid(time)) return Promise.resolve(null);
    return this.#generated.add(time, this.#make(time));
  }

  async #make(time: number): Promise<RDD | null> {
    const scope = { name: this.operation, nodeId: this.nodeId, batchTime: time };
    const rdd = await this.computation.compute(time, this, (make) => this.ssc.sparkContext.withScope(scope, make));
    if (!rdd) return null;
    rdd.outputOf ??= this.outputOf;
    rdd.givenAt = time;
    if (this.outputOf !== null && rdd.outputOf === this.outputOf) rdd.condition = this.ssc.conditions.of(this.outputOf);
    if (this.#persisted) rdd.persist();
    if (this.#checkpointDuration !== null && (time - this.#zeroTime!) % this.#checkpointDuration === 0) rdd.checkpoint();
    return rdd;
  }

  /** RDDs that were made for the batches after `from`, up to `to`. */
  madeBetween(from: number, to: number): Promise<RDD[]> {
    return this.#generated.between(from, to);
  }

  /** RDDs from `from` to `to`, both included, at this stream's own times (DStream.slice). */
  async slice(from: number, to: number): Promise<RDD[]> {
    const zero = this.#zeroTime;
    if (zero === null) throw new EngineError('context-state', `${this.computation.name} has not been initialized`);
    const aligned = (time: number): number => zero + Math.floor((time - zero) / this.slideDuration) * this.slideDuration;
    const rdds: RDD[] = [];
    for (let time = aligned(from); time <= aligned(to); time += this.slideDuration) {
      const rdd = time >= zero ? await this.getOrCompute(time) : null;
      if (rdd) rdds.push(rdd);
    }
    return rdds;
  }

  get rememberDuration(): number {
    return this.#rememberDuration;
  }

  /** Its RDDs that are saved, for a checkpoint. */
  saved(): Promise<SavedRdd[]> {
    return this.#generated.saved();
  }

  /** The RDD of a batch, as it was before the program ended. */
  restore(time: number, rdd: RDD): void {
    this.#generated.restore(time, rdd);
  }

  inputState(): unknown {
    return this.computation.inputState?.() ?? null;
  }

  async restoreInput(state: unknown): Promise<void> {
    if (state === null) return;
    const rdds = await this.computation.restoreInput?.(state);
    for (const [time, rdd] of rdds ?? []) this.restore(time, rdd);
  }

  /** RDDs that somebody may still ask for. */
  remembered(): Promise<RDD[]> {
    return this.#generated.all();
  }

  /** Drops RDDs that no later batch can ask for; returns them. */
  clearMetadata(time: number): Promise<RDD[]> {
    const until = time - this.#rememberDuration;
    this.computation.forget?.(until);
    return this.#generated.dropUntil(until);
  }

  /** A stream is due after the zero time, at multiples of its slide from there (DStream.isTimeValid). */
  #isTimeValid(time: number): boolean {
    return this.#zeroTime !== null && time > this.#zeroTime && (time - this.#zeroTime) % this.slideDuration === 0;
  }
}
