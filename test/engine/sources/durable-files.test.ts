import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durableFiles } from '#engine/sources';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'durable-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

describe('durable files', () => {
  it('give back what was written, and leave nothing beside it', async () => {
    const path = join(folder, 'deep', 'file');
    await durableFiles.write(path, bytes('one'));
    await durableFiles.write(path, bytes('two'));
    expect(text(await durableFiles.read(path))).toBe('two');
    expect(readdirSync(join(folder, 'deep'))).toEqual(['file']);
    await durableFiles.remove(path);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are written while the last others of their folder are removed, and the folder with them', async () => {
    const all = join(folder, 'all');
    let written = false;
    const removing = (async (): Promise<void> => {
      while (!written) await durableFiles.remove(join(all, 'old'));
    })();
    for (let number = 0; number < 100; number++) {
      await Promise.all(['file', 'rdd/part-0', 'rdd/part-1'].map((name) => durableFiles.write(join(all, name), bytes(name))));
      await durableFiles.remove(join(all, 'rdd'));
      await durableFiles.remove(join(all, 'file'));
    }
    written = true;
    await removing;
  });

  it('refuse a file with any bit changed, cut, or of another program', async () => {
    const path = join(folder, 'file');
    await durableFiles.write(path, bytes('content'));
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 4;
      writeFileSync(path, changed);
      await expect(durableFiles.read(path)).rejects.toThrow(/is damaged/);
      writeFileSync(path, whole.subarray(0, at));
      await expect(durableFiles.read(path)).rejects.toThrow(/is damaged/);
    }
  });

  it('give back the records of a log up to its torn end, wherever it is torn, and cut that off', async () => {
    const path = join(folder, 'log');
    const log = await durableFiles.openLog(path);
    await Promise.all(['first', '', 'third'].map((record) => log.append(bytes(record))));
    await log.close();
    const { size } = statSync(path);
    appendFileSync(path, Buffer.from([5, 0, 0, 0, 1, 2, 3, 4, 5]));
    expect(await durableFiles.readLog(path)).toMatchObject({ cutBytes: 9 });
    expect(statSync(path).size).toBe(size);
    const { records, cutBytes } = await durableFiles.readLog(path);
    expect([records.map(text), cutBytes]).toEqual([['first', '', 'third'], 0]);
    const whole = readFileSync(path);
    // The third record begins 8 + 5 + 8 bytes in.
    for (let end = 22; end < whole.length; end++) {
      writeFileSync(path, whole.subarray(0, end));
      expect((await durableFiles.readLog(path)).records.map(text)).toEqual(['first', '']);
    }
  });
});
