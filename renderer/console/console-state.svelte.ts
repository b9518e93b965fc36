import type { ConsoleEntry } from '#api';
import { bridge } from '../bridge';

const MAX_ENTRIES = 2000;

/** An entry with a number that stays its own, so that a list of them is drawn anew only where it changed. */
export interface NumberedEntry extends ConsoleEntry {
  readonly id: number;
}

/** The console's text, collected whether or not it is in view. */
class ConsoleState {
  entries: readonly NumberedEntry[] = $state.raw([]);
  #last = 0;
  /** What came while the view stands still; null: it follows. */
  #unseen: ConsoleEntry[] | null = null;

  constructor() {
    // Asked before the first update can come: what is answered is older than what follows.
    const before = bridge.invoke('run.console', undefined);
    let early: ConsoleEntry[] | null = [];
    bridge.on('run.console', (entries) => (early ? early.push(...entries) : this.#add(entries)));
    void before.then((entries) => {
      this.#add([...entries, ...(early ?? [])]);
      early = null;
    });
  }

  /** Holds the text still, or shows what came meanwhile. */
  pause(paused: boolean): void {
    const unseen = this.#unseen ?? [];
    this.#unseen = paused ? unseen : null;
    if (!paused) this.#add(unseen);
  }

  #add(more: readonly ConsoleEntry[]): void {
    if (this.#unseen) return void (this.#unseen = [...this.#unseen, ...more].slice(-MAX_ENTRIES));
    this.entries = [...this.entries, ...more.slice(-MAX_ENTRIES).map((entry) => ({ ...entry, id: ++this.#last }))].slice(-MAX_ENTRIES);
  }

  clear(): void {
    this.entries = [];
  }
}

export const consoleState = new ConsoleState();
