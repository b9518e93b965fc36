import { constants } from 'node:fs';
import { cp, lstat, mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Files, matching, nodeFiles, withoutScheme } from '#engine/sources';
import type { Arguments } from './calls';
import { realPathOf } from './real-path';

/** Emscripten's flags of open(2) by which a file may be changed. */
const MAY_CHANGE = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000;

/** Where a path's content is. */
interface Place {
  /** Without links; as far as the file is the computer's, with none at its end either. */
  readonly path: string;
  readonly own: string;
  /** It was written or removed: the computer's own file is not seen. */
  readonly isOwn: boolean;
}

/**
 * The computer's files as a program sees them that must change none: what it writes is put into a folder of its own,
 * and found there again; what it removes is gone for it alone. Links are followed to what they lead to, and nothing is
 * copied as a link: written through, it would change the real file.
 */
export class ScratchFiles {
  /** Paths whose real content is not seen any more. */
  readonly #removed = new Set<string>();
  #root: Promise<string> | null = null;

  /** @param allows whether a file may be read, to which a link in a folder leads that is copied */
  constructor(private readonly allows: (path: string) => Promise<boolean>) {}

  /** The arguments of a file operation, with paths that it may change. */
  async redirected(method: string, args: Arguments): Promise<Arguments> {
    const path = args.path as string | undefined;
    if (path === undefined) return args;
    switch (method) {
      case 'file.status':
        return { ...args, path: await this.#reading(path) };
      case 'file.open':
        return { ...args, path: (args.flags as number) & MAY_CHANGE ? await this.#changing(path) : await this.#reading(path) };
      case 'file.make':
      case 'file.makeFolder':
        if (await kindOf(await this.#reading(path))) throw failure('EEXIST', path);
        return { ...args, path: await prepared((await this.#named(path)).own) };
      case 'file.rename':
        return { ...args, ...(await this.#renaming(path, args.to as string)) };
      case 'file.remove':
        return { ...args, path: await this.#removing(path, (own) => writeFile(own, '')) };
      case 'file.removeFolder':
        if ((await this.list(path)).length > 0) throw failure('ENOTEMPTY', path);
        return { ...args, path: await this.#removing(path, mkdir) };
      default:
        return { ...args, path: await this.#changing(path) };
    }
  }

  async list(path: string): Promise<string[]> {
    const { path: real, own, isOwn } = await this.#find(path);
    const written = await readdir(own).catch(() => null);
    if (isOwn && this.#isRemoved(real)) return written ?? readdir(own);
    const there = written === null ? await readdir(real) : await readdir(real).catch(() => []);
    return [...new Set([...there.filter((name) => !this.#removed.has(join(real, name))), ...(written ?? [])])];
  }

  /** @param files what is read where nothing was written */
  over(files: Files): Files {
    const isFolder = async (path: string): Promise<boolean | null> => {
      const kind = await kindOf(await this.#reading(path));
      return kind && kind === 'folder';
    };
    return {
      list: (directory) => files.list(directory),
      matching: (path) => matching(path, { isFolder, names: (folder) => this.list(folder) }),
      // Whatever stands there may be what the run itself wrote; what is saved now takes its place.
      isTaken: async (path) => {
        const { path: real, own } = await this.#named(path);
        if (await kindOf(own)) return true;
        this.#removed.add(real);
        return false;
      },
      read: (path) => this.#reader(path, files, (from, at) => from.read(at)),
      readPacked: (path) => this.#reader(path, files, (from, at) => from.readPacked(at)),
      write: async (path, bytes) => nodeFiles.write(await prepared((await this.#named(path)).own), bytes),
    };
  }

  /** Nothing of it is left. */
  async close(): Promise<void> {
    if (this.#root) await rm(await this.#root, { recursive: true, force: true });
  }

  async #reader(path: string, files: Files, read: (from: Files, path: string) => Promise<Uint8Array>): Promise<Uint8Array> {
    const { own, isOwn } = await this.#find(path);
    return isOwn ? read(nodeFiles, own) : read(files, path);
  }

  /** The path itself, even if it is a link. */
  async #named(path: string): Promise<Place> {
    const full = resolve(withoutScheme(path));
    const folder = dirname(full);
    const real = join(await realPathOf(folder), basename(full));
    this.#root ??= mkdtemp(join(tmpdir(), 'dstream-scratch-'));
    const own = join(await this.#root, real.replace(':', ''));
    return { path: real, own, isOwn: this.#isRemoved(real) || (await kindOf(own)) !== null };
  }

  /** What a path leads to. */
  async #find(path: string): Promise<Place> {
    const named = await this.#named(path);
    if (named.isOwn) return named;
    const target = await realpath(named.path).catch(() => named.path);
    return target === named.path ? named : this.#named(target);
  }

  async #reading(path: string): Promise<string> {
    const { path: real, own, isOwn } = await this.#find(path);
    return isOwn ? own : real;
  }

  /** A copy, where there is a file to copy; an empty folder for a folder. */
  async #changing(path: string): Promise<string> {
    const { path: real, own, isOwn } = await this.#find(path);
    await prepared(own);
    if (isOwn) return own;
    const kind = await kindOf(real);
    if (kind === 'folder') await mkdir(own);
    else if (kind === 'file') await cp(real, own, { mode: constants.COPYFILE_FICLONE });
    return own;
  }

  /** Puts something in the place of what is removed, so that the operation itself fails only where there is nothing. */
  async #removing(path: string, put: (own: string) => Promise<unknown>): Promise<string> {
    const { path: real, own, isOwn } = await this.#named(path);
    if (!isOwn && (await kindOf(real))) await put(await prepared(own));
    this.#removed.add(real);
    return own;
  }

  async #renaming(from: string, to: string): Promise<{ readonly path: string; readonly to: string }> {
    const source = await this.#find(from);
    const target = await this.#named(to);
    const kind = await kindOf(source.isOwn ? source.own : source.path);
    if (kind === null) throw failure('ENOENT', from);
    if (source.path === target.path) return { path: await this.#changing(from), to: await this.#changing(from) };
    if (kind === 'folder' && (await kindOf(await this.#reading(to))) === 'folder' && (await this.list(to)).length > 0) throw failure('ENOTEMPTY', to);
    const own = await this.#changing(from);
    if (kind === 'folder') await this.#completed(source);
    this.#removed.add((await this.#named(from)).path);
    this.#removed.add(target.path);
    return { path: own, to: await prepared(target.own) };
  }

  /** Copies into a folder what of the computer's is still to be seen in it. */
  async #completed({ path, own }: Place): Promise<void> {
    if (this.#isRemoved(path)) return;
    const isSeen = async (source: string): Promise<boolean> => {
      if (this.#removed.has(source)) return false;
      if (!(await lstat(source)).isSymbolicLink()) return true;
      return (await kindOf(source)) === 'file' && this.allows(source);
    };
    if (await kindOf(path)) await cp(path, own, { recursive: true, force: false, dereference: true, mode: constants.COPYFILE_FICLONE, filter: isSeen });
  }

  #isRemoved(path: string): boolean {
    for (let at = path; ; at = dirname(at)) {
      if (this.#removed.has(at)) return true;
      if (dirname(at) === at) return false;
    }
  }
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(path), { code });
}

/** The path, with the folder made in which it is. */
async function prepared(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return path;
}

/** null: there is nothing */
async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const about = await stat(path).catch(() => null);
  return about && (about.isDirectory() ? 'folder' : 'file');
}
