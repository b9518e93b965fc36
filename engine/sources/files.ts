import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { deflate, gunzip, gzip, inflate } from 'node:zlib';
import { EngineError } from '#engine/core';
import { makeFolders } from './make-folders';
import { unpackBzip2 } from './unpack-bzip2';

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
  /** The files and folders that a path, which may be a glob, stands for; sorted. A glob finds no names that begin with `.` or `_`. */
  matching(path: string): Promise<readonly { readonly path: string; readonly isFolder: boolean }[]>;
  /** Whether something stands where a folder is to be saved; left out: whatever `matching` finds. */
  isTaken?(path: string): Promise<boolean>;
  /** What is in a file; one whose name ends with `.gz`, `.deflate` or `.bz2` is unpacked, as Hadoop does. */
  read(path: string): Promise<Uint8Array>;
  /** The bytes as they lie there, packed or not. */
  readPacked(path: string): Promise<Uint8Array>;
  /** Written aside and renamed: nobody sees half a file. Folders are made as needed. What ends with `.gz` or `.deflate` is packed. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

export const nodeFiles: Files = {
  list: async (directory) => {
    const folders = (await expand(resolve(withoutScheme(directory)), onDisk)).filter(({ isFolder }) => isFolder);
    const found = await Promise.all(folders.map(({ path }) => filesIn(path)));
    return { files: found.flat().sort((a, b) => (a.path < b.path ? -1 : 1)), missing: folders.length === 0 };
  },
  matching: (path) => matching(path, onDisk),
  read: async (path) => unpack(await nodeFiles.readPacked(path), path),
  readPacked: (path) => readFile(withoutScheme(path)),
  write: async (path, bytes) => {
    const target = resolve(withoutScheme(path));
    await makeFolders(dirname(target));
    const aside = join(dirname(target), `.${basename(target)}.new`);
    await writeFile(aside, (await packing(path)?.pack?.(bytes)) ?? bytes);
    await rename(aside, target);
  },
};

interface Packing {
  /** null: such files are read only. */
  readonly pack: ((bytes: Uint8Array) => Promise<Uint8Array>) | null;
  readonly unpack: (bytes: Uint8Array, path: string) => Promise<Uint8Array>;
}

/** The ways to pack a file, by how its name ends. */
const PACKINGS: ReadonlyMap<string, Packing> = new Map<string, Packing>([
  ['.gz', { pack: promisify(gzip), unpack: whole('gzip', promisify(gunzip)) }],
  ['.deflate', { pack: promisify(deflate), unpack: whole('deflate', promisify(inflate)) }],
  ['.bz2', { pack: null, unpack: unpackBzip2 }],
]);

/** Names the file that is broken. @throws EngineError `invalid-argument` */
function whole(packing: string, unpack: (bytes: Uint8Array) => Promise<Uint8Array>): Packing['unpack'] {
  return async (bytes, path) => {
    try {
      return await unpack(bytes);
    } catch (error) {
      throw new EngineError('invalid-argument', `${path} is no whole ${packing} file (${error instanceof Error ? error.message : String(error)}): pack it again, or unpack it first.`);
    }
  };
}

const packing = (path: string): Packing | undefined => PACKINGS.get(extname(path));

export const isPacked = (path: string): boolean => packing(path) !== undefined;

/** What is in a file that may be packed, by its name. @throws EngineError `invalid-argument` for one that is broken */
export async function unpack(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  return packing(path)?.unpack(bytes, path) ?? bytes;
}

/** A path that may be a URL of this computer's files. */
export function withoutScheme(path: string): string {
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

/** Hadoop's globs within a name: *, ?, [abc], [^abc], {a,b}. */
function globPattern(glob: string): RegExp {
  const source = glob.replace(/[.+$()|\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.').replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(',', '|')})`);
  return new RegExp(`^${source}$`);
}

/** What globs ask of files. */
export interface Disk {
  /** null: there is nothing */
  isFolder(path: string): Promise<boolean | null>;
  /** What is in a folder. */
  names(folder: string): Promise<readonly string[]>;
}

const onDisk: Disk = {
  isFolder: (path) =>
    stat(path).then(
      (about) => about.isDirectory(),
      () => null,
    ),
  names: (folder) => readdir(folder),
};

/** `Files.matching` of any files. */
export async function matching(path: string, disk: Disk): Promise<{ path: string; isFolder: boolean }[]> {
  const found = await expand(resolve(withoutScheme(path)), disk);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A glob may stand in any part of a path. */
async function expand(path: string, disk: Disk): Promise<{ path: string; isFolder: boolean }[]> {
  if (!/[*?[{]/.test(path)) {
    const isFolder = await disk.isFolder(path);
    return isFolder === null ? [] : [{ path, isFolder }];
  }
  const parents = (await expand(dirname(path), disk)).filter(({ isFolder }) => isFolder);
  const pattern = globPattern(basename(path));
  const found = await Promise.all(parents.map(async (parent) => (await disk.names(parent.path)).filter((name) => !/^[._]/.test(name) && pattern.test(name)).map((name) => join(parent.path, name))));
  // None of these has a glob in it any more, whatever its name.
  const kinds = await Promise.all(found.flat().map(async (each) => ({ path: each, isFolder: await disk.isFolder(each) })));
  return kinds.flatMap(({ path: each, isFolder }) => (isFolder === null ? [] : [{ path: each, isFolder }]));
}
