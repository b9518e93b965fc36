import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf, LineCutter } from '#engine/sources';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const lines = (text: string): string[] => {
  const found = text.split(/\r\n|\r|\n/);
  if (found.at(-1) === '') found.pop();
  return found;
};

describe('the line cutter', () => {
  it('gives every line once, whole and in order, however the bytes arrive and whenever a block is cut', () => {
    const text = fc.array(fc.constantFrom('a', 'ä', '\n', '\r', '\r\n', 'long'), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 5 }), { maxLength: 40 }), fc.array(fc.boolean(), { maxLength: 40 }), (whole, sizes, cuts) => {
        const cutter = new LineCutter();
        const blocks: { bytes: Uint8Array; records: number }[] = [];
        const take = (all: boolean): void => {
          const block = cutter.take(all);
          if (block) blocks.push(block);
        };
        let rest = bytes(whole);
        for (let step = 0; rest.length > 0; step++) {
          const size = (sizes[step % Math.max(1, sizes.length)] ?? 3) + 1;
          cutter.push(rest.slice(0, size));
          rest = rest.slice(size);
          if (cuts[step % Math.max(1, cuts.length)]) take(false);
        }
        take(true);
        // Each block by itself, as a task reads it.
        const found = blocks.map((block) => lines(new TextDecoder().decode(block.bytes)));
        expect(found.flat()).toEqual(lines(whole));
        expect(blocks.map(({ records }) => records)).toEqual(found.map(({ length }) => length));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a line of 100 MB in pieces without looking at any byte twice', () => {
    const cutter = new LineCutter();
    const piece = new Uint8Array(64 * 1024).fill(97);
    for (let i = 0; i < 1600; i++) {
      cutter.push(piece);
      expect(cutter.take(false)).toBeNull();
    }
    cutter.push(bytes('\n'));
    expect(cutter.take(false)).toMatchObject({ records: 1 });
    expect(cutter.length).toBe(0);
  });
});

describe('prepared input', () => {
  const counts = (text: string): number[] => batchesOf(text).map(({ records }) => records);

  it('has one batch a paragraph and an empty batch for each further empty line', () => {
    expect(counts('a\nb\n\nc\n')).toEqual([2, 1]);
    expect(counts('a\r\nb\r\n\r\nc')).toEqual([2, 1]);
    expect(counts('a\n\n\nb\n')).toEqual([1, 0, 1]);
    expect(counts('')).toEqual([]);
  });
});
