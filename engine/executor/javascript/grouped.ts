/**
 * A dictionary by value: arrays that hold the same values are one key, as tuples are in Python. Iterates in the order
 * of first insertion, as Python's dict.
 */
export class Grouped {
  readonly keys: unknown[] = [];
  readonly values: unknown[] = [];
  readonly #index = new Map<unknown, number>();

  /** Puts `first(value)` under a new key, `merge(old, value)` under a known one. */
  add(key: unknown, value: unknown, first: (value: unknown) => unknown, merge: (old: unknown, value: unknown) => unknown): void {
    const identity = identityOf(key);
    const at = this.#index.get(identity);
    if (at !== undefined) {
      this.values[at] = merge(this.values[at], value);
      return;
    }
    const combiner = first(value);
    this.#index.set(identity, this.keys.length);
    this.keys.push(key);
    this.values.push(combiner);
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
