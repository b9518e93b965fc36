import type { ExecutorLanguage } from '../executor/protocol';
import type { ExecutorProvider, LeasedExecutorEvents, OutOfMemory } from '../core/executor-provider';
import type { FunctionDefinition, TaskDescription, TaskResult } from '../core/task';
import { within } from '../core/within';
import type { ExecutorHandle, ExecutorHost } from './executor-host';
import { SpilledBlocks } from './spilled-blocks';

/** ms that a task which nobody wants any more has to break off. */
const PATIENCE = 250;

/**
 * Keeps executors warm between runs: Python takes a third of a second to come up, a run should not wait for it twice.
 * A leased executor belongs to one SparkContext until it is given back.
 */
export class ExecutorPool {
  readonly #idle: PooledExecutor[] = [];
  readonly #leased = new Map<string, PooledExecutor>();
  #started = 0;
  #lastId = 0;
  #closed = false;

  constructor(readonly host: ExecutorHost) {}

  /** Ids of functions and shuffles: unique among all contexts that share these executors. */
  nextId(): number {
    return ++this.#lastId;
  }

  /** Starts executors ahead of need, so that `count` of this language are idle. */
  warm(language: ExecutorLanguage, count: number): void {
    const idle = this.#idle.filter((executor) => executor.language === language).length;
    for (let i = idle; i < count; i++) this.#idle.push(this.#start(language));
  }

  /** A warm executor if there is one, else a new one; its `ready` may still be pending. */
  lease(language: ExecutorLanguage, events: LeasedExecutorEvents): PooledExecutor {
    const index = this.#idle.findIndex((executor) => executor.language === language);
    const executor = index >= 0 ? this.#idle.splice(index, 1)[0]! : this.#start(language);
    executor.attach(events);
    this.#leased.set(executor.id, executor);
    return executor;
  }

  /** The executors of one language, as a SparkContext takes them. */
  of(language: ExecutorLanguage): ExecutorProvider {
    return {
      nextId: () => this.nextId(),
      language,
      lease: (events) => this.lease(language, events),
      release: (executor, busy) => this.release(executor, busy),
    };
  }

  /** Gives an executor back. A task that still runs there is interrupted; nobody would read its result. */
  async release({ id }: { readonly id: string }, busy: boolean): Promise<void> {
    const executor = this.#leased.get(id);
    if (!executor) return;
    this.#leased.delete(id);
    executor.attach(null);
    if (executor.lost) return executor.handle.terminate();
    // One that is still coming up cannot be interrupted; the next run need not wait until it has done this one's work.
    if (busy && !executor.isUp) await executor.handle.terminate();
    else if (!busy || (await executor.interrupt())) {
      executor.clear();
      this.#idle.push(executor);
      return;
    }
    // A spare for the next run, so that it does not wait for its language.
    if (!this.#closed) this.warm(executor.language, 1);
  }

  /** An idle executor for a question such as `check`; started if there is none. */
  borrow(language: ExecutorLanguage): ExecutorHandle {
    this.warm(language, 1);
    return this.#idle.find((executor) => executor.language === language)!.handle;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#idle.length = 0;
    // Nobody waits for them any more: that they end is no loss to tell.
    for (const executor of this.#leased.values()) executor.attach(null);
    await this.host.close();
  }

  #start(language: ExecutorLanguage): PooledExecutor {
    return new PooledExecutor(this.host, `executor-${this.#started++}`, language, (lost) => {
      const index = this.#idle.indexOf(lost);
      if (index >= 0) this.#idle.splice(index, 1);
    });
  }
}

/** An executor whose events go to its present leaseholder. */
export class PooledExecutor {
  readonly handle: ExecutorHandle;
  /** Ids of the functions that it has been sent; ids are unique for the process's life. */
  readonly functions = new Set<number>();
  lost = false;
  isUp = false;
  readonly #spilled = new SpilledBlocks();
  #events: LeasedExecutorEvents | null = null;
  #interrupting: Promise<boolean> | null = null;
  #interrupted: ((free: boolean) => void) | null = null;

  constructor(
    host: ExecutorHost,
    readonly id: string,
    readonly language: ExecutorLanguage,
    private readonly onLost: (executor: PooledExecutor) => void,
  ) {
    this.handle = host.start(id, language, {
      result: (executorId: string, result: TaskResult) => {
        this.#interrupted?.(true);
        this.#events?.result(executorId, result);
      },
      print: (executorId, stream, text, place) => this.#events?.print(executorId, stream, text, place),
      spilled: (executorId, blocks) => this.#events?.spilled(executorId, this.#spilled.add(blocks)),
      lost: (_executorId, reason, outOfMemory) => this.#lost(reason, outOfMemory),
    });
    this.handle.ready.then(
      () => (this.isUp = true),
      (error: unknown) => this.#lost(`Executor ${id} could not start: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  /**
   * Breaks off the task that runs. What does not listen to that (a loop in JavaScript, one long call into C) is ended
   * with its executor, which is then told as lost.
   * @returns true if the executor is free again
   */
  interrupt(): Promise<boolean> {
    this.#interrupting ??= this.#breakOff().finally(() => (this.#interrupting = null));
    return this.#interrupting;
  }

  async #breakOff(): Promise<boolean> {
    const ended = new Promise<boolean>((resolve) => (this.#interrupted = resolve));
    // Its task waits for the language, as the next one would.
    await this.handle.ready.catch(() => undefined);
    if (this.lost) return false;
    this.handle.interrupt();
    const free = await within(PATIENCE, ended);
    this.#interrupted = null;
    if (free || this.lost) return free;
    await this.handle.terminate();
    this.#lost(`Executor ${this.id} was ended: its task was no longer wanted and did not stop within ${PATIENCE} ms.`);
    return false;
  }

  #lost(reason: string, outOfMemory?: OutOfMemory): void {
    if (this.lost) return;
    this.lost = true;
    this.#spilled.clear();
    this.#interrupted?.(false);
    this.onLost(this);
    this.#events?.lost(this.id, reason, outOfMemory);
  }

  run(functions: readonly FunctionDefinition[], tasks: readonly TaskDescription[]): void {
    if (this.#spilled.isUnneededBy(tasks)) return this.handle.run(functions, tasks, []);
    this.#spilled.take(tasks).then(
      (restored) => this.handle.run(functions, tasks, restored),
      async (error: unknown) => {
        await this.handle.terminate();
        this.#lost(`What executor ${this.id} had put on disk cannot be read: ${String(error)}`);
      },
    );
  }

  forget(shuffles: readonly number[], functions: readonly number[], rdds: readonly number[]): void {
    this.#spilled.forget(shuffles, rdds);
    this.handle.forget(shuffles, functions, rdds);
  }

  /** Forgets what it keeps: its context is gone. */
  clear(): void {
    this.#spilled.clear();
    this.handle.clear();
  }

  attach(events: LeasedExecutorEvents | null): void {
    this.#events = events;
  }
}
