import type { OpenScript, PlacedNode, SaveResult } from '#api';
import { type Command, CommandRefused, isDrawn, type Pipeline } from '#engine/model';
import { applyToScript, editBetween, pipelineOfScript, scriptOf } from '#engine/pyspark';
import { bridge } from '../bridge';
import type { Places } from './move-steps';
import { readGraph } from './read-graph';
import { placedWhereNew } from '../editor/place-nodes';
import { asLeft, placesToKeep } from './script-places';
import { joinCommandLine, likelyValue, splitCommandLine, wantedArguments } from './script-arguments';

/** Undo and redo of the editor that shows the script. */
interface EditorHistory {
  /** Puts another text in, as a step that can be undone. */
  replace(text: string): void;
  /** Changes only what differs. @param begins a step of its own; otherwise it goes on with the one before */
  change(text: string, begins: boolean): void;
  /** Nodes stand elsewhere: a step as well. */
  moved(from: Places, to: Places, begins: boolean): void;
  undo(): void;
  redo(): void;
}

/** Main is told of typing at most this often, ms. */
const TELL_INTERVAL = 200;
/** Of longer scripts, in characters, the graph is read beside the window and changed in the text alone. */
const LONGEST_EDITED = 150_000;
/** The text is read again when typing pauses this long, ms. */
const READ_DELAY = 500;

/** An open script: its text, and what it is run with. */
export class ScriptDocument {
  text: string = $state('');
  #saved: string = $state('');
  folders: readonly string[] = $state.raw([]);
  /** Values by the argument's position; one line of all where the script's own names are not known. */
  values: readonly string[] = $state.raw([]);
  /** The text as a pipeline: a change of it is one of the text. Null where it is too long, or makes no streams that can be read. */
  pipeline: Pipeline | null = $state.raw(null);
  /** As the text has it; what a run makes of it may be more. */
  graph: Pipeline | null = $state.raw(null);
  canUndo = $state(false);
  canRedo = $state(false);
  editor: EditorHistory | null = null;
  /** It was run before with these arguments: they need not be asked for. */
  #given: boolean;
  #mergeKey: string | null = null;
  /** The graph as it was left the last time; null: the user arranged nothing, and all of it is arranged anew. */
  #left: Pipeline | null;
  #toldPlaces: string;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #reading: ReturnType<typeof setTimeout> | null = null;

  constructor({ text, arguments: last, folders, places }: OpenScript, private readonly name: string, modified: boolean, port: number, private readonly onRead: () => void) {
    this.text = text;
    // What a restored document was saved as is not known here; it is not what it is now.
    this.#saved = modified ? '\0' : text;
    this.folders = folders;
    this.#left = asLeft(places);
    this.#toldPlaces = JSON.stringify(places);
    void this.#read();
    this.#given = last.length > 0;
    const names = wantedArguments(text)?.names ?? [];
    this.values = names.length > 0 ? names.map((name, index) => last[index] ?? likelyValue(name, port)) : last.length > 0 ? [joinCommandLine(last)] : [''];
  }

  readonly dirty: boolean = $derived(this.text !== this.#saved);
  readonly wanted = $derived(wantedArguments(this.text));

  /** As sys.argv gets them, without the script's name. */
  get arguments(): string[] {
    if (!this.wanted) return [];
    if (this.wanted.names.length === 0) return splitCommandLine(this.values[0] ?? '');
    const given = this.wanted.names.map((_, index) => this.values[index] ?? '');
    // Those at the end that were left empty are left out.
    while (given.at(-1) === '') given.pop();
    return given;
  }

  /** Whether the user should see the arguments before the script runs. */
  get mustAsk(): boolean {
    return this.wanted !== null && (!this.#given || this.wanted.names.some((_, index) => (this.values[index] ?? '') === ''));
  }

  setValue(index: number, value: string): void {
    this.values = Array.from({ length: Math.max(this.values.length, index + 1) }, (_, at) => (at === index ? value : (this.values[at] ?? '')));
  }

  markGiven(): void {
    this.#given = true;
  }

  type(text: string): void {
    this.text = text;
    if (this.#reading) clearTimeout(this.#reading);
    this.#reading = setTimeout(() => void this.#read(), READ_DELAY);
    this.#timer ??= setTimeout(() => this.tell(), TELL_INTERVAL);
  }

  async #read(): Promise<void> {
    if (this.text.length <= LONGEST_EDITED) {
      this.#follow();
      if (this.pipeline) return;
    }
    this.pipeline = null;
    const graph = await readGraph(this.text, this.name);
    if (graph !== 'superseded') this.graph = graph;
  }

  /** The pipeline after what was typed; while that is no Python its nodes stay as they were. */
  #follow(): void {
    const before = this.pipeline;
    const edit = before && editBetween(scriptOf(before).text, this.text);
    if (before && !edit) return;
    const read = before && edit ? applyToScript(before, { kind: 'editScript', edits: [edit] }) : pipelineOfScript(this.text, this.name, 'lines', this.#left);
    this.pipeline = read.nodes.length > 0 ? applyToScript(read, { kind: 'moveNodes', positions: placedWhereNew(read) }) : null;
    this.#keepPlaces();
    this.onRead();
  }

  /**
   * A change of the graph, as the smallest change of the text.
   * @param mergeKey changes with the same one after each other are one step
   * @throws CommandRefused for one that the text cannot say
   */
  edit(command: Command, mergeKey: string | null): void {
    this.#follow();
    if (!this.pipeline) return;
    if (isDrawn(command) && command.kind !== 'moveNodes') throw new CommandRefused('Groups, notes and widgets are kept in pipelines (.dstream); a script has no place for them.');
    const begins = mergeKey === null || mergeKey !== this.#mergeKey;
    if (command.kind === 'moveNodes') {
      const before = new Map(Object.entries(this.pipeline.layout.nodes));
      const to = new Map(command.positions.map(({ id, at }) => [id, at]));
      this.place(to);
      this.editor?.moved(new Map([...before].filter(([id]) => to.has(id))), to, begins);
      this.#mergeKey = mergeKey;
      return;
    }
    const after = applyToScript(this.pipeline, command);
    const { text } = scriptOf(after);
    this.pipeline = after;
    this.#keepPlaces();
    if (text === this.text) return;
    if (this.editor) this.editor.change(text, begins);
    else this.type(text);
    this.#mergeKey = mergeKey;
  }

  /** Puts nodes elsewhere, those of them that are still there. */
  place(places: Places): void {
    if (!this.pipeline) return;
    const positions = this.pipeline.nodes.flatMap(({ id }) => (places.has(id) ? [{ id, at: places.get(id)! }] : []));
    this.pipeline = applyToScript(this.pipeline, { kind: 'moveNodes', positions });
    this.#left = this.pipeline;
    this.#keepPlaces();
  }

  /** Once the user has arranged the graph it is found again as it is left. */
  #keepPlaces(): void {
    if (!this.#left || !this.pipeline) return;
    this.#left = this.pipeline;
    const nodes = placesToKeep(this.pipeline);
    if (JSON.stringify(nodes) !== this.#toldPlaces) this.#tellPlaces(nodes);
  }

  #tellPlaces(nodes: PlacedNode[]): void {
    this.#toldPlaces = JSON.stringify(nodes);
    void bridge.invoke('script.placed', { nodes });
  }

  /** The next change of the graph is a step of its own. */
  seal(): void {
    this.#mergeKey = null;
  }

  /** Main keeps what is typed, and marks the window. */
  tell(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    void bridge.invoke('script.changed', { text: this.text, modified: this.dirty });
  }

  /** The file was changed by another program: its text is here now, and undo brings the old one back. */
  reload(text: string): void {
    this.#saved = text;
    if (this.editor) this.editor.replace(text);
    else this.type(text);
    this.tell();
  }

  /** The file holds something else than what is here. */
  keepMine(): void {
    this.#saved = '\0';
    this.tell();
  }

  /** Another text takes its place, as a step that can be undone. */
  change(text: string): void {
    if (this.editor) this.editor.replace(text);
    else this.type(text);
    this.tell();
  }

  async save(as: boolean): Promise<SaveResult> {
    const { text } = this;
    const result = await bridge.invoke('script.save', { text, as });
    if (result.saved) {
      this.#saved = text;
      // It may have another name now.
      if (this.#left) this.#tellPlaces(placesToKeep(this.#left));
    }
    // Main may have been told of typing while it wrote, when nothing was saved yet: it hears now how it is.
    this.tell();
    return result;
  }

  async grantFolder(): Promise<void> {
    const granted = await bridge.invoke('script.grantFolder', undefined);
    if (granted) this.folders = granted.folders;
  }
}
