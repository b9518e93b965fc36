import type { Language } from '#engine/model';

/**
 * Lines that brought the key of a pair.
 * @param repr the pair as a sample shows it
 * @param found lines by key as a sample shows it
 */
export function keyedAs(repr: string, found: readonly ReadonlyMap<string, readonly number[]>[], language: Language): readonly number[] {
  const open = language === 'python' ? '(' : '[ ';
  const isKey = (key: string): boolean => repr.startsWith(`${open}${key}, `);
  const keys = found.flatMap((lines) => [...lines.keys()]);
  const own = keys.filter(isKey);
  // 1, 1.0 and True are the same key, and objects may be equal to anything: what looks like one of those may be the key.
  const mayEqual = own.some((key) => !isPlain(key)) ? hasNumbers : (key: string): boolean => !isPlain(key);
  return found.flatMap((lines) => [...lines].flatMap(([key, numbers]) => (isKey(key) || mayEqual(key) ? numbers : [])));
}

const outsideQuotes = (key: string): string => key.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '');

/** Of strings, whole numbers and None only. */
function isPlain(key: string): boolean {
  return /^(?:[\d\s,()[\]-]|None|null)*$/.test(outsideQuotes(key));
}

function hasNumbers(key: string): boolean {
  return /\w/.test(outsideQuotes(key));
}
