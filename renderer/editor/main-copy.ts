import type { Pipeline } from '#engine/model';
import { bridge } from '../bridge';

/** Passing a large pipeline on takes half a frame: while one types it is done this often, ms. */
const INTERVAL = 200;

/** The main process's copy of the document. It has each step at once in the log besides, so that a crash loses none. */
export class MainCopy {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #waiting: Pipeline | null = null;
  #modified: boolean | null = null;
  #last = -Infinity;

  /**
   * At once where it becomes a changed document or one as it was saved, since the window asks about that when it is
   * closed; else in a task of its own, and not too often.
   */
  tell(pipeline: Pipeline, modified: boolean): void {
    if (modified !== this.#modified) return this.#pass(pipeline, modified);
    this.#waiting = pipeline;
    this.#timer ??= setTimeout(() => this.#waiting && this.#pass(this.#waiting, modified), Math.max(0, this.#last + INTERVAL - performance.now()));
  }

  /** Another document is here, or main is told of this one in another way. */
  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    [this.#timer, this.#waiting, this.#modified] = [null, null, null];
  }

  #pass(pipeline: Pipeline, modified: boolean): void {
    this.forget();
    [this.#modified, this.#last] = [modified, performance.now()];
    void bridge.invoke('document.changed', { pipeline, modified });
  }
}
