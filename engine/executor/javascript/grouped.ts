/**
 * A dictionary by value: arrays that hold the same values are one key, as tuples are in Python. Iterates in the order
 * of first insertion, as Python's dict.
 */
export class Grouped {
  readonly #pairs = new Map<unknown, [key: unknown, value: unknown]>();

  /** Puts `first(value)` under a new key, `merge(old, value)` under a known one. */
  add(key: unknown, value: unknown, first: (value: unknown) => unknown, merge: (old: unknown, value: unknown) => unknown): void {
    const identity = identityOf(key);
    const pair = this.#pairs.get(identity);
    if (pair === undefined) this.#pairs.set(identity, [key, first(value)]);
    else pair[1] = merge(pair[1], value);
  }

  get pairs(): [key: unknown, value: unknown][] {
    return [...this.#pairs.values()];
  }
}

/** A value that is the same for equal keys and no others. @throws TypeError for keys without value semantics */
export function identityOf(key: unknown): unknown {
  if (typeof key === 'number') return key;
  if (typeof key === 'string') return key.charCodeAt(0) === 0 ? `\0s${key}` : key;
  if (Array.isArray(key)) return `\0a${encode(key)}`;
  if (key === null || key === undefined) return null;
  if (typeof key === 'object' || typeof key === 'function' || typeof key === 'symbol') {
    throw new TypeError(`A key has to be a string, number, boolean, bigint, null or an array of those; this is ${typeof key}.`);
  }
  return key;
}

function encode(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return String(identityOf(value));
}
