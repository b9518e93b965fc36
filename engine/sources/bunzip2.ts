import { EngineError } from '#engine/core';

const BLOCK = 0x314159265359;
const END = 0x177245385090;
const MAGIC_BITS = 48;
/** Bytes of the largest block. */
const BLOCK_SIZE = 900_000;
/** Symbols that share a choice of a table. */
const GROUP = 50;
const LONGEST_CODE = 20;

/**
 * Unpacks a text that bzip2 packed, in one stream or several. As Hadoop does where a file is read in splits, it looks for
 * where a block begins, whatever is before it: what has no block is empty, and what follows the last stream is left out.
 * @throws EngineError `invalid-argument` where a block is broken, or something else is between two of them
 */
export function bunzip2(packed: Uint8Array, name: string): Uint8Array {
  const bits = new Bits(packed, name);
  const made: Uint8Array[] = [];
  while (bits.skipTo(BLOCK)) {
    let magic = BLOCK;
    while (magic === BLOCK) {
      made.push(block(bits, name));
      // All that the block holds is there, even where its stream was cut off behind it.
      if (bits.left < MAGIC_BITS) break;
      magic = bits.read48();
    }
    if (magic !== BLOCK && magic !== END) throw broken(name);
  }
  return new Uint8Array(Buffer.concat(made));
}

function broken(name: string): EngineError {
  return new EngineError('invalid-argument', `${name} is no whole bzip2 file: pack it again, or unpack it first.`);
}

/** Bits, the highest of a byte first. */
class Bits {
  readonly #bytes: Uint8Array;
  readonly #name: string;
  #at = 0;

  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.#name = name;
  }

  get left(): number {
    return this.#bytes.byteLength * 8 - this.#at;
  }

  bit(): number {
    if (this.left === 0) throw broken(this.#name);
    const found = (this.#bytes[this.#at >> 3]! >> (7 - (this.#at & 7))) & 1;
    this.#at++;
    return found;
  }

  /** At most 32. */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }

  read48(): number {
    return this.read(24) * 2 ** 24 + this.read(24);
  }

  /** Goes behind the next 48 bits that are these, wherever they begin. @returns false: there are none */
  skipTo(magic: number): boolean {
    const [high, low] = [Math.floor(magic / 2 ** 24), magic % 2 ** 24];
    let [before, last] = [0, 0];
    for (let read = 1; this.left > 0; read++) {
      const bit = this.bit();
      before = ((before << 1) | (last >>> 23)) & 0xffffff;
      last = ((last << 1) | bit) & 0xffffff;
      if (read >= MAGIC_BITS && before === high && last === low) return true;
    }
    return false;
  }
}

function block(bits: Bits, name: string): Uint8Array {
  const checksum = bits.read(32);
  if (bits.bit() === 1) throw broken(name);
  const first = bits.read(24);
  const letters = usedLetters(bits);
  const tables = bits.read(3);
  const choices = tableChoices(bits, tables, name);
  const codes = Array.from({ length: tables }, () => new Codes(bits, letters.length + 2, name));
  const sorted = symbols(bits, letters, choices, codes, name);
  if (first >= sorted.length) throw broken(name);
  const made = withoutRuns(unsorted(sorted, first));
  // A bit that is wrong would give other records and no error.
  if (crc(made) !== checksum) throw broken(name);
  return made;
}

/** CRC-32, the highest bit first. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value;
});

function crc(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) value = (value << 8) ^ CRC[(value >>> 24) ^ byte]!;
  return ~value >>> 0;
}

function usedLetters(bits: Bits): number[] {
  const rows = bits.read(16);
  const letters: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const used = bits.read(16);
    for (let i = 0; i < 16; i++) if ((used >> (15 - i)) & 1) letters.push(row * 16 + i);
  }
  return letters;
}

/** For each group of symbols its table, moved to the front when it is used. */
function tableChoices(bits: Bits, tables: number, name: string): number[] {
  const order = Array.from({ length: tables }, (_, index) => index);
  return Array.from({ length: bits.read(15) }, () => {
    let place = 0;
    while (bits.bit() === 1) place++;
    const [chosen] = order.splice(place, 1);
    if (chosen === undefined) throw broken(name);
    order.unshift(chosen);
    return chosen;
  });
}

/** A Huffman table: for each length of a code, the first code and its symbols. */
class Codes {
  readonly #bits: Bits;
  readonly #name: string;
  readonly #byLength: number[][] = Array.from({ length: LONGEST_CODE + 2 }, () => []);

  constructor(bits: Bits, count: number, name: string) {
    this.#bits = bits;
    this.#name = name;
    let length = bits.read(5);
    for (let symbol = 0; symbol < count; symbol++) {
      while (bits.bit() === 1) length += bits.bit() === 0 ? 1 : -1;
      if (length < 1 || length > LONGEST_CODE) throw broken(name);
      this.#byLength[length]!.push(symbol);
    }
  }

  next(): number {
    let [code, first] = [0, 0];
    for (let length = 1; length <= LONGEST_CODE; length++) {
      code = code * 2 + this.#bits.bit();
      const symbols = this.#byLength[length]!;
      if (code - first < symbols.length) return symbols[code - first]!;
      first = (first + symbols.length) * 2;
    }
    throw broken(this.#name);
  }
}

/** The block's bytes as they were sorted: runs of the front letter are numbers with digits 1 and 2, lowest first. */
function symbols(bits: Bits, letters: number[], choices: readonly number[], codes: readonly Codes[], name: string): Uint8Array {
  const made = new Uint8Array(BLOCK_SIZE);
  const end = letters.length + 1;
  let [at, run, digit, read] = [0, 0, 1, 0];
  for (;;) {
    const table = codes[choices[Math.floor(read++ / GROUP)] ?? -1];
    if (!table) throw broken(name);
    const symbol = table.next();
    if (symbol <= 1) {
      run += digit * (symbol + 1);
      digit *= 2;
      continue;
    }
    if (at + run > BLOCK_SIZE) throw broken(name);
    made.fill(letters[0]!, at, at + run);
    at += run;
    [run, digit] = [0, 1];
    if (symbol === end) return made.subarray(0, at);
    if (at === BLOCK_SIZE) throw broken(name);
    const [letter] = letters.splice(symbol - 1, 1);
    letters.unshift(letter!);
    made[at++] = letter!;
  }
}

/** Undoes the sorting of Burrows and Wheeler. */
function unsorted(sorted: Uint8Array, first: number): Uint8Array {
  const starts = new Uint32Array(257);
  for (const letter of sorted) starts[letter + 1]!++;
  for (let letter = 0; letter < 256; letter++) starts[letter + 1]! += starts[letter]!;
  const next = new Uint32Array(sorted.length);
  for (let i = 0; i < sorted.length; i++) next[starts[sorted[i]!]!++] = i;
  let at = next[first]!;
  return sorted.map(() => {
    const letter = sorted[at]!;
    at = next[at]!;
    return letter;
  });
}

/** Four equal bytes are followed by how many more there are. */
function withoutRuns(bytes: Uint8Array): Uint8Array {
  const made: number[] = [];
  let equal = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (equal === 4) {
      for (let n = bytes[i]!; n > 0; n--) made.push(bytes[i - 1]!);
      equal = 0;
      continue;
    }
    equal = equal > 0 && bytes[i] === bytes[i - 1] ? equal + 1 : 1;
    made.push(bytes[i]!);
  }
  return Uint8Array.from(made);
}
