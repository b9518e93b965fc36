import { app, type BrowserWindow, dialog } from 'electron';
import { basename, dirname, join } from 'node:path';
import { type DecodedScript, encodeScript } from '#engine/pyspark';
import { emptyPipeline, parsePipeline, type Pipeline, printPipeline, wordCountPipeline } from '#engine/model';
import type { OpenDocument, OpenResult, OpenScript, PlacedNode, SaveResult } from './api';
import { DiskWatch } from './disk-watch';
import { askForPipelinePlace, askForScriptPlace, isNotebook, readDocumentFile, readTextOrNull } from './document-files';
import { RecoveryFile } from './document-recovery';
import { JournalFile } from './journal-file';
import { writeFileAtomically } from './json-file';
import type { RecentFiles } from './recent-files';
import { ScriptMemory } from './script-memory';
import { ScriptPlaces } from './script-places';

/** Autosave follows an edit this closely, ms. */
const AUTOSAVE_DELAY = 200;

/** What a window is about: its name in the profile, and what it shows where nothing is restored. */
export interface DocumentPlace {
  readonly profile: string;
  /** Of the recovery file: "current", or "window-2" and so on. */
  readonly name: string;
  readonly fallback: 'wordCount' | 'empty';
  readonly recent: RecentFiles;
}

/** The document of a window: its file, and its copy in the profile that survives a crash. */
export class Documents {
  readonly #recovery: RecoveryFile;
  #current: OpenDocument;
  #running = false;
  #forgotten = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #scripts: ScriptMemory;
  readonly #places: ScriptPlaces;
  readonly #journal: JournalFile;
  /** The open document as its file has it. */
  #savedText = '';
  /** True where nothing was restored: the first start of this profile. */
  readonly isFirstStart: boolean;
  /** It ran when the app ended, so that it runs again. */
  readonly wasRunning: boolean;

  readonly #watch: DiskWatch;

  constructor(
    private readonly place: DocumentPlace,
    private readonly onChange: (document: OpenDocument) => void,
    onDisk: (change: 'changed' | 'gone') => void,
  ) {
    this.#recovery = new RecoveryFile(join(place.profile, 'recovery', `${place.name}.json`));
    this.#scripts = new ScriptMemory(place.profile);
    this.#places = new ScriptPlaces(place.profile);
    this.#watch = new DiskWatch(onDisk);
    this.#journal = new JournalFile(join(place.profile, 'recovery', `${place.name}.log`));
    const { document, running, first } = this.#restore();
    this.#current = document;
    if (document.path !== null) this.#follow(document);
    this.isFirstStart = first;
    this.wasRunning = running;
  }

  /** The window's name in the profile. */
  get name(): string {
    return this.place.name;
  }

  get current(): OpenDocument {
    return this.#current;
  }

  /** Where a relative path of the document leads: its folder, or the profile while it has none. */
  get folder(): string {
    return this.#current.path === null ? this.place.profile : dirname(this.#current.path);
  }

  #restore(): { document: OpenDocument; running: boolean; first: boolean } {
    const restored = this.#recovery.read();
    if (restored.kind === 'none' && this.place.fallback === 'empty') return { document: ownDocument(emptyPipeline()), running: false, first: false };
    if (restored.kind !== 'document') return { document: { ...ownDocument(wordCountPipeline()), notice: restored.kind === 'damaged' ? restored.notice : null }, running: true, first: true };
    const { pipeline, path, script, modified, trusted, running } = restored;
    if (script && path !== null) return { document: this.#scriptDocument(path, script, { modified, trusted }), running: false, first: false };
    return { document: { pipeline, script: null, path, modified, trusted, journal: this.#journal.read(), notice: null }, running: running && trusted, first: false };
  }

  create(template: 'empty' | 'wordCount'): OpenDocument {
    return this.createFrom(template === 'empty' ? emptyPipeline() : wordCountPipeline());
  }

  /** A pipeline that the app itself made or brings along. @param port of the app's own server, where the pipeline reads from it */
  createFrom(pipeline: Pipeline, port: number | null = null): OpenDocument {
    this.#watch.follow(null);
    return this.#replace(ownDocument(port === null ? pipeline : withPort(pipeline, port)));
  }

  /** Opening runs nothing: whoever made the file is not known, unless the user let this very script run before. */
  async open(path: string): Promise<OpenResult> {
    const read = await readDocumentFile(path);
    if (read.kind === 'refused') return { opened: false, reason: 'failed', problems: [read.problem] };
    this.place.recent.add(path);
    this.#watch.follow(path, read.content);
    if (read.kind === 'pipeline') {
      this.#savedText = read.content;
      return { opened: true, document: this.#replace({ ...ownDocument(read.pipeline), path, trusted: this.#scripts.isTrusted(path, read.content) }) };
    }
    const document = this.#scriptDocument(path, read.script, { modified: false, trusted: this.#scripts.isTrusted(path, read.script.text) });
    return { opened: true, document: this.#replace({ ...document, notice: read.notice }) };
  }

  #scriptDocument(path: string, { text, encoding }: DecodedScript, state: Pick<OpenDocument, 'modified' | 'trusted'>): OpenDocument {
    const { arguments: last } = this.#scripts.of(path);
    this.#savedText = text;
    const script = { text, encoding, arguments: last, folders: this.#scripts.grantedTo(path), places: this.#places.of(path) };
    return { pipeline: { ...emptyPipeline(), name: basename(path) }, script, path, journal: null, notice: null, ...state };
  }

  /** The open script, or pipeline that is one, may run from now on: the user said so. What is typed here needs no asking, what others change does. */
  trust(): void {
    const { path } = this.#current;
    if (path === null || this.#current.trusted) return;
    this.#scripts.trust(path, this.#savedText);
    this.#current = { ...this.#current, trusted: true };
  }

  /** Whether a script may run: the open one as it is now, another in the text that was let run last. */
  trusts(path: string, text: string): boolean {
    return path === this.#current.path ? this.#current.trusted : this.#scripts.isTrusted(path, text);
  }

  rememberArguments(values: readonly string[]): void {
    const { path, script } = this.#current;
    if (path === null || !script || values.join('\0') === script.arguments.join('\0')) return;
    this.#scripts.change(path, { arguments: [...values] });
    this.#current = { ...this.#current, script: { ...script, arguments: values } };
  }

  /** Lets the open script use another folder. */
  grantFolder(folder: string): OpenScript | null {
    const { path, script } = this.#current;
    if (path === null || !script) return null;
    this.#scripts.change(path, { folders: [...new Set([...this.#scripts.of(path).folders, folder])] });
    const granted = { ...script, folders: [...new Set([...script.folders, folder])] };
    this.#current = { ...this.#current, script: granted };
    return granted;
  }

  /** The user arranged the graph of the open script. */
  placedScript(nodes: readonly PlacedNode[]): void {
    const { path, script } = this.#current;
    if (path === null || !script) return;
    this.#places.keep(path, nodes);
    this.#current = { ...this.#current, script: { ...script, places: nodes } };
  }

  async saveScript(text: string, as: boolean, window: BrowserWindow | null): Promise<SaveResult> {
    const { script, path: current, trusted } = this.#current;
    if (!script || current === null) return { saved: false, reason: 'failed', message: 'No script is open.' };
    const path = as || isNotebook(current) ? await askForScriptPlace(current, window) : current;
    if (path === null || !(await this.#mayOverwrite(path, window))) return { saved: false, reason: 'cancelled' };
    const bytes = encodeScript(text, script.encoding);
    try {
      writeFileAtomically(path, bytes);
    } catch (error) {
      return { saved: false, reason: 'failed', message: `${path} cannot be written: ${(error as Error).message}` };
    }
    this.place.recent.add(path);
    this.#watch.follow(path, bytes);
    if (trusted) this.#scripts.trust(path, text);
    this.#replace(this.#scriptDocument(path, { text, encoding: script.encoding }, { modified: false, trusted }));
    return { saved: true, path };
  }

  changedScript(text: string, modified: boolean): void {
    const { script } = this.#current;
    if (!script) return;
    this.#current = { ...this.#current, script: { ...script, text }, modified, notice: null };
    this.onChange(this.#current);
    this.#autosaveSoon();
  }

  async save(pipeline: Pipeline, as: boolean, window: BrowserWindow | null): Promise<SaveResult> {
    const path = as || this.#current.path === null ? await this.#choosePlace(pipeline, window) : this.#current.path;
    if (path === null || !(await this.#mayOverwrite(path, window))) return { saved: false, reason: 'cancelled' };
    const text = printPipeline(pipeline);
    try {
      writeFileAtomically(path, text);
    } catch (error) {
      return { saved: false, reason: 'failed', message: `${path} cannot be written: ${(error as Error).message}` };
    }
    this.place.recent.add(path);
    this.#watch.follow(path, text);
    this.#savedText = text;
    if (this.#current.trusted) this.#scripts.trust(path, text);
    this.#show({ ...this.#current, pipeline, path, modified: false });
    return { saved: true, path };
  }

  changed(pipeline: Pipeline, modified: boolean): void {
    this.#current = { ...this.#current, pipeline, modified, journal: null, notice: null };
    this.onChange(this.#current);
    this.#autosaveSoon();
  }

  /** Somebody else changed the file, and the user keeps what is here: saving it writes over theirs. */
  keepMine(): void {
    this.#watch.acknowledge();
  }

  /** What the file holds now. It takes the place of what is open; whoever changed it is not known, so that it has to be trusted again. */
  async reload(): Promise<OpenResult> {
    const { path } = this.#current;
    return path === null ? { opened: false, reason: 'cancelled' } : this.open(path);
  }

  /** The file of a restored document may have been changed meanwhile. */
  #follow({ path, pipeline, script, modified }: OpenDocument): void {
    this.#watch.follow(path, script ? encodeScript(script.text, script.encoding) : printPipeline(pipeline));
    if (path !== null && isNotebook(path)) return this.#watch.acknowledge();
    const theirs = script || path === null ? null : readTextOrNull(path);
    const parsed = theirs === null ? null : parsePipeline(theirs, '');
    // A file may be written in another way and say the same.
    if (modified || (parsed?.ok && printPipeline(parsed.pipeline) === printPipeline(pipeline))) this.#watch.acknowledge();
  }

  /** For a window that has just been filled: tells at once where its file is not as it was. */
  checkDisk(): void {
    void this.#watch.tell();
  }

  async #mayOverwrite(path: string, window: BrowserWindow | null): Promise<boolean> {
    if (path !== this.#current.path || !this.#watch.isStrange || !window) return true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: `${basename(path)} was changed by another program since it was opened here.`,
      detail: 'Saving replaces what is in the file now.',
      buttons: ['Save All the Same', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
    });
    return response === 0;
  }

  /** The window is closed for good: nothing of it is restored. */
  forget(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#forgotten = true;
    this.#watch.follow(null);
    this.#recovery.forget();
    this.#journal.forget();
  }

  setRunning(running: boolean): void {
    this.#running = running;
    this.#autosaveSoon();
  }

  /**
   * The untouched word count listens where the app's own server really is: at another port where 9999 was busy, and at
   * 9999 again when it is free. A pipeline that the user changed or saved keeps the port that it has.
   */
  followServer(port: number): void {
    const { pipeline, path, trusted } = this.#current;
    if (path !== null || !trusted || !isProgramOf(wordCountPipeline(), pipeline)) return;
    const followed = withPort(pipeline, port);
    if (printPipeline(followed) !== printPipeline(pipeline)) this.#replace({ ...this.#current, pipeline: followed });
  }

  /** Writes what is pending now. */
  flush(): void {
    if (this.#forgotten) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { pipeline, script, path, modified, trusted } = this.#current;
    this.#recovery.write({ pipeline, script: script && { text: script.text, encoding: script.encoding }, path, modified, trusted, running: this.#running });
  }

  /** A step of the document, or the first line of another one's. */
  logged(line: string, begins: boolean): void {
    this.#journal.write(line, begins);
  }

  /** Another document: its steps are not those of this one. */
  #replace(document: OpenDocument): OpenDocument {
    this.#journal.forget();
    return this.#show({ ...document, journal: null });
  }

  #show(document: OpenDocument): OpenDocument {
    this.#current = document;
    this.onChange(document);
    this.flush();
    return document;
  }

  #autosaveSoon(): void {
    this.#timer ??= setTimeout(() => this.flush(), AUTOSAVE_DELAY);
  }

  #choosePlace(pipeline: Pipeline, window: BrowserWindow | null): Promise<string | null> {
    const defaultPath = this.#current.path ?? join(app.getPath('documents'), `${pipeline.name}.dstream`);
    return askForPipelinePlace(defaultPath, window);
  }
}

/** What the app itself made: nothing of it is in a file. */
function ownDocument(pipeline: Pipeline): OpenDocument {
  return { pipeline, script: null, path: null, modified: false, trusted: true, journal: null, notice: null };
}

function withPort(pipeline: Pipeline, port: number): Pipeline {
  const nodes = pipeline.nodes.map((node) => (node.op === 'socketTextStream' ? { ...node, params: { ...node.params, port } } : node));
  return { ...pipeline, nodes };
}

/** The same program but for the socket's port; where things stand on the canvas does not matter. */
function isProgramOf(template: Pipeline, pipeline: Pipeline): boolean {
  const bare = (one: Pipeline): string => printPipeline({ ...withPort(one, 0), layout: { nodes: {} } });
  return bare(template) === bare(pipeline);
}
