/**
 * SipHash-1-3 with an all-zero key: CPython's hash of str and bytes under PYTHONHASHSEED=0 (Python 3.11 and newer), as
 * Spark's workers run. In 32-bit halves, since BigInt would be an order of magnitude slower.
 */

/** A 64-bit value as two signed 32-bit halves. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

/** @param bytes what CPython hashes; of a str its internal buffer, see `stringBytes` */
export function siphash13(bytes: Uint8Array): Hash64 {
  const length = bytes.length;
  // v0..v3 start as the key (zero) xor the constants of the SipHash paper.
  let v0h = 0x736f6d65;
  let v0l = 0x70736575;
  let v1h = 0x646f7261;
  let v1l = 0x6e646f6d;
  let v2h = 0x6c796765;
  let v2l = 0x6e657261;
  let v3h = 0x74656462;
  let v3l = 0x79746573;

  const round = (): void => {
    let l = (v0l >>> 0) + (v1l >>> 0);
    v0h = (v0h + v1h + (l > 0xffffffff ? 1 : 0)) | 0;
    v0l = l | 0;
    let h = v1h;
    v1h = ((h << 13) | (v1l >>> 19)) ^ v0h;
    v1l = ((v1l << 13) | (h >>> 19)) ^ v0l;
    h = v0h;
    v0h = v0l;
    v0l = h;
    l = (v2l >>> 0) + (v3l >>> 0);
    v2h = (v2h + v3h + (l > 0xffffffff ? 1 : 0)) | 0;
    v2l = l | 0;
    h = v3h;
    v3h = ((h << 16) | (v3l >>> 16)) ^ v2h;
    v3l = ((v3l << 16) | (h >>> 16)) ^ v2l;
    l = (v0l >>> 0) + (v3l >>> 0);
    v0h = (v0h + v3h + (l > 0xffffffff ? 1 : 0)) | 0;
    v0l = l | 0;
    h = v3h;
    v3h = ((h << 21) | (v3l >>> 11)) ^ v0h;
    v3l = ((v3l << 21) | (h >>> 11)) ^ v0l;
    l = (v2l >>> 0) + (v1l >>> 0);
    v2h = (v2h + v1h + (l > 0xffffffff ? 1 : 0)) | 0;
    v2l = l | 0;
    h = v1h;
    v1h = ((h << 17) | (v1l >>> 15)) ^ v2h;
    v1l = ((v1l << 17) | (h >>> 15)) ^ v2l;
    h = v2h;
    v2h = v2l;
    v2l = h;
  };
  const absorb = (high: number, low: number): void => {
    v3h ^= high;
    v3l ^= low;
    round();
    v0h ^= high;
    v0l ^= low;
  };
  const word = (at: number): number =>
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);

  const whole = length - (length % 8);
  for (let at = 0; at < whole; at += 8) absorb(word(at + 4), word(at));
  // The last word: what is left, and the length modulo 256 in the top byte.
  absorb(word(whole + 4) | ((length & 0xff) << 24), word(whole));
  v2l ^= 0xff;
  round();
  round();
  round();
  return { high: v0h ^ v1h ^ v2h ^ v3h, low: v0l ^ v1l ^ v2l ^ v3l };
}

/** The buffer that CPython keeps of a str: one, two or four bytes a code point, by the widest one in it. */
export function stringBytes(text: string): Uint8Array {
  let widest = 0;
  for (let i = 0; i < text.length; i++) widest |= text.charCodeAt(i);
  if (widest < 0x100) {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  }
  const points = Array.from(text, (character) => character.codePointAt(0)!);
  const wide = points.some((point) => point > 0xffff);
  const view = new DataView(new ArrayBuffer(points.length * (wide ? 4 : 2)));
  for (const [index, point] of points.entries()) {
    if (wide) view.setUint32(index * 4, point, true);
    else view.setUint16(index * 2, point, true);
  }
  return new Uint8Array(view.buffer);
}
