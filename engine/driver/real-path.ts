import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A path without links; of one that is not there, as far as it is. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPathOf(parent), path.slice(parent.length));
  }
}
