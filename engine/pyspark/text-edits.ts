/** Part of a text, in UTF-16 units as strings and editors count; `to` is exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface TextEdit extends Range {
  readonly insert: string;
}

/** The text after edits that do not overlap; everything outside of them stays as it is. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, insert } of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
    result += text.slice(at, from) + insert;
    at = to;
  }
  return result + text.slice(at);
}

/** The one edit between two texts: what stays at both ends is outside of it; null if they are equal. */
export function editBetween(before: string, after: string): TextEdit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let tail = 0;
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}

/** Where line ends are; CR LF is one, as for Python. */
export class LineMap {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + end.length);
  }

  /** 1-based. */
  lineAt(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** 1-based. */
  columnAt(offset: number): number {
    return offset - this.#starts[this.lineAt(offset) - 1]! + 1;
  }

  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.#starts.at(-1)!;
  }
}
