import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
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
 * @throws EngineError `invalid-argument` for a wheel of another platform
 */
export function findWheels(paths: readonly string[]): Wheels {
  const files = paths.flatMap((path) => (path.endsWith('.whl') || !statSync(path).isDirectory() ? [path] : wheelsIn(path)));
  for (const file of files) {
    if (!FITS.test(basename(file))) {
      throw new EngineError('invalid-argument', `${file} is built for another Python or another computer. Here run wheels for any (py3-none-any) and those for Pyodide with Python 3.14 (cp314-…_wasm32).`);
    }
  }
  if (files.length === 0) return { files, folder: null, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'dstream-wheels-'));
  return { files, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function wheelsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .sort()
    .map((name) => join(folder, name));
}
