import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rmdir, stat, truncate, unlink, utimes } from 'node:fs/promises';
import { EngineError } from '#engine/core';
import type { Answer, Arguments } from './calls';
import type { FileStatus } from './file-protocol';
import type { GrantedFolders } from './granted-folders';
import type { ScratchFiles } from './scratch-files';

/** Emscripten's flags of open(2) (those of Linux), which other systems number otherwise. */
const FLAGS: readonly (readonly [emscripten: number, here: number])[] = [
  [0o1, constants.O_WRONLY],
  [0o2, constants.O_RDWR],
  [0o100, constants.O_CREAT],
  [0o200, constants.O_EXCL],
  [0o1000, constants.O_TRUNC],
  [0o2000, constants.O_APPEND],
];
/** Bytes that one call reads at most. */
const MAX_READ = 8 * 1024 * 1024;

type Operation = (args: Arguments, bytes: Uint8Array | undefined) => Promise<Answer>;

/** File operations of a script in the sandbox: the granted folders, and nothing else. */
export class HostFiles {
  readonly #handles = new Map<number, FileHandle>();
  #lastHandle = 0;

  constructor(
    private readonly granted: GrantedFolders,
    /** Takes what is written; null: it goes to where it says. */
    private readonly scratch: ScratchFiles | null = null,
  ) {}

  /** The answer's value is `{error}` with the system's name of the error where it fails. */
  async call(method: string, args: Arguments, bytes: Uint8Array | undefined): Promise<Answer> {
    const operation = this.#operations.get(method);
    if (!operation) throw new EngineError('invalid-argument', `There is no ${method}.`);
    try {
      for (const path of [args.path, args.to]) {
        if (path !== undefined && !(await this.granted.allows(path as string))) return { value: { error: 'EACCES' } };
      }
      const { value = null, buffers = [] } = await operation(this.scratch && method !== 'file.list' ? await this.scratch.redirected(method, args) : args, bytes);
      return { value: { value }, buffers };
    } catch (error) {
      return { value: { error: (error as NodeJS.ErrnoException).code ?? 'EIO' } };
    }
  }

  async close(): Promise<void> {
    const open = [...this.#handles.values()];
    this.#handles.clear();
    await Promise.all(open.map((handle) => handle.close()));
  }

  #handle({ handle }: Arguments): FileHandle {
    const known = this.#handles.get(handle as number);
    if (!known) throw Object.assign(new Error('closed'), { code: 'EBADF' });
    return known;
  }

  readonly #operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
    ['file.status', async ({ path }) => ({ value: await statusOf(path as string) })],
    ['file.list', async ({ path }) => ({ value: await (this.scratch?.list(path as string) ?? readdir(path as string)) })],
    ['file.make', async ({ path }) => (await (await open(path as string, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR)).close(), {})],
    ['file.makeFolder', async ({ path }) => (await mkdir(path as string), {})],
    ['file.rename', async ({ path, to }) => (await rename(path as string, to as string), {})],
    ['file.remove', async ({ path }) => (await unlink(path as string), {})],
    ['file.removeFolder', async ({ path }) => (await rmdir(path as string), {})],
    ['file.truncate', async ({ path, size }) => (await truncate(path as string, size as number), {})],
    ['file.touch', async ({ path, accessed, modified }) => (await utimes(path as string, (accessed as number) / 1000, (modified as number) / 1000), {})],
    [
      'file.open',
      async ({ path, flags }) => {
        const own = FLAGS.reduce((sum, [theirs, ours]) => ((flags as number) & theirs ? sum | ours : sum), 0);
        const opened = await open(path as string, own);
        const handle = ++this.#lastHandle;
        this.#handles.set(handle, opened);
        return { value: handle };
      },
    ],
    [
      'file.close',
      async (args) => {
        const handle = this.#handle(args);
        this.#handles.delete(args.handle as number);
        await handle.close();
        return {};
      },
    ],
    [
      'file.read',
      async (args) => {
        const { buffer, bytesRead } = await this.#handle(args).read(new Uint8Array(Math.min(args.length as number, MAX_READ)), 0, null, args.position as number);
        return { buffers: [buffer.subarray(0, bytesRead)] };
      },
    ],
    ['file.write', async (args, bytes) => ({ value: (await this.#handle(args).write(bytes!, 0, null, args.position as number)).bytesWritten })],
  ]);
}

async function statusOf(path: string): Promise<FileStatus> {
  // Where a link leads was checked: it is granted itself.
  const { mode, size, atimeMs, mtimeMs, ctimeMs, ino } = await stat(path);
  return { mode, size, accessed: atimeMs, modified: mtimeMs, changed: ctimeMs, inode: ino };
}
