import { powerSaveBlocker } from 'electron';

/** The computer does not fall asleep while a window runs something. */
export class KeepAwake {
  readonly #running = new Set<string>();
  #blocker: number | null = null;

  /** @param name of the window */
  set(name: string, isRunning: boolean): void {
    if (isRunning) this.#running.add(name);
    else this.#running.delete(name);
    if (this.#running.size > 0) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }
}
