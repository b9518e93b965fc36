import { EngineError } from './errors';
import type { ExecutorProvider, LeasedExecutor, OutOfMemory } from './executor-provider';
import type { RddScope } from './dependency';
import type { FunctionDefinition, FunctionId, TaskDescription, TaskError, TaskResult } from './task';

export interface ScheduledTask {
  readonly description: TaskDescription;
  readonly functions: ReadonlySet<FunctionId>;
  /** The operator and batch of its last RDD. */
  readonly scope: RddScope;
  /** Executor on which it has to run; null: any. */
  readonly executorId: string | null;
  started(executorId: string): void;
  finished(result: TaskResult, executorId: string): void;
  /** The executor was lost with the task on it, or the context was stopped. */
  failed(error: EngineError, executorId: string | null): void;
}

/** What user code printed. */
export interface Printed {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly taskId: number | null;
  /** ms since the epoch; null outside of a stream. */
  readonly batchTime: number | null;
  /** Of the function that printed; of its task's last operator where that is not known. */
  readonly place: TaskError['place'];
}

interface Slot {
  readonly executor: LeasedExecutor;
  running: ScheduledTask | null;
}

/**
 * Hands tasks to executors, first come first served, one a slot at a time (org.apache.spark.scheduler.TaskScheduler in
 * local mode). Executors are started as the work asks for them, up to the number of slots: an idle `local[*]` on a
 * large machine costs one interpreter, not sixty-four.
 */
export class TaskScheduler {
  readonly #slots: Slot[] = [];
  readonly #queue: ScheduledTask[] = [];
  #stopped = false;
  #held = 0;
  #waitingForSlot: (() => void)[] = [];

  constructor(
    private readonly provider: ExecutorProvider,
    /** n of local[n] */
    private readonly slots: number,
    private readonly functionOf: (id: FunctionId) => FunctionDefinition,
    private readonly onPrint: (printed: Printed) => void,
    private readonly onLost: (executorId: string, reason: string) => void,
    /** Of an executor's memory, for what it keeps between tasks. */
    private readonly storageShare: number,
    private readonly onSpilled: (bytes: number) => void,
  ) {
    // The first one starts at once, so that its language is up when the first task comes.
    if (slots > 0) this.#addSlot();
  }

  /** Slots left for tasks after receivers took theirs; at 0 tasks wait for ever, as in Spark. */
  get taskSlots(): number {
    return Math.max(0, this.slots - this.#held);
  }

  /** A receiver holds a slot for as long as it runs. */
  holdSlots(count: number): void {
    this.#held += count;
    this.#dispatch();
    if (this.taskSlots > 0) for (const free of this.#waitingForSlot.splice(0)) free();
  }

  /** Resolves when there is a slot for tasks, as soon as a receiver ends where they hold all. */
  slotFree(): Promise<void> {
    return this.taskSlots > 0 ? Promise.resolve() : new Promise((resolve) => this.#waitingForSlot.push(resolve));
  }

  /** The executor on which small jobs run, so that their shuffles need no bytes. Null without slots. */
  get homeExecutor(): string | null {
    if (this.#slots.length === 0 && this.taskSlots > 0 && !this.#stopped) this.#addSlot();
    return this.#slots[0]?.executor.id ?? null;
  }

  /** Another job is on the home executor, or waits for it: with concurrent jobs, none has to wait for that one's end. */
  get homeIsBusy(): boolean {
    const home = this.#slots[0];
    return home !== undefined && (home.running !== null || this.#queue.some(({ executorId }) => executorId === home.executor.id));
  }

  submit(tasks: readonly ScheduledTask[]): void {
    if (this.#stopped) {
      for (const task of tasks) task.failed(new EngineError('job-cancelled', 'The SparkContext was stopped.'), null);
      return;
    }
    this.#queue.push(...tasks);
    this.#dispatch();
  }

  /** Nobody wants these any more: those that wait leave the queue, those that run are interrupted. */
  withdraw(tasks: readonly ScheduledTask[]): void {
    const gone = new Set(tasks);
    const kept = this.#queue.filter((task) => !gone.has(task));
    this.#queue.splice(0, this.#queue.length, ...kept);
    for (const { running, executor } of this.#slots) if (running && gone.has(running)) void executor.interrupt();
  }

  /** @param rdds those whose stored partitions go */
  forget(shuffles: readonly number[], functions: readonly FunctionId[], rdds: readonly number[]): void {
    for (const { executor } of this.#slots) {
      executor.forget(shuffles, functions, rdds);
      for (const id of functions) executor.functions.delete(id);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const error = new EngineError('job-cancelled', 'The SparkContext was stopped while the job ran.');
    for (const task of this.#queue.splice(0)) task.failed(error, null);
    await Promise.all(
      this.#slots.splice(0).map(({ executor, running }) => {
        running?.failed(error, executor.id);
        return this.provider.release(executor, running !== null);
      }),
    );
  }

  #addSlot(): void {
    const executor = this.provider.lease({
      result: (_id, result) => this.#onResult(slot, result),
      print: (_id, stream, text, place) => this.onPrint({ stream, text, ...this.#placeOf(place, slot.running) }),
      spilled: (_id, bytes) => this.onSpilled(bytes),
      lost: (_id, reason, outOfMemory) => this.#onSlotLost(slot, reason, outOfMemory),
    });
    executor.handle.limitStorage(this.storageShare);
    const slot: Slot = { executor, running: null };
    this.#slots.push(slot);
  }

  #placeOf({ functionId, line }: { readonly functionId: FunctionId | null; readonly line: number | null }, task: ScheduledTask | null): Omit<Printed, 'stream' | 'text'> {
    const place = functionId === null ? {} : this.functionOf(functionId)?.place;
    return {
      taskId: task?.description.taskId ?? null,
      batchTime: task?.scope.batchTime ?? null,
      place: { nodeId: task?.scope.nodeId ?? undefined, ...place, ...(line === null ? {} : { line }) },
    };
  }

  #dispatch(): void {
    for (const slot of this.#slots.slice(0, this.taskSlots)) {
      if (!slot.running) this.#runNext(slot);
    }
    // All busy and work is waiting that may run anywhere: one more executor, if there is a slot for it.
    if (this.#queue.some((task) => task.executorId === null) && this.#slots.length < this.taskSlots) {
      this.#addSlot();
      this.#runNext(this.#slots.at(-1)!);
    }
  }

  #runNext(slot: Slot): void {
    const index = this.#queue.findIndex((task) => task.executorId === null || task.executorId === slot.executor.id);
    if (index < 0) return;
    const task = this.#queue.splice(index, 1)[0]!;
    slot.running = task;
    const unsent = [...task.functions].filter((id) => !slot.executor.functions.has(id));
    for (const id of unsent) slot.executor.functions.add(id);
    task.started(slot.executor.id);
    slot.executor.run(unsent.map(this.functionOf), [task.description]);
  }

  #onResult(slot: Slot, result: TaskResult): void {
    const task = slot.running;
    if (!task || task.description.taskId !== result.taskId) return;
    slot.running = null;
    task.finished(result, slot.executor.id);
    this.#dispatch();
  }

  #onSlotLost(slot: Slot, reason: string, outOfMemory?: OutOfMemory): void {
    const index = this.#slots.indexOf(slot);
    if (index < 0) return;
    this.#slots.splice(index, 1);
    void this.provider.release(slot.executor, true);
    this.onLost(slot.executor.id, reason);
    const error = new EngineError('executor-lost', reason);
    const orphans = this.#queue.filter((task) => task.executorId === slot.executor.id);
    this.withdraw(orphans);
    // Tried again, it would take as much again.
    slot.running?.failed(outOfMemory ? memoryError(outOfMemory, reason) : error, slot.executor.id);
    for (const task of orphans) task.failed(error, slot.executor.id);
    this.#dispatch();
  }
}

function memoryError({ functionId }: OutOfMemory, reason: string): EngineError {
  const message = 'The executor reached its memory limit and was replaced. Does this function collect without end? If not: use more partitions, or do not hold a whole partition in one list.';
  return new EngineError('out-of-memory', `${message} ${reason}`, { task: { type: 'OutOfMemoryError', message, traceback: '', functionId, place: {}, rdd: null, record: null } });
}
