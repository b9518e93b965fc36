import type { NodeBatch } from '#api';

export interface StateRow {
  readonly key: string;
  /** The state after each of the batches, oldest first; null: the key had none. */
  readonly states: readonly (string | null)[];
  /** Batches since it became what it is; null: it was so in all that are shown. */
  readonly unchangedFor: number | null;
  /** Batches since the key came; null: it was there in all that are shown. */
  readonly age: number | null;
}

/** The keys of a state with their history, those that changed last first. */
export function stateRows(batches: readonly NodeBatch[]): StateRow[] {
  const keys = new Map<string, (string | null)[]>();
  for (const [index, batch] of batches.entries()) {
    for (const { repr, key } of batch.records) {
      if (key === null) continue;
      const states = keys.get(key) ?? batches.map(() => null);
      states[index] = repr.slice(1 + key.length + 1, -1).trim();
      keys.set(key, states);
    }
  }
  return [...keys].map(([key, states]) => rowOf(key, states)).sort((a, b) => (a.unchangedFor ?? Infinity) - (b.unchangedFor ?? Infinity) || (a.key < b.key ? -1 : 1));
}

function rowOf(key: string, states: readonly (string | null)[]): StateRow {
  const now = states.at(-1) ?? null;
  const changed = states.findLastIndex((state) => state !== now);
  const absent = states.lastIndexOf(null);
  return { key: key.trim(), states, unchangedFor: changed < 0 ? null : states.length - 2 - changed, age: now === null ? 0 : absent < 0 ? null : states.length - 1 - absent };
}

/** A batch that failed before the state says nothing of it: no key is gone for that. */
export function computedOf(batches: readonly NodeBatch[]): readonly NodeBatch[] {
  return batches.filter(({ total }) => total !== null);
}

/** How often the function was called: once for each key that has a state, or had one before. */
export function callsOf(rows: readonly StateRow[], total: number): number {
  return total + rows.filter(({ states }) => states.at(-1) === null && (states.at(-2) ?? null) !== null).length;
}
