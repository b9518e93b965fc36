import type { Observations } from './observations';

/** Characters of a batch's records that are searched; the rest of a flood is not. */
const MAX_CHARACTERS = 32_768;

/** The words under which a batch is found. */
export interface BatchText {
  readonly key: string;
  readonly value: string;
  readonly error: string;
  readonly status: string;
}

/** A batch's records, each once, keys apart; records beyond the limit are left out whole. */
export function batchText(reprs: Iterable<string>, error: string, status: string): BatchText {
  const values = new Set<string>();
  const keys = new Set<string>();
  let left = MAX_CHARACTERS;
  for (const repr of reprs) {
    if (values.has(repr)) continue;
    left -= repr.length;
    if (left < 0) break;
    values.add(repr);
    const key = keyOf(repr);
    if (key !== null) keys.add(key);
  }
  return { key: [...keys].join('\n'), value: [...values].join('\n'), error, status };
}

/** The sampled records of all RDDs of a batch. */
export function* sampledReprs(seen: Observations, rdds: readonly { readonly id: number }[]): Generator<string> {
  for (const { id } of rdds) for (const { repr } of seen.samples(id)) yield repr;
}

/** The key of a pair as it is written in Python or JavaScript: `('spark', 7)` has the key `'spark'`; null: no pair. */
export function keyOf(repr: string): string | null {
  if (repr[0] !== '(' && repr[0] !== '[') return null;
  let depth = 0;
  let quote: string | null = null;
  for (let at = 1; at < repr.length; at++) {
    const character = repr[at]!;
    if (quote !== null) {
      if (character === '\\') at++;
      else if (character === quote) quote = null;
    } else if (character === "'" || character === '"') quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === ',' && depth === 0) return repr.slice(1, at);
    if (depth < 0) return null;
  }
  return null;
}
