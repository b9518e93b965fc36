import { createHash } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** ms between two looks at the file: works on network drives too, where nobody tells of changes. */
const INTERVAL = 1500;

/** Knows a file as we read or wrote it last, and tells when somebody else changed it or took it away. */
export class DiskWatch {
  #path: string | null = null;
  #known = '';
  readonly #look = (): void => void this.tell();

  constructor(private readonly told: (change: 'changed' | 'gone') => void) {}

  /** From now on this is the file, with this content; null: none. */
  follow(path: string | null, content: string | Uint8Array = ''): void {
    if (path !== this.#path) {
      if (this.#path !== null) unwatchFile(this.#path, this.#look);
      if (path !== null) watchFile(path, { interval: INTERVAL, persistent: false }, this.#look);
      this.#path = path;
    }
    this.#known = hashOf(content);
  }

  /** What is on the disk now is known, whatever it is. */
  acknowledge(): void {
    if (this.#path !== null) this.#known = hashOnDisk(this.#path) ?? '';
  }

  /** Whether a file is there that we do not know. */
  get isStrange(): boolean {
    const hash = this.#path === null ? null : hashOnDisk(this.#path);
    return hash !== null && hash !== this.#known;
  }

  /** Looks now, and tells if it is not as we know it. */
  async tell(): Promise<void> {
    const path = this.#path;
    if (path === null) return;
    const content = await readFile(path).catch(() => null);
    if (path !== this.#path) return;
    if (content === null) this.told('gone');
    else if (hashOf(content) !== this.#known) this.told('changed');
  }
}

function hashOnDisk(path: string): string | null {
  try {
    return hashOf(readFileSync(path));
  } catch {
    // Not there, or not readable: nothing that we could lose.
    return null;
  }
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
