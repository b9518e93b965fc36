import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { findWheels, GrantedFolders, ScratchFiles, startScript } from '#engine/driver';
import type { StartScript } from '#engine/replay';
import type { Packages } from './packages';
import { sandboxDriverHost } from './sandbox-driver-host';
import type { SandboxWindow } from './sandbox-window';
import { ScriptMemory } from './script-memory';

/**
 * Runs recorded scripts again in the sandbox. They read in the folders that were granted to the script of that path;
 * what they write there is put aside and removed. One that came with a bundle has an empty folder, and no other.
 */
export function scriptsToReplay(sandbox: SandboxWindow, profile: string, packages: Packages): StartScript {
  return async ({ path, text, arguments: args, isForeign }, options, environment) => {
    const isAtHome = !isForeign && existsSync(dirname(path));
    const directory = isAtHome ? dirname(path) : mkdtempSync(join(tmpdir(), 'dstream-replay-'));
    const folders = isAtHome ? new ScriptMemory(profile).grantedTo(path) : [directory];
    const wheels = findWheels(packages.list().wheels, { copied: true });
    const granted = new GrantedFolders(folders);
    const scratch = new ScratchFiles((file) => granted.allows(file));
    const free = async (): Promise<void> => {
      wheels.remove();
      if (!isAtHome) rmSync(directory, { recursive: true, force: true });
      await scratch.close();
    };
    try {
      const place = { script: join(directory, basename(path)), directory, host: sandboxDriverHost(sandbox, folders), granted, scratch };
      const run = await startScript({ ...options, ...place, text, args, pyFiles: [], wheels, master: 'local[*]', appName: basename(path) }, environment);
      return { ended: run.ended, close: () => run.close().finally(free) };
    } catch (error) {
      await free();
      throw error;
    }
  };
}
