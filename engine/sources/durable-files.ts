import { type FileHandle, readdir, readFile, rename, rm, rmdir, truncate } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { DurableFiles, RecordLog } from '#engine/streaming';
import { makeFolders, openInFolder } from './make-folders';

/** The first bytes of a sealed file; its checksum follows, then its content. */
const SEAL = new TextEncoder().encode('DSF1');
/** Bytes before each record of a log: its length, its checksum. */
const RECORD_HEADER = 8;

/** Files that survive a crash of the program or of the computer, on this computer's disk. */
export const durableFiles: DurableFiles = {
  names: async (directory) => {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  },

  read: async (path) => {
    const bytes = await readFile(path);
    const sealed = bytes.subarray(0, SEAL.length).equals(SEAL);
    if (!sealed || bytes.length < SEAL.length + 4) throw new Error(`${basename(path)} is no file of this program, or its beginning is damaged`);
    const content = bytes.subarray(SEAL.length + 4);
    if (crc32(content) !== bytes.readUInt32LE(SEAL.length)) throw new Error(`${basename(path)} is damaged: its checksum does not fit its content`);
    return content;
  },

  write: async (path, bytes) => {
    const aside = join(dirname(path), `.${basename(path)}.new`);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(bytes));
    const file = await openInFolder(aside, 'w');
    try {
      await writeAll(file, [SEAL, checksum, bytes]);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  },

  remove: async (path) => {
    await rm(path, { recursive: true, force: true });
    // A folder that holds nothing more goes too; one that does holds something: the error says so.
    await rmdir(dirname(path)).catch(() => undefined);
  },

  makeFolder: (path) => makeFolders(path),

  openLog: async (path) => new FileLog(await openInFolder(path, 'a')),

  readLog: async (path) => {
    const bytes = await readFile(path);
    const records: Uint8Array[] = [];
    let at = 0;
    while (at + RECORD_HEADER <= bytes.length) {
      const end = at + RECORD_HEADER + bytes.readUInt32LE(at);
      const record = bytes.subarray(at + RECORD_HEADER, end);
      if (end > bytes.length || crc32(record) !== bytes.readUInt32LE(at + 4)) break;
      records.push(record);
      at = end;
    }
    if (at < bytes.length) await truncate(path, at);
    return { records, cutBytes: bytes.length - at };
  },
};

class FileLog implements RecordLog {
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly file: FileHandle) {}

  append(record: Uint8Array): Promise<void> {
    const header = Buffer.alloc(RECORD_HEADER);
    header.writeUInt32LE(record.byteLength);
    header.writeUInt32LE(crc32(record), 4);
    // One after the other, also where one before failed.
    const written = this.#last.then(async () => {
      await writeAll(this.file, [header, record]);
      await this.file.datasync();
    });
    this.#last = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.file.close();
  }
}

async function writeAll(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  const { bytesWritten } = await file.writev(pieces);
  const expected = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (bytesWritten !== expected) throw new Error(`only ${bytesWritten} of ${expected} bytes could be written: the disk may be full`);
}
