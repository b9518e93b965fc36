import { EngineError } from '#engine/core';
import { dirname } from 'node:path';
import { type Files, isPacked, unpack } from '#engine/sources';

const NEWLINE = 10;
/** A last piece up to a tenth larger than a split is not cut again (Hadoop's FileInputFormat.SPLIT_SLOP). */
const SPLIT_SLOP = 1.1;
/** Hadoop's block size of local files: bytes. */
const BLOCK_BYTES = 32 * 1024 * 1024;

export interface ReadFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Bytes on the disk, where it may be packed. */
  readonly size: number;
}

/**
 * The files that SparkContext.textFile and the like read: a file, the files of a folder, what a glob finds, or several of
 * these with commas between. Names that begin with `_` or `.` are marks such as _SUCCESS, not data.
 * @param paths absolute
 * @param nested what becomes of folders in a folder
 * @param packed bytes as they lie there
 * @throws EngineError `invalid-argument` with Hadoop's text for a path that is not there
 */
export async function readFiles(from: Files, paths: string, warn: Warn, { nested = 'refused', packed = false }: { readonly nested?: 'refused' | 'skipped'; readonly packed?: boolean } = {}): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  for (const path of paths.split(/,(?![^{]*\})/)) {
    const remote = /(?:^|\/)(\w+):\/(?!\/)/.exec(path);
    if (remote) throw new EngineError('invalid-argument', `${path.slice(path.lastIndexOf(`${remote[1]}:`))}: there are only this computer's files here, no ${remote[1]}. Use a local file, or run the script on Spark.`);
    const found = await from.matching(path);
    if (found.length === 0) throw new EngineError('invalid-argument', /[*?[{]/.test(path) ? `Input Pattern file:${path} matches 0 files` : `Input path does not exist: file:${path}`);
    for (const each of found) for (const file of each.isFolder ? await filesIn(from, each.path, nested) : [each.path]) read.push(await readOne(from, file, packed, warn));
  }
  return read;
}

async function filesIn(from: Files, folder: string, nested: 'refused' | 'skipped'): Promise<string[]> {
  const inside = await from.matching(`${folder.replace(/[*?[{]/g, '?')}/*`);
  const own = inside.filter(({ path }) => dirname(path) === folder);
  const deeper = own.find(({ isFolder }) => isFolder);
  if (deeper && nested === 'refused') throw new EngineError('invalid-argument', `Path: ${deeper.path} is a directory, which is not supported by the record reader when \`mapreduce.input.fileinputformat.input.dir.recursive\` is false.`);
  return own.flatMap(({ path, isFolder }) => (isFolder ? [] : [path]));
}

async function readOne(from: Files, path: string, packed: boolean, warn: Warn): Promise<ReadFile> {
  const unknown = packed ? null : /\.(xz|zst|lz4|snappy)$/.exec(path);
  if (unknown) throw new EngineError('invalid-argument', `${path} is packed with ${unknown[1]}, which is not available here: unpack it, pack it with gzip, or run the script on Spark.`);
  const found = await from.readPacked(path);
  const bytes = packed ? found : await unpack(found, path);
  if (bytes.byteLength === 0 && found.byteLength > 0) warn(`${path} has nothing packed in it: it gives no records, as in Spark.`);
  return { path, bytes, size: found.byteLength };
}

/** Tells the user what is odd, and no error. */
export type Warn = (text: string) => void;

/** The splits of SparkContext.textFile: about `minPartitions` in all, each of whole lines (FileInputFormat.getSplits). */
export async function fileSplits(from: Files, paths: string, minPartitions: number, warn: Warn): Promise<Uint8Array[]> {
  const files = (await readFiles(from, paths, warn)).filter(({ size }) => size > 0);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const goal = Math.floor(total / Math.max(1, minPartitions));
  const split = Math.max(1, Math.min(goal, BLOCK_BYTES));
  // What is packed cannot be read from its middle.
  return files.flatMap(({ path, bytes, size }) => (path.endsWith('.bz2') ? unpacked(bytes, ends(size, split).length) : isPacked(path) ? [bytes] : cut(bytes, split)));
}

/** Hadoop cuts what bzip2 packed, but all lines of a block are of the split in which it begins: small files have one block. */
function unpacked(bytes: Uint8Array, splits: number): Uint8Array[] {
  return [bytes, ...Array.from({ length: splits - 1 }, () => new Uint8Array())];
}

/** Where the splits of a file end. */
function ends(length: number, size: number): number[] {
  const found: number[] = [];
  let remaining = length;
  while (remaining / size > SPLIT_SLOP) {
    found.push(length - remaining + size);
    remaining -= size;
  }
  return [...found, length];
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  let from = 0;
  return ends(bytes.byteLength, size).map((end) => {
    const to = Math.max(from, lineEnd(bytes, end));
    const split = bytes.subarray(from, to);
    from = to;
    return split;
  });
}

/** A line belongs to the split in which it begins; one that begins exactly at the end is read by the split before. */
function lineEnd(bytes: Uint8Array, end: number): number {
  if (end >= bytes.byteLength) return bytes.byteLength;
  const newline = bytes.indexOf(NEWLINE, end);
  return newline < 0 ? bytes.byteLength : newline + 1;
}
