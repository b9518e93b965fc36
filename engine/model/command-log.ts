import { apply, type Command } from './commands';
import type { Pipeline } from './pipeline';

interface Entry {
  readonly command: Command;
  readonly label: string;
  /** Commands with the same key that follow each other are one entry: typing in one field. */
  readonly mergeKey: string | null;
  readonly before: Pipeline;
  readonly after: Pipeline;
  /** Never given twice, so that "saved" cannot be mistaken after an undo and another edit. */
  readonly version: number;
}

/** What a command does. */
export type Change = (pipeline: Pipeline, command: Command) => Pipeline;

/** A step of the log as a person sees it. */
export interface LogEntry {
  readonly label: string;
  /** False for what was undone and can be redone. */
  readonly done: boolean;
  /** Just after it the document was saved. */
  readonly saved: boolean;
}

/**
 * The one log of a document: undo, redo and dirty are read from it. Pipelines are immutable and share what did not
 * change, so that keeping each entry's before and after costs little.
 */
export class CommandLog {
  #entries: Entry[] = [];
  /** Entries that are done; those after it can be redone. */
  #position = 0;
  #lastVersion = 0;
  #savedVersion = 0;

  /** @param change what a command does; that of `engine/pyspark` takes a script's text along */
  constructor(
    private readonly initial: Pipeline,
    private readonly change: Change = apply,
  ) {}

  get pipeline(): Pipeline {
    return this.#entries[this.#position - 1]?.after ?? this.initial;
  }

  /**
   * Does a command and returns the pipeline after it; one that changes nothing is not logged.
   * @throws CommandRefused
   */
  execute(command: Command, label: string, mergeKey: string | null = null): Pipeline {
    const before = this.pipeline;
    const after = this.change(before, command);
    if (after === before) return before;
    const last = this.#entries[this.#position - 1];
    const merges = mergeKey !== null && last?.mergeKey === mergeKey && this.#position === this.#entries.length && last.version !== this.#savedVersion;
    this.#entries.length = merges ? this.#position - 1 : this.#position;
    this.#entries.push({ command, label, mergeKey, before: merges ? last.before : before, after, version: ++this.#lastVersion });
    this.#position = this.#entries.length;
    return after;
  }

  /** Ends the merging of typing: the next command makes an entry of its own. */
  seal(): void {
    const last = this.#entries[this.#position - 1];
    if (last) this.#entries[this.#position - 1] = { ...last, mergeKey: null };
  }

  undo(): Pipeline {
    if (this.#position > 0) this.#position--;
    return this.pipeline;
  }

  redo(): Pipeline {
    if (this.#position < this.#entries.length) this.#position++;
    return this.pipeline;
  }

  /** Steps that are done. */
  get position(): number {
    return this.#position;
  }

  /** All steps, the oldest first. */
  get entries(): LogEntry[] {
    return this.#entries.map(({ label, version }, index) => ({ label, done: index < this.#position, saved: version === this.#savedVersion }));
  }

  /** What undo would take back; null: nothing. */
  get undoLabel(): string | null {
    return this.#entries[this.#position - 1]?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.#entries[this.#position]?.label ?? null;
  }

  /** The present state is the file's. Nothing is forgotten: undo works across a save. */
  markSaved(): void {
    this.#savedVersion = this.#version;
  }

  /** Unsaved from the start: a restored document that differs from its file. */
  markUnsaved(): void {
    this.#savedVersion = -1;
  }

  get dirty(): boolean {
    return this.#version !== this.#savedVersion;
  }

  get #version(): number {
    return this.#entries[this.#position - 1]?.version ?? 0;
  }
}
