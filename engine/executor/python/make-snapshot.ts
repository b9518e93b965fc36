/**
 * Makes `out/python/snapshot.bin`: the memory of an interpreter in which our modules are imported already, so that an
 * executor is up in a third of a second instead of two. Run by `npm run build`; the same snapshot serves Node and
 * Chromium.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { loadPyodide, version } from 'pyodide';
import { outputPath, packagePath, projectRoot } from '../../hosts/build-output';
import { PYTHON_ENVIRONMENT } from './python-runtime';

const SITE_PACKAGES = '/lib/python3.14/site-packages';
/** Where our packages lie. All their modules are imported: the files themselves are not part of a snapshot. */
const PACKAGES = ['engine/executor/python/dstream_executor', 'engine/python/py4j', 'engine/python/pyspark'];

const files = PACKAGES.map((directory) => join(projectRoot(), directory))
  .filter((directory) => existsSync(directory))
  .flatMap((directory) => pythonFiles(directory).map((path) => ({ path, name: relative(dirname(directory), path) })));
const key = createHash('sha256').update(version);
for (const { path, name } of files) key.update(name).update(readFileSync(path));
const fingerprint = key.digest('hex');

const target = outputPath('python', 'snapshot.bin');
const manifest = outputPath('python', 'snapshot.json');
if (existsSync(target) && existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { fingerprint?: string }).fingerprint === fingerprint) {
  console.log('Python snapshot: up to date.');
} else {
  await make();
}

async function make(): Promise<void> {
  const pyodide = await loadPyodide({ indexURL: join(packagePath('pyodide'), '/'), _makeSnapshot: true, env: PYTHON_ENVIRONMENT });
  // Emscripten's file system; pyodide's types leave it open.
  const fs = pyodide.FS as { mkdirTree(path: string): void; writeFile(path: string, data: Uint8Array): void };
  for (const { path, name } of files) {
    fs.mkdirTree(join(SITE_PACKAGES, dirname(name)));
    fs.writeFile(join(SITE_PACKAGES, name), readFileSync(path));
  }
  pyodide.runPython(`import importlib\nimportlib.invalidate_caches()\nimport ${files.map(({ name }) => moduleName(name)).join(', ')}`);
  const snapshot = pyodide.makeMemorySnapshot();
  mkdirSync(dirname(target), { recursive: true });
  // Written aside and renamed: a build that is cut off leaves no half snapshot.
  writeFileSync(`${target}.new`, snapshot);
  renameSync(`${target}.new`, target);
  writeFileSync(manifest, `${JSON.stringify({ fingerprint, pyodide: version, bytes: snapshot.length })}\n`);
  console.log(`Python snapshot: ${(snapshot.length / 1e6).toFixed(1)} MB.`);
}

function moduleName(file: string): string {
  return file.replace(/\.py$/, '').replace(/\/__init__$/, '').replaceAll('/', '.');
}

function pythonFiles(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .flatMap((name) => {
      const path = join(directory, name);
      if (statSync(path).isDirectory()) return name === '__pycache__' ? [] : pythonFiles(path);
      return name.endsWith('.py') ? [path] : [];
    });
}
