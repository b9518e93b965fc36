import { randomUUID } from 'node:crypto';
import { sep } from 'node:path';
import type { DriverHost } from '#engine/driver';
import type { SandboxWindow } from './sandbox-window';

/**
 * A script's interpreter in the sandboxed window: like lambdas it reaches no file, program or network, but the folders
 * that were granted, by way of the engine.
 */
export function sandboxDriverHost(sandbox: SandboxWindow, folders: readonly string[]): DriverHost {
  return {
    start: async (start, receive) => {
      const id = `driver-${randomUUID()}`;
      const { post } = await sandbox.openDriver(id, receive);
      sandbox.onLost((reason) => receive({ type: 'failed', message: reason }));
      const { pyodide, snapshot } = sandbox.pythonAssets;
      post({ start, pyodide, snapshot, folders: outermost(folders) });
      return {
        post,
        terminate: () => {
          sandbox.terminate(id);
          return Promise.resolve();
        },
      };
    },
  };
}

/** A folder within another one is there already. */
function outermost(folders: readonly string[]): string[] {
  return folders.filter((folder, index) => folders.every((other, at) => at === index || (other === folder ? at > index : !folder.startsWith(other.endsWith(sep) ? other : other + sep))));
}
