import type { ExecutorLanguage } from '../executor/protocol';
import type { ExecutorProvider } from '../core/executor-provider';
import type { TaskResult } from '../core/task';
import type { ExecutorHandle, ExecutorHost, ExecutorHostEvents } from './executor-host';

/**
 * Keeps executors warm between runs: Python takes a third of a second to come up, a run should not wait for it twice.
 * A leased executor belongs to one SparkContext until it is given back.
 */
export class ExecutorPool {
  readonly #idle: PooledExecutor[] = [];
  readonly #leased = new Map<string, PooledExecutor>();
  #started = 0;
  #lastId = 0;

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
  lease(language: ExecutorLanguage, events: ExecutorHostEvents): PooledExecutor {
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
      lease: (events) => this.lease(language, events),
      release: (executor, busy) => this.release(executor, busy),
    };
  }

  /** Gives an executor back. One that is busy is ended instead: nobody would read its result. */
  async release({ id }: { readonly id: string }, busy: boolean): Promise<void> {
    const executor = this.#leased.get(id);
    if (!executor) return;
    this.#leased.delete(id);
    executor.attach(null);
    if (busy || executor.lost) await executor.handle.terminate();
    else this.#idle.push(executor);
  }

  /** An idle executor for a question such as `check`; started if there is none. */
  borrow(language: ExecutorLanguage): ExecutorHandle {
    this.warm(language, 1);
    return this.#idle.find((executor) => executor.language === language)!.handle;
  }

  async close(): Promise<void> {
    this.#idle.length = 0;
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
  #events: ExecutorHostEvents | null = null;

  constructor(
    host: ExecutorHost,
    readonly id: string,
    readonly language: ExecutorLanguage,
    onLost: (executor: PooledExecutor) => void,
  ) {
    const lost = (reason: string): void => {
      if (this.lost) return;
      this.lost = true;
      onLost(this);
      this.#events?.lost(id, reason);
    };
    this.handle = host.start(id, language, {
      result: (executorId: string, result: TaskResult) => this.#events?.result(executorId, result),
      print: (executorId, stream, text) => this.#events?.print(executorId, stream, text),
      lost: (_executorId, reason) => lost(reason),
    });
    this.handle.ready.catch((error: unknown) =>
      lost(`Executor ${id} could not start: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  attach(events: ExecutorHostEvents | null): void {
    this.#events = events;
  }
}
