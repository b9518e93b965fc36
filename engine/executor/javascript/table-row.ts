import type { TableCell, TableRow } from '../../core/task';
import { display } from './display';

/** A record as a row of a table, see core/task. */
export function tableRow(record: unknown): TableRow {
  if (Array.isArray(record)) {
    const names = record.length === 2 ? ['key', 'value'] : record.map((_, index) => `_${index + 1}`);
    return [names, record.map(cell)];
  }
  if (record instanceof Map) return [[...record.keys()].map(display), [...record.values()].map(cell)];
  if (typeof record === 'object' && record !== null && !(record instanceof Uint8Array) && !(record instanceof Date)) {
    return [Object.keys(record), Object.values(record).map(cell)];
  }
  return [['value'], [cell(record)]];
}

function cell(value: unknown): TableCell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { r: String(value) };
  if (typeof value === 'bigint') return { i: String(value) };
  if (value instanceof Uint8Array) return { b: btoa(String.fromCharCode(...value)) };
  return { r: display(value) };
}
