import type { RecordsPage } from '#api';
import { formatCount, plural } from '../ui/format';

/** "first 100 of 12,345 records", "12 records", "not computed in this batch" */
export function totalText({ records, total }: RecordsPage): string {
  if (total === null) return 'not computed in this batch';
  if (records.length > 0 && records.length < total) return `first ${formatCount(records.length)} of ${plural(total, 'record')}`;
  return plural(total, 'record');
}

/** Why a page is empty, in words. */
export function emptyText({ total }: RecordsPage): string {
  if (total === null) return 'No task computed this in this batch, so there are no records to show.';
  return total === 0 ? 'No record passed here in this batch.' : `${plural(total, 'record')} passed, but none was kept.`;
}

/** Characters of a value that are shown before "show all". */
const SHORT = 240;

/** The beginning of a long value; null where it is short enough to show whole. */
export function shortened(repr: string): string | null {
  if (repr.length <= SHORT) return null;
  // Not through the middle of a surrogate pair.
  const end = /[\uD800-\uDBFF]/.test(repr[SHORT - 1]!) ? SHORT - 1 : SHORT;
  return repr.slice(0, end);
}
