import { describe, expect, it } from 'vitest';
import { bunzip2 } from '#engine/driver';

const unpacked = (base64: string): string => Buffer.from(bunzip2(Buffer.from(base64, 'base64'), 'a.bz2')).toString();

describe('a text that bzip2 packed', () => {
  it('is unpacked, with runs of bytes, and stream after stream', () => {
    expect(unpacked('QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAMAjj1G4u5IpwoSFOKFbuA')).toBe('one\ntwo\n');
    expect(unpacked('QlpoOTFBWSZTWZGmoVMAA4VBiIAQAiUAQAAQAAggAFCGBAUqnqbU08pI+ykjNKRpSPSkaUjrOl+LuSKcKEhI01CpgEJaaDkxQVkmU1kFe6/QAAABQBQAEAAgCAAgACGYGYFhdyRThQkAV7r9AA==')).toBe(`${'x'.repeat(700)}${'\nline\n'.repeat(300)}é\n`);
  });

  it('that is cut short, or none, says so', () => {
    expect(() => unpacked('QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAM')).toThrow('a.bz2 is no whole bzip2 file');
    expect(() => unpacked(Buffer.from('plain text').toString('base64'))).toThrow('a.bz2 is no whole bzip2 file');
  });
});
