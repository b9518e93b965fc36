import { app, type BrowserWindow, dialog } from 'electron';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { parsePipeline, type Pipeline, printPipeline, wordCountPipeline, emptyPipeline } from '#engine/model';
import type { OpenDocument, OpenResult, SaveResult } from './api';
import { readJson, setAside, writeFileAtomically } from './json-file';

const FILTERS = [{ name: 'DStream pipeline', extensions: ['dstream'] }];
/** Autosave follows an edit this closely, ms. */
const AUTOSAVE_DELAY = 200;

/** What the recovery file holds beside the pipeline. */
interface Recovery {
  readonly pipeline: unknown;
  readonly path: string | null;
  readonly modified: boolean;
  readonly trusted: boolean;
  readonly running: boolean;
}

/** The document of the window: its file, and its copy in the profile that survives a crash. */
export class Documents {
  readonly #recovery: string;
  #current: OpenDocument;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** True where nothing was restored: the first start of this profile. */
  readonly isFirstStart: boolean;
  /** It ran when the app ended, so that it runs again. */
  readonly wasRunning: boolean;

  constructor(
    private readonly profile: string,
    private readonly onChange: (document: OpenDocument) => void,
  ) {
    this.#recovery = join(profile, 'recovery', 'current.json');
    const { document, running, first } = this.#restore();
    this.#current = document;
    this.isFirstStart = first;
    this.wasRunning = running;
  }

  get current(): OpenDocument {
    return this.#current;
  }

  /** Where a relative path of the document leads: its folder, or the profile while it has none. */
  get folder(): string {
    return this.#current.path === null ? this.profile : dirname(this.#current.path);
  }

  #restore(): { document: OpenDocument; running: boolean; first: boolean } {
    const fresh = (notice: string | null): OpenDocument => ({ pipeline: wordCountPipeline(), path: null, modified: false, trusted: true, notice });
    const read = readJson(this.#recovery);
    if (read.damaged) {
      return { document: fresh(`The pipeline of the last time could not be read: ${this.#recovery} is damaged. It is kept as ${read.damaged.copy}.`), running: true, first: true };
    }
    if (read.value === null) return { document: fresh(null), running: true, first: true };
    const { pipeline, path, modified, trusted, running } = read.value as Recovery;
    const parsed = parsePipeline(JSON.stringify(pipeline ?? null), this.#recovery);
    if (!parsed.ok) {
      const copy = setAside(this.#recovery);
      return { document: fresh(`The pipeline of the last time could not be restored: ${parsed.problems[0]!.message} It is kept as ${copy}.`), running: true, first: true };
    }
    const document = { pipeline: parsed.pipeline, path: typeof path === 'string' ? path : null, modified: modified === true, trusted: trusted === true, notice: null };
    return { document, running: running === true && trusted === true, first: false };
  }

  create(template: 'empty' | 'wordCount'): OpenDocument {
    const pipeline = template === 'empty' ? emptyPipeline() : wordCountPipeline();
    return this.#replace({ pipeline, path: null, modified: false, trusted: true, notice: null });
  }

  /** Asks for a file where none is given. */
  async open(path: string | null, window: BrowserWindow | null): Promise<OpenResult> {
    const chosen = path ?? (await chooseFile(window));
    if (chosen === null) return { opened: false, reason: 'cancelled' };
    let text: string;
    try {
      text = await readFile(chosen, 'utf8');
    } catch (error) {
      const message = `${chosen} cannot be read: ${(error as Error).message}`;
      return { opened: false, reason: 'failed', problems: [{ code: 'file-unreadable', severity: 'error', message, place: { file: chosen } }] };
    }
    const parsed = parsePipeline(text, basename(chosen));
    if (!parsed.ok) return { opened: false, reason: 'failed', problems: parsed.problems };
    app.addRecentDocument(chosen);
    // Opening runs nothing: whoever made this file is not known.
    return { opened: true, document: this.#replace({ pipeline: parsed.pipeline, path: chosen, modified: false, trusted: false, notice: null }) };
  }

  async save(pipeline: Pipeline, as: boolean, window: BrowserWindow | null): Promise<SaveResult> {
    const path = as || this.#current.path === null ? await this.#choosePlace(pipeline, window) : this.#current.path;
    if (path === null) return { saved: false, reason: 'cancelled' };
    try {
      writeFileAtomically(path, printPipeline(pipeline));
    } catch (error) {
      return { saved: false, reason: 'failed', message: `${path} cannot be written: ${(error as Error).message}` };
    }
    app.addRecentDocument(path);
    this.#replace({ ...this.#current, pipeline, path, modified: false });
    return { saved: true, path };
  }

  changed(pipeline: Pipeline, modified: boolean): void {
    this.#current = { ...this.#current, pipeline, modified, notice: null };
    this.onChange(this.#current);
    this.#autosaveSoon();
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
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { pipeline, path, modified, trusted } = this.#current;
    const recovery: Recovery = { pipeline, path, modified, trusted, running: this.#running };
    writeFileAtomically(this.#recovery, `${JSON.stringify(recovery)}\n`);
  }

  #replace(document: OpenDocument): OpenDocument {
    this.#current = document;
    this.onChange(document);
    this.flush();
    return document;
  }

  #autosaveSoon(): void {
    this.#timer ??= setTimeout(() => this.flush(), AUTOSAVE_DELAY);
  }

  async #choosePlace(pipeline: Pipeline, window: BrowserWindow | null): Promise<string | null> {
    const options = { title: 'Save pipeline', defaultPath: this.#current.path ?? join(app.getPath('documents'), `${pipeline.name}.dstream`), filters: FILTERS };
    const { canceled, filePath } = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
    if (canceled || !filePath) return null;
    return extname(filePath) === '' ? `${filePath}.dstream` : filePath;
  }
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

async function chooseFile(window: BrowserWindow | null): Promise<string | null> {
  const options = { title: 'Open pipeline', filters: FILTERS, properties: ['openFile' as const] };
  const { canceled, filePaths } = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
  return canceled ? null : (filePaths[0] ?? null);
}
