/** @throws TypeError for a record that is no [key, value] pair */
export function pairOf(record: unknown): readonly [unknown, unknown] {
  if (Array.isArray(record) && record.length === 2) return record as [unknown, unknown];
  throw new TypeError('This operator needs [key, value] pairs; this record is none.');
}
