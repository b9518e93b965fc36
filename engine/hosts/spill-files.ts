import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'dstream-spill-';

/** Bytes on their way to a file, or in it. */
export interface SpilledBytes {
  readonly size: number;
  /** @throws Error where the disk refused them */
  read(): Promise<Uint8Array>;
  /** Nobody will ask for them again. */
  drop(): void;
}

/**
 * Files for what executors cannot hold, in a folder of this process under the system's temporary one. The folder goes
 * with the process; what a process left that crashed goes when the next one spills.
 */
class SpillFiles {
  #folder: string | null = null;
  #last = 0;

  write(bytes: Uint8Array): SpilledBytes {
    this.#folder ??= makeFolder();
    const file = join(this.#folder, String(this.#last++));
    let memory: Uint8Array | null = bytes;
    let dropped = false;
    // Until it is written it is read from memory, and for good where the disk is full: slower is better than lost.
    const written = writeFile(file, bytes).then(
      () => (memory = null),
      () => rm(file, { force: true }).catch(() => undefined),
    );
    return {
      size: bytes.byteLength,
      read: async () => memory ?? (await readFile(file)),
      drop: () => {
        if (dropped) return;
        dropped = true;
        memory = null;
        // What cannot be removed now goes with the folder.
        void written.then(() => rm(file, { force: true })).catch(() => undefined);
      },
    };
  }
}

function makeFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const match = /^dstream-spill-(\d+)$/.exec(name);
    if (match && !isAlive(Number(match[1]))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  const folder = join(tmpdir(), `${PREFIX}${process.pid}`);
  // A process of the same number may have crashed.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs for another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export const spillFiles = new SpillFiles();
