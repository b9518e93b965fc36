/** What two outputs have in common, or where they part. */
export type Comparison = { readonly same: true; readonly lines: number } | { readonly same: false; readonly line: number; readonly expected: string | null; readonly actual: string | null };

/** What pprint prints for a batch: a header, its records, an empty line. */
const HEADER = /^-{43}\nTime: .*\n-{43}\n/gm;
const EMPTY_BATCH = /^-{43}\nTime: .*\n-{43}\n\n/gm;

/**
 * Standard output without what differs from run to run: the times in pprint's headers, and batches with nothing in them.
 * @param unordered the lines of each batch, and those between two batches, are sorted: for programs whose order is not
 * Spark's to promise
 */
export function normalised(output: string, unordered = false): string[] {
  const [before, ...batches] = output.replaceAll('\r\n', '\n').replaceAll(EMPTY_BATCH, '').split(HEADER);
  const lines = (text: string): string[] => {
    const own = text.split('\n').filter((line) => line !== '');
    return unordered ? own.sort() : own;
  };
  return [
    ...lines(before!),
    ...batches.flatMap((text) => {
      const end = text.indexOf('\n\n');
      return ['--- batch', ...lines(end < 0 ? text : text.slice(0, end)), ...(end < 0 ? [] : lines(text.slice(end)))];
    }),
  ];
}

/** @param limit lines to look at; null: all */
export function compareOutput(expected: string, actual: string, { unordered = false, limit = null }: { readonly unordered?: boolean; readonly limit?: number | null } = {}): Comparison {
  const [one, other] = [normalised(expected, unordered).slice(0, limit ?? undefined), normalised(actual, unordered).slice(0, limit ?? undefined)];
  for (let line = 0; line < Math.max(one.length, other.length); line++) {
    if (one[line] !== other[line]) return { same: false, line: line + 1, expected: one[line] ?? null, actual: other[line] ?? null };
  }
  return { same: true, lines: one.length };
}
