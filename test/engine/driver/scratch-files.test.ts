import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrantedFolders, HostFiles, ScratchFiles } from '#engine/driver';

const WRITE = 0o2 | 0o100;
const APPEND = 0o1 | 0o2000;
/** What a script does with files one after the other, and what it sees at the end. */
const CASES: readonly (readonly [title: string, steps: readonly string[], seen: Readonly<Record<string, string>>])[] = [
  ['what it writes is found, and the rest is real', ['write a.txt', 'make new.txt'], { 'read a.txt': 'NEWxt', 'read b.txt': 'b.txt', 'read new.txt': '', 'list .': 'a.txt b.txt folder linked-file linked-folder new.txt' }],
  ['a link is written through to what it leads to', ['append linked-file'], { 'read linked-file': 'b.txtNEW', 'read b.txt': 'b.txtNEW' }],
  ['a linked folder is the folder', ['append linked-folder/in.txt'], { 'read folder/in.txt': 'inNEW', 'list linked-folder': 'in.txt out' }],
  ['what is removed is gone, for engine reads too', ['remove a.txt'], { 'read a.txt': 'ENOENT', 'list .': 'b.txt folder linked-file linked-folder', 'match *.txt': 'b.txt' }],
  ['what is removed and written again is new', ['remove a.txt', 'make a.txt'], { 'read a.txt': '' }],
  ['nothing is removed twice', ['remove a.txt', 'remove a.txt'], { 'status a.txt': 'ENOENT' }],
  ['a folder that was written into is renamed with all that is in it', ['append folder/in.txt', 'make folder/more.txt', 'rename folder moved'], { 'read moved/in.txt': 'inNEW', 'list moved': 'in.txt more.txt', 'list folder': 'ENOENT' }],
  ['a link out of the granted folders is not copied with its folder', ['rename folder moved'], { 'read moved/out': 'ENOENT', 'read folder/out': 'EACCES' }],
  ['a folder is removed only if it is empty', ['removeFolder folder'], { 'read folder/in.txt': 'in' }],
  ['a folder that is made again is empty', ['remove folder/in.txt', 'rename folder moved', 'makeFolder folder'], { 'list folder': '', 'match folder/*': '' }],
  ['a path with dots leads nowhere else', ['append folder/../a.txt', 'append ../outside.txt'], { 'read a.txt': 'a.txtNEW', 'read ../outside.txt': 'EACCES' }],
  ['what fails changes nothing', ['rename a.txt folder/none/x', 'rename nothing x', 'makeFolder folder', 'make a.txt'], { 'read folder/in.txt': 'in', 'read x': 'ENOENT' }],
];

describe('the files of a script that is run again', () => {
  let home: string;
  let folder: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'dstream-files-'));
    folder = join(home, 'granted');
    mkdirSync(join(folder, 'folder'), { recursive: true });
    for (const name of ['a.txt', 'b.txt']) writeFileSync(join(folder, name), name);
    writeFileSync(join(folder, 'folder/in.txt'), 'in');
    writeFileSync(join(home, 'outside.txt'), 'secret');
    symlinkSync(join(folder, 'b.txt'), join(folder, 'linked-file'));
    symlinkSync(join(folder, 'folder'), join(folder, 'linked-folder'));
    symlinkSync(join(home, 'outside.txt'), join(folder, 'folder/out'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it.each(CASES)('%s', async (_title, steps, seen) => {
    const before = everything(home);
    const scratches = readdirSync(tmpdir()).filter((name) => name.startsWith('dstream-scratch-'));
    const granted = new GrantedFolders([folder]);
    const scratch = new ScratchFiles((path) => granted.allows(path));
    const host = new HostFiles(granted, scratch);
    const path = (name: string): string => `${folder}/${name}`;
    const call = async (method: string, args: Record<string, unknown>, bytes?: Uint8Array): Promise<unknown> => {
      const { value, buffers = [] } = await host.call(`file.${method}`, args, bytes);
      const { error, value: answer } = value as { readonly error?: string; readonly value?: unknown };
      return error ?? (buffers[0] ? new TextDecoder().decode(buffers[0]) : answer);
    };
    const opened = async (name: string, flags: number, use: (handle: unknown) => Promise<unknown>): Promise<unknown> => {
      const handle = await call('open', { path: path(name), flags });
      if (typeof handle !== 'number') return handle;
      const told = await use(handle);
      await call('close', { handle });
      return told;
    };
    const carryOut = async (step: string): Promise<unknown> => {
      const [what, name, to] = step.split(' ') as [string, string, string?];
      if (what === 'read') return opened(name, 0, (handle) => call('read', { handle, length: 100, position: 0 }));
      if (what === 'write' || what === 'append') return opened(name, what === 'write' ? WRITE : APPEND, (handle) => call('write', { handle, position: 0 }, new TextEncoder().encode('NEW')));
      if (what === 'list') return call('list', { path: path(name) }).then((names) => (Array.isArray(names) ? names.sort().join(' ') : names));
      if (what === 'match') return (await scratch.over(granted.files).matching(path(name))).map((found) => found.path.slice(folder.length + 1)).join(' ');
      return call(what, { path: path(name), ...(to && { to: path(to) }) });
    };
    try {
      for (const step of steps) await carryOut(step);
      expect(Object.fromEntries(await Promise.all(Object.keys(seen).map(async (step) => [step, await carryOut(step)])))).toEqual(seen);
    } finally {
      await host.close();
      await scratch.close();
    }
    expect(everything(home)).toEqual(before);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('dstream-scratch-'))).toEqual(scratches);
  });
});

/** Every file and folder with its bytes, mode and time. */
function everything(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .map(({ entry, path }) => [path, lstatSync(path).mode, lstatSync(path).mtimeMs, entry.isFile() ? readFileSync(path, 'utf8') : ''].join(' '))
    .sort();
}
