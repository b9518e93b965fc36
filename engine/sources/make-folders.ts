import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those around it. Node's own recursive mkdir tries for ever where a folder is there and none can be
 * made in it for want of a file system that knows how, as in /proc.
 * @throws Error of the system, with its code
 */
export async function makeFolders(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolders(dirname(path));
    await makeFolder(path);
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
