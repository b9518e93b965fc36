/**
 * Text cut into words without making its lines. Each different word is made once: its hash is then known to the
 * dictionaries that it goes through, and most words of a text have been there before.
 */
import { lines, validText } from './lines';

/** Where words end. */
export interface WordEnds {
  /** By byte: 0 within a word, 1 a separator, 2 the end of a line. */
  readonly kinds: Uint8Array;
  /** Words without characters are left out. */
  readonly dropEmpty: boolean;
  /** Other characters may separate words, too. */
  readonly asciiOnly: boolean;
}

const [LF, CR] = [10, 13];
const [WITHIN, SEPARATOR, LINE_END] = [0, 1, 2];

/** @returns null for what is no single ASCII character, or could not be within a line */
export function wordEndsAt(separator: string): WordEnds | null {
  const code = separator.charCodeAt(0);
  if (separator.length !== 1 || code >= 0x80 || separator === '\n' || separator === '\r') return null;
  return { kinds: kinds([code]), dropEmpty: false, asciiOnly: false };
}

/** Python's `str.split()`. */
export const WHITESPACE: WordEnds = { kinds: kinds([9, 11, 12, 28, 29, 30, 31, 32]), dropEmpty: true, asciiOnly: true };

function kinds(separators: readonly number[]): Uint8Array {
  const found = new Uint8Array(256);
  for (const code of separators) found[code] = SEPARATOR;
  found[LF] = LINE_END;
  return found;
}

/** The text, if its words can be told from its bytes: it is valid, and has no ends of lines or spaces that look different. */
export function wordText(bytes: Uint8Array, { asciiOnly }: WordEnds): string | null {
  if (bytes.includes(CR)) return null;
  const text = validText(bytes);
  return text === null || (asciiOnly && text.length !== bytes.length) ? null : text;
}

/** Words in a row. */
export interface WordPiece {
  readonly words: readonly string[];
  /** Lines that end in it. */
  readonly lines: number;
  /** Bytes of these lines, from the first one's beginning to the last one's end. */
  readonly from: number;
  readonly to: number;
}

/** Words that are counted together. */
const PIECE = 256;
/** Different words that are known at the same time: more would cost more memory than they save time. */
const MOST = 1 << 16;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * @param bytes lines of valid UTF-8 that end in \n only
 * @param text the same, decoded
 * @param size words of a piece; the last line's go on to its end
 */
export function* wordPieces(bytes: Uint8Array, text: string, { kinds, dropEmpty }: WordEnds, size: number): Generator<WordPiece> {
  const ascii = text.length === bytes.length;
  const length = bytes.length;
  const most = Math.min(MOST, 2 ** Math.ceil(Math.log2(length + 2)));
  /** By hash: the id of a word, plus 1. */
  const slots = new Int32Array(4 * most);
  const mask = slots.length - 1;
  const [starts, ends, hashes] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  let known: string[] = [];
  let words: string[] = [];
  let at = 0;
  let from = 0;
  let to = 0;
  let lines = 0;
  // The last line may lack its end.
  const end = length > 0 && bytes[length - 1] !== LF ? length + 1 : length;
  while (at < end) {
    const start = at;
    let hash = 0;
    let kind = WITHIN;
    while (at < length && (kind = kinds[bytes[at]!]!) === WITHIN) hash = (Math.imul(hash, 31) + bytes[at++]!) | 0;
    hash ^= hash >>> 15;
    if (at > start || !dropEmpty) {
      let slot = hash & mask;
      let id = slots[slot]! - 1;
      while (id >= 0 && !(hashes[id] === hash && same(bytes, starts[id]!, ends[id]!, start, at))) {
        slot = (slot + 1) & mask;
        id = slots[slot]! - 1;
      }
      if (id < 0) {
        if (known.length === most) {
          known = [];
          slots.fill(0);
          slot = hash & mask;
        }
        id = known.push(ascii ? text.slice(start, at) : decoder.decode(bytes.subarray(start, at))) - 1;
        slots[slot] = id + 1;
        starts[id] = start;
        ends[id] = at;
        hashes[id] = hash;
      }
      words.push(known[id]!);
    }
    const ended = at === length || kind === LINE_END;
    at++;
    if (!ended) continue;
    lines++;
    to = Math.min(at, length);
    if (words.length >= size) {
      yield { words, lines, from, to };
      words = [];
      lines = 0;
      from = to;
    }
  }
  if (lines > 0) yield { words, lines, from, to };
}

function same(bytes: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let i = end - start - 1; i >= 0; i--) if (bytes[start + i] !== bytes[otherStart + i]) return false;
  return true;
}

/** How often each word is in a text, in the order of first appearance. */
export interface WordCounts {
  readonly lines: number;
  readonly words: number;
  readonly different: readonly string[];
  readonly counts: readonly number[];
  readonly firstLines: readonly string[];
  readonly firstWords: readonly string[];
}

/**
 * @param samples first lines and words to give
 * @returns null for a text whose words cannot be told from its bytes
 */
export function countWords(bytes: Uint8Array, ends: WordEnds, samples: number): WordCounts | null {
  const text = wordText(bytes, ends);
  if (text === null) return null;
  const counts = new Map<string, { count: number }>();
  const firstLines: string[] = [];
  const firstWords: string[] = [];
  let lineCount = 0;
  let wordCount = 0;
  for (const { words, lines: ended, from, to } of wordPieces(bytes, text, ends, PIECE)) {
    lineCount += ended;
    wordCount += words.length;
    if (firstLines.length < samples) firstLines.push(...lines(bytes.subarray(from, to), () => undefined).slice(0, samples - firstLines.length));
    if (firstWords.length < samples) firstWords.push(...words.slice(0, samples - firstWords.length));
    for (const word of words) {
      const known = counts.get(word);
      if (known) known.count++;
      else counts.set(word, { count: 1 });
    }
  }
  return { lines: lineCount, words: wordCount, different: [...counts.keys()], counts: Array.from(counts.values(), ({ count }) => count), firstLines, firstWords };
}
