import { type BrowserWindow, dialog, type SaveDialogOptions } from 'electron';
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parsePipeline, type Pipeline, type Problem } from '#engine/model';
import { type DecodedScript, decodeScript, isScript as isScriptPipeline, notebookScript } from '#engine/pyspark';

const FILTERS = [{ name: 'DStream pipeline', extensions: ['dstream'] }];
export const SCRIPT_FILTERS = [{ name: 'PySpark script', extensions: ['py'] }];
const NOTEBOOK_FILTERS = [{ name: 'Jupyter notebook', extensions: ['ipynb'] }];
const OPEN_FILTERS = [{ name: 'Pipelines, scripts and notebooks', extensions: ['dstream', 'py', 'ipynb'] }, ...FILTERS, ...SCRIPT_FILTERS, ...NOTEBOOK_FILTERS];
/** A pipeline or a script is text that somebody wrote. */
const MOST_BYTES = 20_000_000;
/** More could not be drawn, nor looked through. */
const MOST_NODES = 5000;
/** Of a pipeline that is a script: graph and text follow each other with each change, so that all of it is read again. */
const MOST_LINES = 10_000;

/** What a file holds. `content` is what the disk has, to know it again. */
export type FileRead =
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline; readonly content: string }
  | { readonly kind: 'script'; readonly script: DecodedScript; readonly content: Uint8Array; readonly notice: string | null }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Reads a pipeline, a script or the code cells of a notebook; never throws, whatever the file is. */
export async function readDocumentFile(path: string): Promise<FileRead> {
  const name = basename(path);
  const refused = (code: string, message: string): FileRead => ({ kind: 'refused', problem: { code, severity: 'error', message, place: { file: path } } });
  let content: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return refused('file-too-large', `${name} has ${Math.round(size / 1e6)} MB; pipelines and scripts have ${MOST_BYTES / 1e6} MB at most.`);
    content = await readFile(path);
    if (isScript(path)) return fromScript(name, content);
    if (isNotebook(path)) return fromNotebook(name, content);
  } catch (error) {
    const { code, message: reason } = error as NodeJS.ErrnoException;
    return refused('file-unreadable', code === 'ENOENT' ? `${path} is not there any more.` : `${path} cannot be read: ${reason}`);
  }
  const text = content.toString('utf8');
  const parsed = parsePipeline(text, name);
  if (!parsed.ok) return { kind: 'refused', problem: parsed.problems[0]! };
  const { pipeline } = parsed;
  const count = pipeline.nodes.length;
  if (count > MOST_NODES) return refused('too-many-nodes', `${name} has ${count} nodes; a window shows ${MOST_NODES} at most. dstream-submit checks and runs it.`);
  const lines = isScriptPipeline(pipeline) ? pipeline.code.reduce((sum, { text: piece }) => sum + piece.split('\n').length - 1, 0) : 0;
  if (lines > MOST_LINES) return refused('too-many-lines', `The script in ${name} has ${lines} lines; beside its graph a window shows ${MOST_LINES} at most. As a script it opens whatever its length: dstream-submit convert ${name} ${name.replace(/\.dstream$/i, '')}.py`);
  return { kind: 'pipeline', pipeline, content: text };
}

function fromScript(name: string, content: Buffer): FileRead {
  const script = decodeScript(content);
  const notice = script.encoding?.startsWith('utf-16') ? `${name} is UTF-16, which Python does not read: it runs here, but elsewhere Python refuses it until it is saved as UTF-8.` : null;
  return { kind: 'script', script, content, notice };
}

function fromNotebook(name: string, content: Buffer): FileRead {
  const { text, dropped } = notebookScript(content.toString('utf8'));
  const left = dropped.length === 0 ? '' : ` Left out, since it is no Python: ${dropped.join('; ')}.`;
  return { kind: 'script', script: { text, encoding: null }, content, notice: `These are the code cells of ${name}; saving makes a script of them.${left}` };
}

export function isScript(path: string): boolean {
  return extname(path).toLowerCase() === '.py';
}

/** A notebook itself is never written. */
export function isNotebook(path: string): boolean {
  return extname(path).toLowerCase() === '.ipynb';
}

/** null: it is gone, which the watch of the disk tells. */
export function readTextOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

export async function chooseFile(window: BrowserWindow | null): Promise<string | null> {
  const options = { title: 'Open', filters: OPEN_FILTERS, properties: ['openFile' as const] };
  const { canceled, filePaths } = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
  return canceled ? null : (filePaths[0] ?? null);
}

export function askForPipelinePlace(defaultPath: string, window: BrowserWindow | null): Promise<string | null> {
  return askForPlace({ title: 'Save pipeline', defaultPath, filters: FILTERS }, '.dstream', window);
}

export function askForScriptPlace(current: string, window: BrowserWindow | null): Promise<string | null> {
  const defaultPath = isNotebook(current) ? current.replace(/\.ipynb$/i, '.py') : current;
  return askForPlace({ title: 'Save script', defaultPath, filters: SCRIPT_FILTERS }, '.py', window);
}

async function askForPlace(options: SaveDialogOptions, extension: string, window: BrowserWindow | null): Promise<string | null> {
  const { canceled, filePath } = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
  if (canceled || !filePath) return null;
  return extname(filePath) === '' ? `${filePath}${extension}` : filePath;
}
