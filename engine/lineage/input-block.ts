import type { RDD } from '#engine/core';
import type { InputPiece } from '#engine/replay';

/** What a source gave together in a batch: a block, a file, or all that a queue gave. Its records can be left out. */
export interface InputBlock {
  /** ms since the epoch */
  readonly batchTime: number;
  readonly nodeId: string;
  /** Its place among those of the batch and source, from 0. */
  readonly block: number;
  readonly count: number;
  /** Of each partition that it becomes, how many records were before it. */
  readonly partitions: readonly number[];
  /** All of it, to be run again. */
  readonly piece: InputPiece;
  readonly textAt: (line: number) => string;
  /** What is given in its place; null: nothing. */
  readonly only: (keeps: (line: number) => boolean) => InputPiece | null;
}

type Place = Pick<InputBlock, 'batchTime' | 'nodeId' | 'block'>;

/**
 * Lines of text, or records of one length.
 * @param recordLength bytes; null: lines
 * @param isFile a file without lines is one all the same; a block without lines is never made
 */
export function bytesBlock(place: Place, bytes: Uint8Array, recordLength: number | null, isFile: boolean): InputBlock {
  const starts = startsOf(bytes, recordLength);
  return {
    ...place,
    count: starts.length - 1,
    partitions: [0],
    piece: bytes,
    textAt: (line) => new TextDecoder().decode(bytes.subarray(starts[line], starts[line + 1])).replace(/\r?\n$|\r$/, ''),
    only: (keeps) => {
      const kept = joined(bytes, starts, keeps);
      return kept.length > 0 || isFile ? kept : null;
    },
  };
}

/** @param partitions the records as samples show them */
export function queuedBlock(place: Place, rdd: RDD, partitions: readonly (readonly string[])[]): InputBlock {
  const texts = partitions.flat();
  const firsts = partitions.map((_, index) => partitions.slice(0, index).reduce((sum, { length }) => sum + length, 0));
  return {
    ...place,
    count: texts.length,
    partitions: firsts,
    piece: rdd,
    textAt: (line) => texts[line]!,
    only: (keeps) => {
      const left = partitions.flatMap((records, index) => records.flatMap((_, at) => (keeps(firsts[index]! + at) ? [] : [index, at])));
      return left.length === 0 ? rdd : rdd.narrow('mapPartitionsWithIndex', rdd.context.builtin('without', [], left));
    },
  };
}

/** A copy: what is sent to an executor is given away. */
function joined(bytes: Uint8Array, starts: readonly number[], keeps: (line: number) => boolean): Uint8Array {
  const kept = starts.slice(0, -1).flatMap((start, line) => (keeps(line) ? [bytes.subarray(start, starts[line + 1])] : []));
  const result = new Uint8Array(kept.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of kept) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}

const [LF, CR] = [10, 13];

/** Line ends are those of java.io.BufferedReader.readLine: \n, \r and \r\n. */
function startsOf(bytes: Uint8Array, recordLength: number | null): number[] {
  const starts: number[] = [];
  let start = 0;
  while (start < bytes.length) {
    starts.push(start);
    if (recordLength !== null) start += recordLength;
    else {
      while (start < bytes.length && bytes[start] !== LF && bytes[start] !== CR) start++;
      start += bytes[start] === CR && bytes[start + 1] === LF ? 2 : 1;
    }
  }
  return [...starts, bytes.length];
}
