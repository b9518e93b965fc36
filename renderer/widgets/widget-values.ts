import type { NodeBatch } from '#api';

type Record = NodeBatch['records'][number];

/** A record as a widget shows it: what it is called, and how much it is. */
export interface Entry {
  readonly name: string;
  /** null: its value is no number */
  readonly value: number | null;
  readonly text: string;
}

/** What a record is as a number: itself, or a pair's value; null: it is none. */
function numberOf({ repr, key }: Record): number | null {
  const text = key === null ? repr : valueText(repr, key);
  return /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}

/** `('spark', 7)` with the key `'spark'` has the value `7`. */
function valueText(repr: string, key: string): string {
  return repr.slice(1 + key.length + 1, -1).trim();
}

/** A text without its quotes. */
function plain(literal: string): string {
  const text = literal.trim();
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1).replace(/\\(['"\\])/g, '$1') : text;
}

/** The measure of a batch: its one number where it is one, else how many records it has. */
export function measureOf(batch: NodeBatch | undefined): { readonly value: number | null; readonly isCount: boolean } {
  if (!batch) return { value: null, isCount: true };
  const single = batch.total === 1 && batch.records.length === 1 ? numberOf(batch.records[0]!) : null;
  return single === null ? { value: batch.total, isCount: true } : { value: single, isCount: false };
}

/** Pairs with numbers, largest first; of anything else, how often each record is there. */
export function entriesOf(batch: NodeBatch | undefined): Entry[] {
  const records = batch?.records ?? [];
  if (records.length > 0 && records.every((record) => record.key !== null)) {
    const entries = records.map((record) => ({ name: plain(record.key!), value: numberOf(record), text: valueText(record.repr, record.key!) }));
    return entries.sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity) || (a.name < b.name ? -1 : 1));
  }
  const counts = new Map<string, number>();
  for (const { repr } of records) counts.set(repr, (counts.get(repr) ?? 0) + 1);
  return [...counts].map(([repr, value]) => ({ name: plain(repr), value, text: String(value) })).sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
}

/** Px of a word's letters: its area says how much it is. */
export function wordSize(value: number, most: number): number {
  return Math.round(11 + 21 * Math.sqrt(Math.max(0, value) / Math.max(1e-9, most)));
}
