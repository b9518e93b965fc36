/** What two outputs have in common, or where they part. */
export type Comparison = { readonly same: true; readonly lines: number } | { readonly same: false; readonly line: number; readonly expected: string | null; readonly actual: string | null };

const HEADER = /^-{43}\nTime: .*\n-{43}\n/gm;

/**
 * Standard output without what differs from run to run: the times in pprint's headers, and batches with nothing in them.
 * @param unordered the lines of each batch are sorted, for programs whose order is not Spark's to promise
 */
export function normalised(output: string, unordered = false): string[] {
  const blocks = output.replaceAll('\r\n', '\n').split(HEADER);
  const lines: string[] = [];
  for (const [index, block] of blocks.entries()) {
    if (index > 0 && block.trim() === '') continue;
    const own = block.split('\n').filter((line) => line !== '');
    if (index > 0) lines.push('--- batch');
    lines.push(...(unordered ? own.sort() : own));
  }
  return lines;
}

/** @param limit lines to look at; null: all */
export function compareOutput(expected: string, actual: string, { unordered = false, limit = null }: { readonly unordered?: boolean; readonly limit?: number | null } = {}): Comparison {
  const [one, other] = [normalised(expected, unordered).slice(0, limit ?? undefined), normalised(actual, unordered).slice(0, limit ?? undefined)];
  for (let line = 0; line < Math.max(one.length, other.length); line++) {
    if (one[line] !== other[line]) return { same: false, line: line + 1, expected: one[line] ?? null, actual: other[line] ?? null };
  }
  return { same: true, lines: one.length };
}
