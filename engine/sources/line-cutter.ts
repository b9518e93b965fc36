const LF = 10;
const CR = 13;

/**
 * Collects bytes and gives them back in whole lines. Line ends are those of java.io.BufferedReader.readLine: \n, \r and
 * \r\n, also where the two bytes of the last arrive apart. Each byte is looked at once, however long a line grows.
 */
export class LineCutter {
  #pieces: Uint8Array[] = [];
  #length = 0;
  /** Bytes from the start of the pieces that are whole lines. */
  #whole = 0;
  #records = 0;
  #endedWithCR = false;

  /**
   * @param maxRecords line ends to take at most: the bytes after the last one are left
   * @returns how many bytes were taken
   */
  push(arrived: Uint8Array, maxRecords = Infinity): number {
    if (arrived.length === 0 || maxRecords <= 0) return 0;
    // \r | \n: the line ended with the \r. Where that went out with its block, the \n would be a line of its own.
    const continues = this.#endedWithCR && arrived[0] === LF;
    const bytes = continues && this.#length === 0 ? arrived.subarray(1) : arrived;
    this.#endedWithCR = false;
    if (bytes.length === 0) return arrived.length;
    let at = continues && this.#length > 0 ? 1 : 0;
    this.#whole = Math.max(this.#whole, at === 1 ? this.#length + 1 : 0);
    const hasCR = bytes.includes(CR);
    const fullAt = this.#records + maxRecords;
    while (this.#records < fullAt) {
      const end = hasCR ? nextEnd(bytes, at) : bytes.indexOf(LF, at);
      if (end < 0) break;
      at = hasCR && bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
      this.#records++;
      this.#whole = this.#length + at;
    }
    const piece = this.#records < fullAt ? bytes : bytes.subarray(0, at);
    this.#endedWithCR = piece[piece.length - 1] === CR;
    this.#pieces.push(piece);
    this.#length += piece.length;
    return piece.length + (arrived.length - bytes.length);
  }

  /** Bytes that are held. */
  get length(): number {
    return this.#length;
  }

  /** Whole lines that are held. */
  get records(): number {
    return this.#records;
  }

  /** Bytes of the last line, which has no end yet. */
  get unfinished(): number {
    return this.#length - this.#whole;
  }

  /** Forgets everything. */
  clear(): void {
    this.#drop(this.#length);
    this.#endedWithCR = false;
  }

  /**
   * Takes the whole lines out, into memory that threads share: the engine, its executors and the history read it without
   * a copy. Nobody writes to it again.
   * @param all also the last line without an end: the connection was closed
   */
  take(all: boolean): { readonly bytes: Uint8Array; readonly records: number } | null {
    const unfinished = this.#length > this.#whole;
    const length = all ? this.#length : this.#whole;
    const records = this.#records + (all && unfinished ? 1 : 0);
    if (records === 0) return null;
    const bytes = new Uint8Array(new SharedArrayBuffer(length));
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece.subarray(0, Math.min(piece.length, length - at)), at);
      at += Math.min(piece.length, length - at);
      if (at >= length) break;
    }
    this.#drop(length);
    return { bytes, records };
  }

  #drop(length: number): void {
    let left = length;
    while (left > 0) {
      const first = this.#pieces[0]!;
      if (first.length > left) this.#pieces[0] = first.subarray(left);
      else this.#pieces.shift();
      left -= Math.min(left, first.length);
    }
    this.#length -= length;
    this.#whole = 0;
    this.#records = 0;
  }
}

function nextEnd(bytes: Uint8Array, from: number): number {
  const lf = bytes.indexOf(LF, from);
  const cr = bytes.subarray(from, lf < 0 ? undefined : lf).indexOf(CR);
  return cr < 0 ? lf : from + cr;
}
