import { EngineError } from '#engine/core';
import { stat } from 'node:fs/promises';
import type { Files } from '#engine/sources';

const NEWLINE = 10;
/** A last piece up to a tenth larger than a split is not cut again (Hadoop's FileInputFormat.SPLIT_SLOP). */
const SPLIT_SLOP = 1.1;
/** Hadoop's block size of local files: bytes. */
const BLOCK_BYTES = 32 * 1024 * 1024;

export interface ReadFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * A file, or the files of a folder or of a comma-separated list. Paths are absolute and without a scheme.
 * @throws EngineError `invalid-argument` with Hadoop's text for a path that is not there
 */
export async function readFiles(from: Files, paths: string): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  for (const path of paths.split(',')) {
    const about = await stat(path).catch(() => null);
    if (about?.isFile()) {
      read.push({ path, bytes: await from.read(path) });
      continue;
    }
    const { files, missing } = await from.list(path);
    if (missing) throw new EngineError('invalid-argument', `Input path does not exist: file:${path}`);
    // Names that begin with _ are marks such as _SUCCESS, not data.
    for (const file of files) if (!file.path.split(/[\\/]/).at(-1)!.startsWith('_')) read.push({ path: file.path, bytes: await from.read(file.path) });
  }
  return read;
}

/** The splits of SparkContext.textFile: about `minPartitions` in all, each of whole lines (FileInputFormat.getSplits). */
export async function fileSplits(from: Files, paths: string, minPartitions: number): Promise<Uint8Array[]> {
  const files = await readFiles(from, paths);
  const total = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const goal = Math.floor(total / Math.max(1, minPartitions));
  const size = Math.max(1, Math.min(goal, BLOCK_BYTES));
  return files.flatMap(({ bytes }) => cut(bytes, size));
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const ends: number[] = [];
  let remaining = bytes.byteLength;
  while (remaining / size > SPLIT_SLOP) {
    ends.push(bytes.byteLength - remaining + size);
    remaining -= size;
  }
  ends.push(bytes.byteLength);
  let from = 0;
  return ends.map((end) => {
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
