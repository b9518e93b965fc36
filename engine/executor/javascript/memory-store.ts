import { blockKey, type BlockId, type KeptBlock } from '../../core/kept-block';
import type { Generation } from './keyed-state';

interface Entry {
  readonly id: BlockId;
  readonly value: Uint8Array | Generation;
  /** When it was last used: the lowest goes first. */
  used: number;
}

function sizeOf(value: Uint8Array | Generation | undefined): number {
  return value instanceof Uint8Array ? value.byteLength : 0;
}

/** What this executor keeps between tasks. Only what is serialised counts, and can go to disk: live state is used in every batch. */
export class MemoryStore {
  readonly #entries = new Map<string, Entry>();
  #clock = 0;
  bytes = 0;

  put(id: BlockId, value: Uint8Array | Generation): void {
    const key = blockKey(id);
    this.bytes += sizeOf(value) - sizeOf(this.#entries.get(key)?.value);
    this.#entries.set(key, { id, value, used: ++this.#clock });
  }

  get(id: BlockId): Uint8Array | Generation | undefined {
    const entry = this.#entries.get(blockKey(id));
    if (entry) entry.used = ++this.#clock;
    return entry?.value;
  }

  /** @param owners ids of shuffles or RDDs */
  forget(kind: BlockId['kind'], owners: readonly number[]): void {
    if (owners.length === 0) return;
    const gone = new Set(owners);
    for (const [key, { id, value }] of this.#entries) {
      if (id.kind !== kind || !gone.has(id.owner)) continue;
      this.#entries.delete(key);
      this.bytes -= sizeOf(value);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.bytes = 0;
  }

  /** Takes out what was used least recently, until no more than `limit` bytes are left. */
  overflow(limit: number): KeptBlock[] {
    if (this.bytes <= limit) return [];
    const out: KeptBlock[] = [];
    for (const { id, value } of [...this.#entries.values()].sort((a, b) => a.used - b.used)) {
      if (this.bytes <= limit) break;
      if (!(value instanceof Uint8Array) || value.byteLength === 0) continue;
      this.#entries.delete(blockKey(id));
      this.bytes -= value.byteLength;
      out.push({ id, bytes: value });
    }
    return out;
  }
}
