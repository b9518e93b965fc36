import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import type { PyodideInterface } from 'pyodide';

/** Directories that belong to Python itself and must not be hidden by the computer's own. */
const PYTHONS_OWN = new Set(['dev', 'proc', 'sys', 'lib', 'lib64']);
/** Bytes that a program may write at most. */
const MOST_OUTPUT = 1024 * 1024 * 1024;

/** Emscripten's file system, which pyodide's types leave open; its own mount refuses a folder such as /home. */
interface FileSystem {
  readonly filesystems: { readonly NODEFS: { readonly node_ops: unknown; realPath(node: FileNode): string } };
  mkdirTree(path: string): void;
  chdir(path: string): void;
  mount(type: unknown, options: { root: string }, path: string): void;
  lookupNode(parent: FileNode, name: string): FileNode;
  hashRemoveNode(node: FileNode): void;
}
interface FileNode {
  readonly parent: FileNode;
  readonly mode: number;
  readonly node_ops: unknown;
}
/** The bits of a mode that tell a file from a folder. */
const KIND = 0o170000;

/** What a program gave back, its bytes as Latin-1: a list of plain values, since it crosses into Python. */
type Outcome = readonly [status: number, output: string, errors: string, failure: string];

/**
 * An interpreter in Node sees the computer as Spark's Python processes do: its files under their own paths, and its
 * programs (RDD.pipe). Not for the app's sandbox.
 * @param directory the working directory
 * @param packages a folder of further packages to import
 */
export function mountComputer(pyodide: PyodideInterface, directory: string, packages: string | null = null): void {
  const fs = pyodide.FS as FileSystem;
  forgetWhatIsGone(fs);
  for (const entry of readdirSync('/', { withFileTypes: true })) {
    if (!entry.isDirectory() || PYTHONS_OWN.has(entry.name)) continue;
    fs.mkdirTree(`/${entry.name}`);
    fs.mount(fs.filesystems.NODEFS, { root: `/${entry.name}` }, `/${entry.name}`);
  }
  fs.chdir(directory);
  pyodide.registerJsModule('_dstream_host', { runProgram });
  pyodide.runPython('from pyspark import _sqlite; _sqlite.install()');
  if (packages !== null) pyodide.runPython(`from pyspark import _local_modules; _local_modules.share(${JSON.stringify(packages)})`);
}

/**
 * Emscripten remembers each path that it saw. Other interpreters and programs remove files too: SQLite's lock would be
 * held for ever by who let go of it.
 */
function forgetWhatIsGone(fs: FileSystem): void {
  const { NODEFS } = fs.filesystems;
  const lookup = fs.lookupNode.bind(fs);
  fs.lookupNode = (parent, name) => {
    const node = lookup(parent, name);
    if (node.node_ops !== NODEFS.node_ops || node.parent === node) return node;
    if (kindOf(NODEFS.realPath(node)) === (node.mode & KIND)) return node;
    fs.hashRemoveNode(node);
    return lookup(parent, name);
  };
}

/** null: it is not there, or cannot be looked at. */
function kindOf(path: string): number | null {
  try {
    return lstatSync(path).mode & KIND;
  } catch {
    return null;
  }
}

function runProgram(command: readonly string[], input: string, environment: Readonly<Record<string, string>> | null): Outcome {
  const [program, ...args] = [...command];
  const env = environment === null ? process.env : { ...process.env, ...environment };
  const { status, stdout, stderr, error, signal } = spawnSync(program!, args, { input, env, maxBuffer: MOST_OUTPUT });
  const text = (bytes: Buffer | null): string => bytes?.toString('latin1') ?? '';
  // A program may end before it has read all of its input.
  const failed = error && (error as NodeJS.ErrnoException).code !== 'EPIPE';
  return [status ?? (signal ? -1 : 0), text(stdout), text(stderr), failed ? error.message : ''];
}
