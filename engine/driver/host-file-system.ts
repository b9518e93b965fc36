import type { PyodideInterface } from 'pyodide';
import type { FileStatus } from './file-protocol';

/** Emscripten's numbers for the errors that files have (WASI's). */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...([['EACCES', 2], ['EBADF', 8], ['EBUSY', 10], ['EEXIST', 20], ['EINVAL', 28], ['EIO', 29], ['EISDIR', 31], ['ELOOP', 32], ['EMFILE', 33]] as const),
  ...([['ENAMETOOLONG', 37], ['ENOENT', 44], ['ENOSPC', 51], ['ENOTDIR', 54], ['ENOTEMPTY', 55], ['EPERM', 63], ['EROFS', 69], ['EXDEV', 75]] as const),
]);
const FOLDER = 0o040000;
const KIND = 0o170000;

/** Asks the host; throws nothing but what it answers. */
export type AskHost = (method: string, args: Readonly<Record<string, unknown>>, bytes?: Uint8Array) => { readonly value?: unknown; readonly error?: string; readonly bytes: Uint8Array | null };

interface FsNode {
  readonly name: string;
  readonly parent: FsNode;
  readonly mount: { readonly opts: { readonly root: string } };
  readonly mode: number;
  node_ops: unknown;
  stream_ops: unknown;
}
interface FsStream {
  readonly node: FsNode;
  readonly flags: number;
  position: number;
  handle?: number;
}
interface Emscripten {
  mkdirTree(path: string): void;
  mount(type: unknown, options: { readonly root: string }, path: string): void;
  createNode(parent: FsNode | null, name: string, mode: number, device: number): FsNode;
  readonly ErrnoError: new (number: number) => Error;
}

/**
 * Folders of the computer as the interpreter sees them, each file operation of which is asked of the host. The host
 * decides what may be read and written; nothing is reached past it.
 */
export function mountHostFolders(pyodide: PyodideInterface, folders: readonly string[], askHost: AskHost): void {
  // Emscripten's file system; pyodide's types leave it open.
  const fs = pyodide.FS as Emscripten;
  const type = hostFileSystem(fs, askHost);
  for (const folder of folders) {
    fs.mkdirTree(folder);
    fs.mount(type, { root: folder }, folder);
  }
}

function hostFileSystem(fs: Emscripten, askHost: AskHost): unknown {
  const ask = (method: string, args: Readonly<Record<string, unknown>>, bytes?: Uint8Array): { value: unknown; bytes: Uint8Array | null } => {
    const { value, error, bytes: returned } = askHost(method, args, bytes);
    if (error !== undefined) throw new fs.ErrnoError(NUMBERS.get(error) ?? NUMBERS.get('EIO')!);
    return { value, bytes: returned };
  };
  const pathOf = (node: FsNode): string => (node.parent === node ? node.mount.opts.root : `${pathOf(node.parent)}/${node.name}`);
  const statusOf = (path: string): FileStatus => ask('file.status', { path }).value as FileStatus;
  const create = (parent: FsNode | null, name: string, mode: number): FsNode => {
    const node = fs.createNode(parent, name, mode, 0);
    node.node_ops = nodes;
    node.stream_ops = streams;
    return node;
  };
  const handleOf = ({ handle }: FsStream): number => handle!;

  const nodes = {
    getattr: (node: FsNode) => {
      const { mode, size, accessed, modified, changed, inode } = statusOf(pathOf(node));
      const time = { atime: new Date(accessed), mtime: new Date(modified), ctime: new Date(changed) };
      return { dev: 1, ino: inode, mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, ...time, blksize: 4096, blocks: Math.ceil(size / 512) };
    },
    setattr: (node: FsNode, changed: { readonly size?: number; readonly atime?: number | Date; readonly mtime?: number | Date }) => {
      const path = pathOf(node);
      if (changed.size !== undefined) ask('file.truncate', { path, size: changed.size });
      if (changed.mtime !== undefined) ask('file.touch', { path, accessed: Number(changed.atime ?? changed.mtime), modified: Number(changed.mtime) });
    },
    lookup: (parent: FsNode, name: string) => create(parent, name, statusOf(`${pathOf(parent)}/${name}`).mode),
    mknod: (parent: FsNode, name: string, mode: number) => {
      ask((mode & KIND) === FOLDER ? 'file.makeFolder' : 'file.make', { path: `${pathOf(parent)}/${name}` });
      return create(parent, name, mode);
    },
    rename: (node: FsNode, folder: FsNode, name: string) => void ask('file.rename', { path: pathOf(node), to: `${pathOf(folder)}/${name}` }),
    unlink: (parent: FsNode, name: string) => void ask('file.remove', { path: `${pathOf(parent)}/${name}` }),
    rmdir: (parent: FsNode, name: string) => void ask('file.removeFolder', { path: `${pathOf(parent)}/${name}` }),
    readdir: (node: FsNode) => ['.', '..', ...(ask('file.list', { path: pathOf(node) }).value as string[])],
    symlink: () => {
      throw new fs.ErrnoError(NUMBERS.get('EPERM')!);
    },
    readlink: () => {
      throw new fs.ErrnoError(NUMBERS.get('EINVAL')!);
    },
  };
  const streams = {
    open: (stream: FsStream) => {
      if ((stream.node.mode & KIND) !== FOLDER) stream.handle = ask('file.open', { path: pathOf(stream.node), flags: stream.flags }).value as number;
    },
    close: (stream: FsStream) => void (stream.handle !== undefined && ask('file.close', { handle: stream.handle })),
    read: (stream: FsStream, buffer: Int8Array, offset: number, length: number, position: number) => {
      const { bytes } = ask('file.read', { handle: handleOf(stream), length, position });
      new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(bytes!, offset);
      return bytes!.byteLength;
    },
    write: (stream: FsStream, buffer: Int8Array, offset: number, length: number, position: number) => {
      const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length).slice();
      return ask('file.write', { handle: handleOf(stream), position }, bytes).value as number;
    },
    llseek: (stream: FsStream, offset: number, whence: number) => {
      const from = whence === 1 ? stream.position : whence === 2 ? statusOf(pathOf(stream.node)).size : 0;
      if (from + offset < 0) throw new fs.ErrnoError(NUMBERS.get('EINVAL')!);
      return from + offset;
    },
  };
  return { mount: (mount: { readonly opts: { readonly root: string } }) => create(null, '/', statusOf(mount.opts.root).mode) };
}
