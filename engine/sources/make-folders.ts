import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How often another may take away a folder, empty as it is, before the one inside it is made. */
const TRIES = 10;

/**
 * Makes a folder and those around it. Node's own recursive mkdir tries for ever where a folder is there and none can be
 * made in it for want of a file system that knows how, as in /proc.
 * @throws Error of the system, with its code
 */
export async function makeFolders(path: string): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await makeFolder(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // It was there, and is not any more.
      if (code === 'EEXIST' && tried < TRIES) continue;
      if (code !== 'ENOENT' || dirname(path) === path || tried === TRIES) throw error;
      await makeFolders(dirname(path));
    }
  }
}

/** Opens a file, in a folder that is made. @throws Error of the system, with its code */
export async function openInFolder(path: string, flags: 'w' | 'a'): Promise<FileHandle> {
  for (let tried = 1; ; tried++) {
    await makeFolders(dirname(path));
    try {
      return await open(path, flags);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tried === TRIES) throw error;
    }
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    // It is there already, whatever the system says of it.
    const about = await stat(path).catch(() => null);
    if (!about?.isDirectory()) throw error;
  }
}
