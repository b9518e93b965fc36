import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bunzip2, nodeFiles } from '#engine/sources';

const unpacked = (base64: string): string => Buffer.from(bunzip2(Buffer.from(base64, 'base64'), 'a.bz2')).toString();

describe('a text that bzip2 packed', () => {
  it('is unpacked, with runs of bytes, and stream after stream', () => {
    expect(unpacked('QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAMAjj1G4u5IpwoSFOKFbuA')).toBe('one\ntwo\n');
    expect(unpacked('QlpoOTFBWSZTWZGmoVMAA4VBiIAQAiUAQAAQAAggAFCGBAUqnqbU08pI+ykjNKRpSPSkaUjrOl+LuSKcKEhI01CpgEJaaDkxQVkmU1kFe6/QAAABQBQAEAAgCAAgACGYGYFhdyRThQkAV7r9AA==')).toBe(`${'x'.repeat(700)}${'\nline\n'.repeat(300)}é\n`);
  });

  it('of which a bit is wrong says so, wherever that is in a block; where none begins any more, there is nothing', () => {
    const packed = Buffer.from('QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAMAjj1G4u5IpwoSFOKFbuA', 'base64');
    // The checksum of the whole stream, which is that of its only block again, is behind byte 40.
    const notSaid = [];
    for (let bit = 0; bit < 8 * (packed.length - 6); bit++) {
      const changed = Buffer.from(packed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      try {
        const isWhereItBegins = bit >= 32 && bit < 80;
        if (Buffer.from(bunzip2(changed, 'a.bz2')).toString() !== (isWhereItBegins ? '' : 'one\ntwo\n')) notSaid.push(bit);
      } catch (error) {
        if (!String(error).includes('a.bz2 is no whole bzip2 file')) notSaid.push(`${bit}: ${String(error)}`);
      }
    }
    expect(notSaid).toEqual([]);
  });

  it('that is cut short says so', () => {
    expect(() => unpacked('QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAM')).toThrow('a.bz2 is no whole bzip2 file');
  });

  it('is read as Spark reads it: all blocks, without what is behind them or a stream’s last bytes; what has none is empty', () => {
    const packed = Buffer.from('QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAMAjj1G4u5IpwoSFOKFbuA', 'base64');
    const read = (...parts: (Buffer | string)[]): string => unpacked(Buffer.concat(parts.map((part) => Buffer.from(part))).toString('base64'));
    expect(read(packed, packed)).toBe('one\ntwo\none\ntwo\n');
    expect(read(packed, 'garbage\n')).toBe('one\ntwo\n');
    expect(read(packed.subarray(0, -6))).toBe('one\ntwo\n');
    expect(read('BZhX', packed.subarray(4))).toBe('one\ntwo\n');
    expect(['', 'BZ', 'BZh9', 'plain text', 'BZh9abcdef'].map((text) => read(text))).toEqual(['', '', '', '', '']);
    expect(() => read(packed, packed.subarray(0, 20))).toThrow('a.bz2 is no whole bzip2 file');
  });

  it('is unpacked beside the thread that asks for it, and so is what gzip packed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'packed-'));
    try {
      const file = (name: string): string => join(folder, name);
      await writeFile(file('a.bz2'), Buffer.from('QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAMAjj1G4u5IpwoSFOKFbuA', 'base64'));
      await writeFile(file('b.gz'), gzipSync('three\n'));
      await writeFile(file('c.bz2'), Buffer.from('QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAM', 'base64'));
      await writeFile(file('d.gz'), 'plain');
      expect(Buffer.from(await nodeFiles.read(file('a.bz2'))).toString()).toBe('one\ntwo\n');
      expect(Buffer.from(await nodeFiles.read(file('b.gz'))).toString()).toBe('three\n');
      await expect(nodeFiles.read(file('c.bz2'))).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('c.bz2 is no whole bzip2 file: pack it again') as string });
      await expect(nodeFiles.read(file('d.gz'))).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('d.gz is no whole gzip file') as string });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
