import { app, type BrowserWindow, dialog, type SaveDialogOptions } from 'electron';
import { readFileSync, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { decodeScript, encodeScript, notebookScript } from '#engine/pyspark';
import { parsePipeline, type Pipeline, printPipeline, wordCountPipeline, emptyPipeline } from '#engine/model';
import type { OpenDocument, OpenResult, OpenScript, SaveResult } from './api';
import { DiskWatch } from './disk-watch';
import { JournalFile } from './journal-file';
import { readJson, setAside, writeFileAtomically } from './json-file';
import type { RecentFiles } from './recent-files';
import { ScriptMemory } from './script-memory';

const FILTERS = [{ name: 'DStream pipeline', extensions: ['dstream'] }];
const SCRIPT_FILTERS = [{ name: 'PySpark script', extensions: ['py'] }];
const NOTEBOOK_FILTERS = [{ name: 'Jupyter notebook', extensions: ['ipynb'] }];
const OPEN_FILTERS = [{ name: 'Pipelines, scripts and notebooks', extensions: ['dstream', 'py', 'ipynb'] }, ...FILTERS, ...SCRIPT_FILTERS, ...NOTEBOOK_FILTERS];
/** A pipeline or a script is text that somebody wrote. */
const MOST_BYTES = 20_000_000;
/** More could not be drawn, nor looked through. */
const MOST_NODES = 5000;
/** Autosave follows an edit this closely, ms. */
const AUTOSAVE_DELAY = 200;

/** What the recovery file holds beside the pipeline. */
interface Recovery {
  readonly pipeline: unknown;
  readonly path: string | null;
  readonly modified: boolean;
  readonly trusted: boolean;
  readonly running: boolean;
  /** The text of a script that is open instead. */
  readonly script?: { readonly text: string; readonly encoding: string | null } | null;
}

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
  readonly #recovery: string;
  #current: OpenDocument;
  #running = false;
  #forgotten = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #scripts: ScriptMemory;
  readonly #journal: JournalFile;
  /** The open script as its file has it. */
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
    this.#recovery = join(place.profile, 'recovery', `${place.name}.json`);
    this.#scripts = new ScriptMemory(place.profile);
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
    const fresh = (notice: string | null): OpenDocument => ({ pipeline: wordCountPipeline(), script: null, path: null, modified: false, trusted: true, journal: null, notice });
    const read = readJson(this.#recovery);
    if (read.damaged) {
      return { document: fresh(`The pipeline of the last time could not be read: ${this.#recovery} is damaged. It is kept as ${read.damaged.copy}.`), running: true, first: true };
    }
    if (read.value === null && this.place.fallback === 'empty') return { document: { ...fresh(null), pipeline: emptyPipeline() }, running: false, first: false };
    if (read.value === null) return { document: fresh(null), running: true, first: true };
    const { pipeline, path, modified, trusted, running, script } = read.value as Recovery;
    if (typeof script?.text === 'string' && typeof path === 'string') {
      const encoding = typeof script.encoding === 'string' ? script.encoding : null;
      const document = this.#scriptDocument(path, { text: script.text, encoding }, { modified: modified === true, trusted: trusted === true });
      return { document, running: false, first: false };
    }
    const parsed = parsePipeline(JSON.stringify(pipeline ?? null), this.#recovery);
    if (!parsed.ok) {
      const copy = setAside(this.#recovery);
      return { document: fresh(`The pipeline of the last time could not be restored: ${parsed.problems[0]!.message} It is kept as ${copy}.`), running: true, first: true };
    }
    const document = { pipeline: parsed.pipeline, script: null, path: typeof path === 'string' ? path : null, modified: modified === true, trusted: trusted === true, journal: this.#journal.read(), notice: null };
    return { document, running: running === true && trusted === true, first: false };
  }

  create(template: 'empty' | 'wordCount'): OpenDocument {
    const pipeline = template === 'empty' ? emptyPipeline() : wordCountPipeline();
    this.#watch.follow(null);
    return this.#replace({ pipeline, script: null, path: null, modified: false, trusted: true, journal: null, notice: null });
  }

  /** A copy of a pipeline that the app brings along, at the port at which its own server is. */
  createFrom(pipeline: Pipeline, port: number): OpenDocument {
    this.#watch.follow(null);
    return this.#replace({ pipeline: withPort(pipeline, port), script: null, path: null, modified: false, trusted: true, journal: null, notice: null });
  }

  /** Asks for a file where none is given. */
  async open(path: string | null, window: BrowserWindow | null): Promise<OpenResult> {
    const chosen = path ?? (await chooseFile(window));
    if (chosen === null) return { opened: false, reason: 'cancelled' };
    let text: string;
    try {
      const { size } = await stat(chosen);
      if (size > MOST_BYTES) return { opened: false, reason: 'failed', problems: [{ code: 'file-too-large', severity: 'error', message: `${basename(chosen)} has ${Math.round(size / 1e6)} MB; pipelines and scripts have ${MOST_BYTES / 1e6} MB at most.`, place: { file: chosen } }] };
      if (isScript(chosen)) return { opened: true, document: await this.#openScript(chosen) };
      if (isNotebook(chosen)) return { opened: true, document: await this.#openNotebook(chosen) };
      text = await readFile(chosen, 'utf8');
    } catch (error) {
      const { code, message: reason } = error as NodeJS.ErrnoException;
      const message = code === 'ENOENT' ? `${chosen} is not there any more.` : `${chosen} cannot be read: ${reason}`;
      return { opened: false, reason: 'failed', problems: [{ code: 'file-unreadable', severity: 'error', message, place: { file: chosen } }] };
    }
    const parsed = parsePipeline(text, basename(chosen));
    if (!parsed.ok) return { opened: false, reason: 'failed', problems: parsed.problems };
    const count = parsed.pipeline.nodes.length;
    if (count > MOST_NODES) return { opened: false, reason: 'failed', problems: [{ code: 'too-many-nodes', severity: 'error', message: `${basename(chosen)} has ${count} nodes; a window shows ${MOST_NODES} at most. dstream-submit checks and runs it.`, place: { file: chosen } }] };
    this.place.recent.add(chosen);
    this.#watch.follow(chosen, text);
    // Opening runs nothing: whoever made this file is not known.
    return { opened: true, document: this.#replace({ pipeline: parsed.pipeline, script: null, path: chosen, modified: false, trusted: false, journal: null, notice: null }) };
  }

  async #openScript(path: string): Promise<OpenDocument> {
    const bytes = await readFile(path);
    const read = decodeScript(bytes);
    this.place.recent.add(path);
    this.#watch.follow(path, bytes);
    // Unless the user let this very text run before.
    return this.#replace(this.#scriptDocument(path, read, { modified: false, trusted: this.#scripts.isTrusted(path, read.text) }));
  }

  /** Its code cells as a script. The notebook itself is never written: saving makes a `.py`. */
  async #openNotebook(path: string): Promise<OpenDocument> {
    const content = await readFile(path);
    const { text, dropped } = notebookScript(content.toString('utf8'));
    this.place.recent.add(path);
    this.#watch.follow(path, content);
    const document = this.#scriptDocument(path, { text, encoding: null }, { modified: false, trusted: this.#scripts.isTrusted(path, text) });
    const left = dropped.length === 0 ? '' : ` Left out, since it is no Python: ${dropped.join('; ')}.`;
    return this.#replace({ ...document, notice: `These are the code cells of ${basename(path)}; saving makes a script of them.${left}` });
  }

  #scriptDocument(path: string, { text, encoding }: Pick<OpenScript, 'text' | 'encoding'>, state: Pick<OpenDocument, 'modified' | 'trusted'>): OpenDocument {
    const { arguments: last, folders } = this.#scripts.of(path);
    this.#savedText = text;
    const script = { text, encoding, arguments: last, folders: [...new Set([dirname(path), tmpdir(), ...folders])] };
    return { pipeline: { ...emptyPipeline(), name: basename(path) }, script, path, journal: null, notice: null, ...state };
  }

  /** The open script may run from now on: the user said so. What is typed here needs no asking, what others change does. */
  trustScript(): void {
    const { path } = this.#current;
    if (path === null || this.#current.trusted) return;
    this.#scripts.trust(path, this.#savedText);
    this.#current = { ...this.#current, trusted: true };
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

  async saveScript(text: string, as: boolean, window: BrowserWindow | null): Promise<SaveResult> {
    const { script, path: current, trusted } = this.#current;
    if (!script || current === null) return { saved: false, reason: 'failed', message: 'No script is open.' };
    const defaultPath = isNotebook(current) ? current.replace(/\.ipynb$/i, '.py') : current;
    const path = as || isNotebook(current) ? await askForPlace({ title: 'Save script', defaultPath, filters: SCRIPT_FILTERS }, '.py', window) : current;
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
  async reload(window: BrowserWindow | null): Promise<OpenResult> {
    const { path } = this.#current;
    return path === null ? { opened: false, reason: 'cancelled' } : this.open(path, window);
  }

  /** The file of a restored document may have been changed meanwhile. */
  #follow({ path, pipeline, script, modified }: OpenDocument): void {
    this.#watch.follow(path, script ? encodeScript(script.text, script.encoding) : printPipeline(pipeline));
    if (path !== null && isNotebook(path)) return this.#watch.acknowledge();
    const theirs = script || path === null ? null : readText(path);
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
    rmSync(this.#recovery, { force: true });
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
    const recovery: Recovery = { pipeline, script: script && { text: script.text, encoding: script.encoding }, path, modified, trusted, running: this.#running };
    writeFileAtomically(this.#recovery, `${JSON.stringify(recovery)}\n`);
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
    return askForPlace({ title: 'Save pipeline', defaultPath, filters: FILTERS }, '.dstream', window);
  }
}

function isScript(path: string): boolean {
  return extname(path).toLowerCase() === '.py';
}

function isNotebook(path: string): boolean {
  return extname(path).toLowerCase() === '.ipynb';
}

async function askForPlace(options: SaveDialogOptions, extension: string, window: BrowserWindow | null): Promise<string | null> {
  const { canceled, filePath } = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
  if (canceled || !filePath) return null;
  return extname(filePath) === '' ? `${filePath}${extension}` : filePath;
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

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Gone: the watch tells that.
    return null;
  }
}

export async function chooseFile(window: BrowserWindow | null): Promise<string | null> {
  const options = { title: 'Open', filters: OPEN_FILTERS, properties: ['openFile' as const] };
  const { canceled, filePaths } = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
  return canceled ? null : (filePaths[0] ?? null);
}
