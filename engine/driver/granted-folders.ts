import { dirname, resolve, sep } from 'node:path';
import { EngineError } from '#engine/core';
import { type Files, nodeFiles, withoutScheme } from '#engine/sources';
import { realPathOf } from './real-path';

/** Folders that a script may read and write, with all that is in them; links that lead out of them are not followed. */
export class GrantedFolders {
  constructor(readonly folders: readonly string[]) {}

  async allows(path: string): Promise<boolean> {
    const real = await realPathOf(resolve(path));
    const granted = await Promise.all(this.folders.map((folder) => realPathOf(folder)));
    return granted.some((folder) => real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  }

  /** @throws EngineError `file-not-granted` */
  async check(path: string): Promise<void> {
    if (await this.allows(path)) return;
    throw new EngineError('file-not-granted', `${path} is outside of the folders that this script may use (${this.folders.join(', ')}). To let it use another folder, grant it in the script's settings.`);
  }

  /** The computer's files, as far as they are granted. */
  readonly files: Files = {
    list: async (directory) => {
      await this.check(withoutPattern(directory));
      return nodeFiles.list(directory);
    },
    matching: async (path) => {
      await this.check(withoutPattern(path));
      return nodeFiles.matching(path);
    },
    read: async (path) => {
      await this.check(path);
      return nodeFiles.read(path);
    },
    readPacked: async (path) => {
      await this.check(path);
      return nodeFiles.readPacked(path);
    },
    write: async (path, bytes) => {
      await this.check(path);
      return nodeFiles.write(path, bytes);
    },
  };
}

/** The folder in which a pattern such as /data/2026-* begins. */
function withoutPattern(path: string): string {
  const bare = withoutScheme(path);
  const at = bare.search(/[*?[{]/);
  return at < 0 ? bare : dirname(`${bare.slice(0, at)}x`);
}
