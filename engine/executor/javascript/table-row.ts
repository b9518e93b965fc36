import type { TableCell, TableRow } from '../../core/task';
import { display } from './display';

/** A record as a row of a table, see core/task. */
export function tableRow(record: unknown): TableRow {
  if (Array.isArray(record)) {
    const names = record.length === 2 ? ['key', 'value'] : record.map((_, index) => `_${index + 1}`);
    return [names, record.map(cell)];
  }
  if (record instanceof Map) return [[...record.keys()].map(display), [...record.values()].map(cell)];
  if (typeof record === 'object' && record !== null && ![Uint8Array, Date, Set].some((whole) => record instanceof whole)) {
    return [Object.keys(record), Object.values(record).map(cell)];
  }
  return [['value'], [cell(record)]];
}

/** In parts: a call takes some 100,000 arguments at most. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function cell(value: unknown): TableCell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { r: String(value) };
  if (typeof value === 'bigint') return { i: String(value) };
  if (value instanceof Uint8Array) return { b: base64(value) };
  return { r: display(value) };
}
