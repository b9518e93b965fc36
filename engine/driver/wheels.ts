import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { EngineError } from '#engine/core';

/** Wheels of a run, and the folder into which the script's interpreter unpacks them: executors look there too. */
export interface Wheels {
  readonly files: readonly string[];
  /** null: there are none. */
  readonly folder: string | null;
  remove(): void;
}

/** What a wheel must be for: any platform, or this interpreter's (Pyodide's ABI of Python 3.14). */
const FITS = /-(py3|py2\.py3|cp314|cp3\d+)-(none-any|(?:none|abi3|cp314)-(?:pyodide|pyemscripten|emscripten)_[\w.]+_wasm32)\.whl$/;

/**
 * @param paths wheels and folders of wheels
 * @param copied true: the wheels are copied into the folder, for an interpreter that sees no others
 * @throws EngineError `invalid-argument` for a wheel of another platform, or one that is not there
 */
export function findWheels(paths: readonly string[], { copied = false }: { readonly copied?: boolean } = {}): Wheels {
  const found = paths.flatMap((path) => (path.endsWith('.whl') || !statSync(path).isDirectory() ? [path] : wheelsIn(path)));
  checkWheels(found);
  if (found.length === 0) return { files: found, folder: null, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'dstream-wheels-'));
  const files = copied ? found.map((file) => copyInto(folder, file)) : found;
  return { files, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** @throws EngineError `invalid-argument` for a wheel of another platform, or one that is not there */
export function checkWheels(files: readonly string[]): void {
  for (const file of files) {
    if (!FITS.test(basename(file))) {
      throw new EngineError('invalid-argument', `${file} is built for another Python or another computer. Here run wheels for any (py3-none-any) and those for Pyodide with Python 3.14 (cp314-…_wasm32).`);
    }
    if (!existsSync(file)) throw new EngineError('invalid-argument', `${file} is not there any more: put it back, or remove it from the packages.`);
  }
}

function copyInto(folder: string, file: string): string {
  const copy = join(folder, basename(file));
  copyFileSync(file, copy);
  return copy;
}

function wheelsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .sort()
    .map((name) => join(folder, name));
}
