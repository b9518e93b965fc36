import { constants } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { type Files, nodeFiles } from '#engine/sources';
import type { Arguments } from './calls';

/** Emscripten's flags of open(2) by which a file may be changed. */
const MAY_CHANGE = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000;

/**
 * The computer's files as a program sees them that must change none: what it writes is put into a folder of its own,
 * and found there again; what it removes is gone for it alone.
 */
export class ScratchFiles {
  /** Paths whose real content is not seen any more. */
  readonly #removed = new Set<string>();
  #root: Promise<string> | null = null;

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
        if (await isThere(await this.#reading(path))) throw Object.assign(new Error(path), { code: 'EEXIST' });
        return { ...args, path: await this.#place(path) };
      case 'file.rename': {
        const from = await this.#changing(path);
        this.#removed.add(resolve(path));
        return { ...args, path: from, to: await this.#place(args.to as string) };
      }
      case 'file.remove': {
        const there = await this.#changing(path);
        this.#removed.add(resolve(path));
        return { ...args, path: there };
      }
      case 'file.removeFolder': {
        if ((await this.list(path)).length > 0) throw Object.assign(new Error(path), { code: 'ENOTEMPTY' });
        const there = await this.#changing(path);
        this.#removed.add(resolve(path));
        return { ...args, path: there };
      }
      default:
        return { ...args, path: await this.#changing(path) };
    }
  }

  async list(path: string): Promise<string[]> {
    const own = await this.#own(path);
    const written = await readdir(own).catch(() => null);
    if (this.#isRemoved(path)) return written ?? readdir(own);
    const real = written === null ? await readdir(path) : await readdir(path).catch(() => []);
    return [...new Set([...real.filter((name) => !this.#removed.has(resolve(path, name))), ...(written ?? [])])];
  }

  /** @param files what is read where nothing was written */
  over(files: Files): Files {
    return {
      list: (directory) => files.list(directory),
      matching: async (path) => ((await isThere(await this.#own(path))) ? [{ path, isFolder: (await stat(await this.#own(path))).isDirectory() }] : files.matching(path)),
      // Whatever stands there may be what the run itself wrote.
      isTaken: async (path) => isThere(await this.#own(path)),
      read: async (path) => ((await isThere(await this.#own(path))) ? nodeFiles.read(await this.#own(path)) : files.read(path)),
      readPacked: async (path) => ((await isThere(await this.#own(path))) ? nodeFiles.readPacked!(await this.#own(path)) : (files.readPacked ?? files.read)(path)),
      write: async (path, bytes) => nodeFiles.write(await this.#place(path), bytes),
    };
  }

  /** Nothing of it is left. */
  async close(): Promise<void> {
    if (this.#root) await rm(await this.#root, { recursive: true, force: true });
  }

  /** Where a path is written to. */
  async #own(path: string): Promise<string> {
    this.#root ??= mkdtemp(join(tmpdir(), 'dstream-scratch-'));
    return join(await this.#root, resolve(path.replace(/^file:(\/\/)?/, '')).replace(':', ''));
  }

  /** The same, with its folder made. */
  async #place(path: string): Promise<string> {
    const own = await this.#own(path);
    await mkdir(dirname(own), { recursive: true });
    return own;
  }

  async #reading(path: string): Promise<string> {
    const own = await this.#own(path);
    return this.#isRemoved(path) || (await isThere(own)) ? own : path;
  }

  /** A copy, where there is something to copy. */
  async #changing(path: string): Promise<string> {
    const own = await this.#place(path);
    if (!(await isThere(own)) && !this.#isRemoved(path) && (await isThere(path))) await cp(path, own, { recursive: true, mode: constants.COPYFILE_FICLONE });
    return own;
  }

  #isRemoved(path: string): boolean {
    for (let at = resolve(path); ; at = dirname(at)) {
      if (this.#removed.has(at)) return true;
      if (dirname(at) === at || !at.includes(sep)) return false;
    }
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
