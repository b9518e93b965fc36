import { type CodePiece, CommandLog, CommandRefused, type Command, groupsOf, isScriptGraph, journalLine, type JournalLine, type LogEntry, notesOf, type Pipeline, type PipelineNode, type Problem, readJournal, validatePipeline } from '#engine/model';
import { applyToScript, openPipeline, readingOf, scriptProblems } from '#engine/pyspark';
import type { OpenDocument, TrialScript } from '#api';
import { bridge } from '../bridge';
import { consoleState } from '../console/console-state.svelte';
import { ScriptDocument } from '../script/script-document.svelte';
import { placedAs } from '../script/script-places';
import { breakpoints } from '../run/breakpoints.svelte';
import { selection } from '../selection.svelte';
import { MainCopy } from './main-copy';
import { arranged } from './place-nodes';

/** Checking waits until typing pauses, ms. */
const VALIDATION_DELAY = 250;
/** What scripts of the course read from. */
const USUAL_PORT = 9999;

/** Of a larger file without places the nodes stand in rows, until Arrange is asked for: placing them takes seconds. */
const MOST_PLACED = 400;

/** A script's graph stands nowhere by itself, and neither does one that was written by hand. */
function placed(graph: Pipeline): Pipeline {
  if (graph.nodes.length === 0 || Object.keys(graph.layout.nodes).length > 0) return graph;
  return { ...graph, layout: { nodes: Object.fromEntries(arranged(graph).map(({ id, at }) => [id, at] as const)) } };
}

/** What mends what was refused, as one step. */
export interface Offer {
  readonly title: string;
  readonly command: Command;
}

/** The log of the last time; null where there is none that can be read. */
function restored(journal: string | null): CommandLog | null {
  if (journal === null) return null;
  try {
    return readJournal(journal, applyToScript);
  } catch (error) {
    // The document itself is kept apart from its log, and is there in any case.
    console.warn('The steps of the last time cannot be read:', error);
    return null;
  }
}

/** The open document: its pipeline, its one command log, and what is wrong with it. */
class DocumentState {
  #log = $state.raw(new CommandLog({ dstream: 1, name: '', language: 'python', master: 'local[2]', batchInterval: 1000, settings: {}, nodes: [], edges: [], code: [], layout: { nodes: {} } }));
  /** Raised with each change of the log, which is no reactive object itself. */
  #version = $state(0);
  /**
   * The graph of a recorded run, looked at instead of the document. What is changed in it is tried out in a replay; the
   * document stays as it is.
   */
  #recorded: { readonly runId: number; readonly original: Pipeline; readonly log: CommandLog } | null = $state.raw(null);
  readonly #mainCopy = new MainCopy();
  path: string | null = $state(null);
  /** The script that is open instead of a pipeline. */
  script: ScriptDocument | null = $state.raw(null);
  /** Told by the run. */
  isRunning = $state(false);
  /** The graph that a script's run turned out to have. */
  #runGraph: Pipeline | null = $state.raw(null);
  problems: readonly Problem[] = $state.raw([]);
  /** Problems that only the attempt to run told, until the next change. */
  runProblems: readonly Problem[] = $state.raw([]);
  /** The usual mistakes that the run shows. */
  explanations: readonly Problem[] = $state.raw([]);
  /** The same of the recorded batch that is open. */
  batchExplanations: readonly Problem[] = $state.raw([]);
  /** A sentence to show until it is dismissed. */
  notice: string | null = $state(null);
  /** Another program changed the file, or took it away. */
  onDisk: 'changed' | 'gone' | null = $state(null);
  /** A recorded script that is not open, as it was changed for a replay; null: as it ran. */
  triedText: string | null = $state(null);
  /** The notice tells what was refused: the next step that is done makes it old. */
  #isRefusal = false;
  /** Beside the notice: what would make it possible. */
  offer: Offer | null = $state.raw(null);
  loaded = $state(false);
  /** Raised when another document is opened, for what has to begin anew. */
  generation = $state(0);
  /** Called when another document is opened. */
  onLoad: () => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Of an open script: what its run made, unless the text was changed since; else what its text says. */
  readonly #scriptGraph: Pipeline | null = $derived.by(() => {
    if (this.#recorded || !this.script) return null;
    const { graph, text, pipeline } = this.script;
    const isCurrent = this.#runGraph !== null && (this.isRunning || this.#runGraph.code[0]?.text === text);
    return isCurrent || !(pipeline ?? graph) ? this.#runGraph : (pipeline ?? placed(graph!));
  });

  /** What the canvas shows: a recorded run's graph, that of a script's run, or the document. */
  readonly pipeline: Pipeline = $derived((this.#version, this.#scriptGraph ?? this.#shown.pipeline));
  readonly #byId: ReadonlyMap<string, PipelineNode> = $derived(new Map(this.pipeline.nodes.map((node) => [node.id, node])));
  readonly undoLabel: string | null = $derived(this.#typed ? (this.#typed.canUndo ? 'typing' : null) : (this.#version, this.#shown.undoLabel));
  readonly redoLabel: string | null = $derived(this.#typed ? (this.#typed.canRedo ? 'typing' : null) : (this.#version, this.#shown.redoLabel));
  /** All steps of the log, the oldest first. */
  readonly steps: readonly LogEntry[] = $derived((this.#version, this.#shown.entries));
  readonly dirty: boolean = $derived(this.script ? this.script.dirty : (this.#version, this.#log.dirty));

  /** The graph in view is a script's text: what is changed in one is changed in the other. */
  readonly editsText: boolean = $derived(this.script !== null && this.script.pipeline !== null && this.#scriptGraph === this.script.pipeline);

  /** The graph in view is one that a script's run made, or of a long text: it is looked at, not edited. */
  readonly isScriptGraph: boolean = $derived(this.#recorded ? isScriptGraph(this.#recorded.original) : this.script !== null && !this.editsText);

  /** The graph of a script's last run is in view, and that of its text can be. */
  readonly canEditText: boolean = $derived(this.isScriptGraph && !this.#recorded && !this.isRunning && this.script?.pipeline != null);

  /** The graph in view is that of a script's text, not of a run. */
  readonly isReadFromText: boolean = $derived(this.#scriptGraph !== null && this.#scriptGraph !== this.#runGraph);

  /** What the window is called after. */
  readonly fileName: string = $derived(this.script ? (this.path?.split(/[\\/]/).at(-1) ?? '') : this.pipeline.name);

  /** The script, while what is typed goes there. */
  get #typed(): ScriptDocument | null {
    return this.#recorded ? null : this.script;
  }

  /** The graph as it ran, while a recorded batch is open; null: live. */
  readonly recordedPipeline: Pipeline | null = $derived(this.#recorded?.original ?? null);

  /** The script that the recorded batch in view ran; null: it was a pipeline. */
  readonly recordedScript: CodePiece | null = $derived(this.#recorded && isScriptGraph(this.#recorded.original) ? (this.#recorded.original.code[0] ?? null) : null);

  /** The script whose text is in view: that of a recorded batch is the open one, or is shown by itself. */
  readonly shownScript: ScriptDocument | null = $derived(this.#recorded && this.recordedScript?.path !== this.path ? null : this.script);

  /** What a replay compares with the recorded graph: the graph in view, or the text of the script in view. */
  readonly tried: Pipeline = $derived.by(() => {
    const { recordedScript } = this;
    if (!recordedScript) return this.pipeline;
    return { ...this.pipeline, code: [{ ...recordedScript, text: this.shownScript?.text ?? this.triedText ?? recordedScript.text }] };
  });

  /** The script in view as it is now, as a node of its graph is tried with it; null: it is a pipeline. */
  readonly triedScript: TrialScript | null = $derived.by(() => {
    const { recordedScript, script, path } = this;
    if (recordedScript) return { text: this.tried.code[0]!.text, path: recordedScript.path ?? '', arguments: recordedScript.arguments ?? [], input: recordedScript.input ?? [] };
    return script && path !== null ? { text: script.text, path, arguments: script.arguments, input: this.#runGraph?.code[0]?.input ?? [] } : null;
  });

  get #shown(): CommandLog {
    return this.#recorded?.log ?? this.#log;
  }

  /** Of the text or graph, of the attempt to run, and of the run: what two of them tell is told once. */
  readonly allProblems: readonly Problem[] = $derived.by(() => {
    const known = [...this.problems, ...this.runProblems];
    const live = (this.#recorded ? this.batchExplanations : this.explanations).filter(({ code, place }) => !known.some((each) => each.code === code && each.place?.nodeId === place?.nodeId));
    return [...known, ...live];
  });

  readonly problemsByNode: ReadonlyMap<string, readonly Problem[]> = $derived.by(() => {
    const byNode = new Map<string, Problem[]>();
    for (const problem of this.allProblems) {
      const id = problem.place?.nodeId;
      const before = byNode.get(id ?? '') ?? [];
      // What keeps it from running comes first.
      if (id !== undefined) byNode.set(id, problem.severity === 'error' ? [...before.filter(({ severity }) => severity === 'error'), problem, ...before.filter(({ severity }) => severity !== 'error')] : [...before, problem]);
    }
    return byNode;
  });

  load({ pipeline, script, path, modified, notice, journal }: OpenDocument): void {
    this.#mainCopy.forget();
    this.script = script && new ScriptDocument(script, pipeline.name, modified, USUAL_PORT, () => this.#settle());
    this.#runGraph = null;
    if (this.loaded) consoleState.clear();
    breakpoints.clear();
    this.#recorded = null;
    const kept = script ? null : restored(journal);
    this.#log = kept ?? new CommandLog(openPipeline(pipeline.nodes.length > MOST_PLACED ? pipeline : placed(pipeline)), applyToScript);
    this.onLoad();
    if (!kept && modified) this.#log.markUnsaved();
    if (!kept && !script) this.#write({ begin: this.#log.pipeline, saved: !modified });
    if (kept && (kept.dirty !== modified || JSON.stringify(kept.pipeline) !== JSON.stringify(pipeline))) void bridge.invoke('document.changed', { pipeline: kept.pipeline, modified: kept.dirty });
    this.path = path;
    this.onDisk = null;
    this.notice = notice;
    this.offer = null;
    this.runProblems = [];
    selection.clear();
    this.#version++;
    this.generation++;
    this.loaded = true;
    this.#check();
  }

  /** Shows the graph of a recorded run, as it was then; null: the document again. */
  showRecorded(recorded: { readonly runId: number; readonly pipeline: Pipeline } | null): void {
    if (recorded?.runId === this.#recorded?.runId) return;
    const before = this.pipeline;
    this.triedText = null;
    const isOfOpenScript = recorded !== null && this.script !== null && isScriptGraph(recorded.pipeline) && recorded.pipeline.code[0]?.path === this.path;
    this.#recorded = recorded && { runId: recorded.runId, original: recorded.pipeline, log: new CommandLog(isOfOpenScript ? placedAs(recorded.pipeline, this.script!.pipeline) : placed(recorded.pipeline), applyToScript) };
    this.#version++;
    this.runProblems = [];
    this.#check();
    for (const id of [...selection.nodes]) if (!this.node(id)) selection.nodes.delete(id);
    selection.keepEdges(this.pipeline.edges);
    if (JSON.stringify(before.layout) !== JSON.stringify(this.pipeline.layout)) this.generation++;
  }

  node(id: string | null): PipelineNode | null {
    return id === null ? null : (this.#byId.get(id) ?? null);
  }

  /** A script's run told its graph; null: a new run has none yet, and the old one stays in view. */
  showRunGraph(graph: Pipeline | null): void {
    const isSame = JSON.stringify([graph?.nodes, graph?.edges]) === JSON.stringify([this.#runGraph?.nodes, this.#runGraph?.edges]);
    if (!graph || !this.script) return;
    const chosen = [...selection.nodes].flatMap((id) => this.node(id) ?? []);
    this.#runGraph = isSame ? { ...this.#runGraph!, code: graph.code } : placedAs(graph, this.script.pipeline);
    if (isSame) return;
    // What was chosen in the graph of the text is chosen in that of the run.
    if (chosen.length > 0) selection.select(chosen.flatMap(({ id, op, name }) => (this.node(id) ? [id] : (this.pipeline.nodes.find((each) => each.op === op && each.name === name)?.id ?? []))));
    this.generation++;
  }

  execute(command: Command, label: string, mergeKey: string | null = null): void {
    if (this.isScriptGraph) return;
    const typed = this.#typed;
    const before = this.pipeline;
    try {
      if (typed) typed.edit(command, mergeKey);
      else this.#shown.execute(command, label, mergeKey);
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      this.refuse(error.message, null);
    }
    if ((typed?.pipeline ?? this.#shown.pipeline) === before) return;
    this.#write({ do: command, label, key: mergeKey });
    this.#changed();
  }

  /** The graph of a script's text again, to change it, in place of its last run's. */
  editText(): void {
    this.#runGraph = null;
    selection.clear();
    this.generation++;
  }

  /** Says why something was not done, and offers what would make it possible. */
  refuse(reason: string, offer: Offer | null): void {
    this.notice = reason;
    this.offer = offer;
    this.#isRefusal = true;
  }

  takeOffer(): void {
    const { offer } = this;
    this.dismiss();
    if (offer) this.execute(offer.command, offer.title);
  }

  dismiss(): void {
    this.notice = null;
    this.offer = null;
    this.#isRefusal = false;
  }

  /** Does what mends a problem, as one entry of the log. A script's text may have changed since it was told: what is true now is done. */
  mend(told: Problem): void {
    this.#check();
    const current = [...this.problems, ...this.runProblems].find(({ code, place, fix }) => code === told.code && place?.nodeId === told.place?.nodeId && place?.param === told.place?.param && fix?.title === told.fix?.title);
    if (current?.fix) this.execute(current.fix.command, current.fix.title);
  }

  /** Ends the merging of typing into one entry. */
  seal(): void {
    if (this.#typed) return this.#typed.seal();
    this.#shown.seal();
    this.#write({ seal: true });
  }

  /** Undoes or redoes until so many steps are done. */
  goTo(position: number): void {
    while (this.#shown.position > position) this.undo();
    while (this.#shown.position < Math.min(position, this.#shown.entries.length)) this.redo();
  }

  undo(): void {
    if (this.#typed) return this.#typed.editor?.undo();
    if (this.#shown.undoLabel === null) return;
    this.#shown.undo();
    this.#write({ undo: true });
    this.#changed();
  }

  redo(): void {
    if (this.#typed) return this.#typed.editor?.redo();
    if (this.#shown.redoLabel === null) return;
    this.#shown.redo();
    this.#write({ redo: true });
    this.#changed();
  }

  async save(as: boolean): Promise<void> {
    this.#mainCopy.forget();
    const result = await (this.script ? this.script.save(as) : bridge.invoke('document.save', { pipeline: this.#log.pipeline, as }));
    if (result.saved) {
      this.path = result.path;
      this.onDisk = null;
      this.#log.markSaved();
      if (!this.script) this.#write({ saved: true });
      this.#version++;
    } else {
      if (!this.script) this.#mainCopy.tell(this.#log.pipeline, this.#log.dirty);
      if (result.reason === 'failed') this.notice = result.message;
    }
  }

  /** The file's content takes the place of what is here, as one step that can be undone. */
  async reload(): Promise<void> {
    this.onDisk = null;
    const result = await bridge.invoke('document.reload', undefined);
    if (!result.opened) {
      if (result.reason === 'failed') this.notice = result.problems.map(({ message }) => message).join(' ');
      return;
    }
    const { pipeline, script } = result.document;
    if (script && this.script) this.script.reload(script.text);
    else {
      this.#log.execute({ kind: 'replace', pipeline: openPipeline(pipeline) }, 'Reload from the file');
      this.#log.markSaved();
      this.#changed();
    }
  }

  /** What is here stays, and is not what the file holds. */
  keepMine(): void {
    this.onDisk = null;
    void bridge.invoke('document.keepMine', undefined);
    if (this.script) return this.script.keepMine();
    this.#log.markUnsaved();
    this.#changed();
  }

  /** Asks for a file where none is given. */
  async open(path: string | null = null): Promise<void> {
    const result = await bridge.invoke('document.open', { path });
    if (result.opened) this.load(result.document);
    else if (result.reason === 'failed') this.notice = result.problems.map(({ message }) => message).join(' ');
  }

  async create(template: 'empty' | 'wordCount'): Promise<void> {
    const result = await bridge.invoke('document.new', { template });
    if (result.opened) this.load(result.document);
  }

  /** Each step is on the disk before the next one. What is tried on a recorded graph is no step of the document. */
  #write(line: JournalLine): void {
    if (!this.#recorded && !this.script) void bridge.invoke('document.logged', { line: journalLine(line), begins: 'begin' in line });
  }

  #changed(): void {
    if (this.#isRefusal) this.dismiss();
    this.#settle();
    if (!this.#recorded && !this.script) this.#mainCopy.tell(this.pipeline, this.#log.dirty);
  }

  /** What is not there any more is not selected, and what is wrong is looked for. */
  #settle(): void {
    this.#version++;
    this.runProblems = [];
    for (const id of [...selection.nodes]) if (!this.node(id)) selection.nodes.delete(id);
    const [groups, notes] = [groupsOf(this.pipeline), notesOf(this.pipeline)].map((drawn) => new Set(drawn.map(({ id }) => id)));
    for (const id of [...selection.groups]) if (!groups!.has(id)) selection.groups.delete(id);
    for (const id of [...selection.notes]) if (!notes!.has(id)) selection.notes.delete(id);
    selection.keepEdges(this.pipeline.edges);
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), VALIDATION_DELAY);
  }

  /** What a script's run made is not judged: it ran. */
  #check(): void {
    const reading = readingOf(this.pipeline);
    this.problems = this.isScriptGraph ? [] : reading ? scriptProblems(reading, 'script') : validatePipeline(this.pipeline);
  }
}

export const document = new DocumentState();
