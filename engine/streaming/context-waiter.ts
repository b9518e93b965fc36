import { EngineError, LONGEST_TIMER, type TaskError } from '#engine/core';

/** Who waits for a context's end, and the last failure of a batch (org.apache.spark.streaming.ContextWaiter). */
export class ContextWaiter {
  #error: TaskError | null = null;
  readonly #waiting = new Set<() => void>();

  get error(): TaskError | null {
    return this.#error;
  }

  /** @param wake false: whoever waits hears of it at the next `wakeAll` */
  failed(error: TaskError, wake = true): void {
    this.#error = error;
    if (wake) this.wakeAll();
  }

  wakeAll(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /**
   * Waits until it is woken; not at all after a failure.
   * @param timeout ms; null or negative: without limit
   * @throws EngineError with the last failure, and again at each later call
   */
  async wait(timeout: number | null): Promise<void> {
    if (this.#error === null) await this.#woken(timeout);
    if (this.#error) throw this.#failure(this.#error);
  }

  /** @throws EngineError with the last failure */
  check(): void {
    if (this.#error) throw this.#failure(this.#error);
  }

  async #woken(timeout: number | null): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      const timeIsUp = (): void => {
        this.#waiting.delete(resolve);
        resolve();
      };
      if (timeout !== null && timeout >= 0) timer = setTimeout(timeIsUp, Math.min(timeout, LONGEST_TIMER));
    });
    clearTimeout(timer);
  }

  #failure(error: TaskError): EngineError {
    return new EngineError('task-failed', `${error.type}: ${error.message}`, { task: error });
  }
}
