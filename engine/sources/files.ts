import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolders } from './make-folders';

export interface FileEntry {
  readonly path: string;
  /** ms since the epoch */
  readonly modified: number;
  readonly size: number;
}

/** The computer's files, as the engine's control plane asks for them. It never waits for a disk itself. */
export interface Files {
  /** The files (no folders, no names that begin with a dot) of a directory, which may be a glob; sorted by path. */
  list(directory: string): Promise<{ readonly files: readonly FileEntry[]; readonly missing: boolean }>;
  read(path: string): Promise<Uint8Array>;
  /** Written aside and renamed: nobody sees half a file. Folders are made as needed. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

export const nodeFiles: Files = {
  list: async (directory) => {
    const folders = await expand(resolve(withoutScheme(directory)));
    const found = await Promise.all(folders.map(filesIn));
    return { files: found.flat().sort((a, b) => (a.path < b.path ? -1 : 1)), missing: folders.length === 0 };
  },
  read: (path) => readFile(withoutScheme(path)),
  write: async (path, bytes) => {
    const target = resolve(withoutScheme(path));
    await makeFolders(dirname(target));
    const aside = join(dirname(target), `.${basename(target)}.new`);
    await writeFile(aside, bytes);
    await rename(aside, target);
  },
};

function withoutScheme(path: string): string {
  return path.replace(/^file:(\/\/)?/, '');
}

async function filesIn(folder: string): Promise<FileEntry[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      // It may have vanished since it was listed.
      const about = await stat(path).catch(() => null);
      return about?.isFile() ? { path, modified: Math.floor(about.mtimeMs), size: about.size } : null;
    }),
  );
  return entries.filter((entry) => entry !== null);
}

/** Hadoop's globs within a name: *, ?, [abc], {a,b}. */
function globPattern(glob: string): RegExp {
  const source = glob.replace(/[.+^$()|\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.').replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(',', '|')})`);
  return new RegExp(`^${source}$`);
}

/** The folders that a path with * or ? stands for. */
async function expand(path: string): Promise<string[]> {
  if (!/[*?[]/.test(path)) return (await isFolder(path)) ? [path] : [];
  const parents = await expand(dirname(path));
  const pattern = globPattern(basename(path));
  const found = await Promise.all(
    parents.map(async (parent) => (await readdir(parent)).filter((name) => pattern.test(name)).map((name) => join(parent, name))),
  );
  const folders = await Promise.all(found.flat().map(async (each) => ((await isFolder(each)) ? [each] : [])));
  return folders.flat();
}

async function isFolder(path: string): Promise<boolean> {
  const about = await stat(path).catch(() => null);
  return about?.isDirectory() ?? false;
}
