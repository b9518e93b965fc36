/** WHATWG's, in Node and in browsers; this room knows neither. */
declare const TextDecoder: new (label: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean }) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

export interface DecodedScript {
  /** With its byte order mark, if it has one. */
  readonly text: string;
  /** null: UTF-8. "bytes": no encoding that is known here; each character is a byte. */
  readonly encoding: string | null;
}

/**
 * The text of a Python script's file, in the encoding that its first lines declare (PEP 263). Encoding it again gives
 * the same bytes, whatever they are.
 */
export function decodeScript(bytes: Uint8Array): DecodedScript {
  const declared = byMark(bytes) ?? declaredEncoding(bytes);
  for (const encoding of declared === null ? [null] : [declared, null]) {
    const text = decoded(bytes, encoding);
    if (text !== null && sameBytes(encoded(text, encoding), bytes)) return { text, encoding };
  }
  return { text: decoded(bytes, 'bytes')!, encoding: 'bytes' };
}

/** The bytes of a script's file. Characters that its encoding lacks become Python's escapes in strings: `\u20ac`. */
export function encodeScript(text: string, encoding: string | null = null): Uint8Array {
  return encoded(text, encoding);
}

/** What Windows' tools write as "Unicode". Python itself does not read it. */
function byMark([first, second]: Uint8Array): string | null {
  return first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

/** `coding: latin-1` in a comment of the first two lines; null for UTF-8. */
function declaredEncoding(bytes: Uint8Array): string | null {
  let head = '';
  for (const byte of bytes.subarray(0, 400)) head += String.fromCharCode(byte);
  const lines = head.split(/\r\n|\r|\n/);
  for (const line of lines.slice(0, 2)) {
    const [, name] = /^[ \t\f\xEF\xBB\xBF]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line) ?? [];
    if (name) return /^utf-?8/i.test(name) ? null : name.toLowerCase();
    if (line.trim() !== '' && !line.trim().startsWith('#')) return null;
  }
  return null;
}

/** Python's names of those that browsers know by another one, or take for another. */
const LABELS: ReadonlyMap<string, string> = new Map([['cp1252', 'windows-1252'], ['cp1251', 'windows-1251'], ['cp1250', 'windows-1250'], ['cp932', 'shift_jis'], ['cp949', 'euc-kr'], ['cp936', 'gbk'], ['koi8_r', 'koi8-r']]);
const LATIN_1 = new Set(['latin-1', 'latin1', 'latin_1', 'iso-8859-1', 'iso8859-1', 'iso_8859_1', 'l1', 'ascii', 'us-ascii', 'bytes']);

function decoded(bytes: Uint8Array, encoding: string | null): string | null {
  if (encoding !== null && LATIN_1.has(encoding)) {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return text;
  }
  try {
    return new TextDecoder(encoding === null ? 'utf-8' : (LABELS.get(encoding) ?? encoding.replaceAll('_', '-')), { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null; // Not in this encoding, or one that is not known: another one is tried.
  }
}

function encoded(text: string, encoding: string | null): Uint8Array {
  if (encoding === null) return new TextEncoder().encode(text);
  if (encoding.startsWith('utf-16')) return utf16(text, encoding === 'utf-16le');
  const table = LATIN_1.has(encoding) ? null : encodingTable(encoding);
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const known = table ? table.get(char) : code < 256 ? [code] : undefined;
    const escape = code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    bytes.push(...(known ?? [...escape].map((letter) => letter.charCodeAt(0))));
  }
  return Uint8Array.from(bytes);
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) bytes.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return new Uint8Array(bytes.buffer);
}

/** Browsers encode UTF-8 only: the bytes of each character of another encoding, by decoding all of one and two bytes. */
function encodingTable(encoding: string): Map<string, readonly number[]> {
  const table = new Map<string, readonly number[]>();
  const note = (...sequence: number[]): void => {
    const char = decoded(Uint8Array.from(sequence), encoding);
    if (char !== null && [...char].length === 1 && !table.has(char)) table.set(char, sequence);
  };
  for (let first = 0; first < 256; first++) note(first);
  if (decoded(Uint8Array.of(0x81), encoding) !== null) return table;
  for (let first = 0x81; first < 255; first++) for (let second = 0x30; second < 255; second++) note(first, second);
  return table;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
