import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Where `npm run build` put things. The same code runs from sources (tests), from out/main (Electron), from out/engine
 * (dstream-submit, workers) and from a packaged app, so the project's root is looked for, not assumed.
 */
export function projectRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(directory, 'package.json');
    if (existsSync(manifest) && isOurs(manifest)) return directory;
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`No dstream-studio package.json above ${fileURLToPath(import.meta.url)}.`);
    directory = parent;
  }
}

function isOurs(manifest: string): boolean {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name === 'dstream-studio';
}

/** Worker threads and WebAssembly files can't be read out of an asar archive; packaging unpacks them beside it. */
function unpacked(path: string): string {
  const outside = path.replace(/app\.asar(?=[\\/]|$)/, 'app.asar.unpacked');
  return outside !== path && existsSync(outside) ? outside : path;
}

/** A file or folder under `out/`, such as `outputPath('python', 'snapshot.bin')`. */
export function outputPath(...parts: readonly string[]): string {
  return unpacked(join(projectRoot(), 'out', ...parts));
}

/** A worker's bundle: `workerFile('receiver')` is out/engine/receiver.worker.js. */
export function workerFile(name: string): URL {
  return pathToFileURL(outputPath('engine', `${name}.worker.js`));
}

/** The folder of an installed package, such as pyodide's. */
export function packagePath(name: string): string {
  return unpacked(join(projectRoot(), 'node_modules', name));
}
