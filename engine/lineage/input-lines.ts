import type { Pipeline } from '#engine/model';
import type { ReplayInput } from '#engine/replay';

/** A record of the recorded input: a line of a block or file, or a binary record. */
export interface InputLine {
  /** ms since the epoch */
  readonly batchTime: number;
  /** The source that it came from. */
  readonly nodeId: string;
  /** Its block or file in the batch, and its place there, from 0. */
  readonly block: number;
  readonly line: number;
}

interface Block {
  readonly batchTime: number;
  readonly nodeId: string;
  readonly block: number;
  readonly bytes: Uint8Array;
  /** Where each record begins, and where the last one ends. */
  readonly starts: readonly number[];
  /** Number of its first line. */
  readonly first: number;
}

/** The lines of recorded input, numbered in the order in which they came. */
export class InputLines {
  readonly blocks: readonly Block[];
  readonly count: number;
  /** Sources whose lines came in blocks: a block without lines is never made, a file without lines is one all the same. */
  readonly #received: ReadonlySet<string>;

  constructor(
    input: ReplayInput,
    { nodes }: Pick<Pipeline, 'nodes'>,
  ) {
    this.#received = new Set(nodes.flatMap(({ id, op }) => (op === 'socketTextStream' ? [id] : [])));
    const blocks: Block[] = [];
    let first = 0;
    const lengths = new Map(nodes.map(({ id, op, params }) => [id, op === 'binaryRecordsStream' ? Number(params.recordLength) : null]));
    for (const [batchTime, sources] of [...input].sort(([a], [b]) => a - b)) {
      for (const [nodeId, pieces] of sources) {
        if (!lengths.has(nodeId)) continue;
        for (const [block, bytes] of pieces.entries()) {
          const starts = startsOf(bytes, lengths.get(nodeId)!);
          blocks.push({ batchTime, nodeId, block, bytes, starts, first });
          first += starts.length - 1;
        }
      }
    }
    this.blocks = blocks;
    this.count = first;
  }

  at(number: number): InputLine & { readonly text: string } {
    const { batchTime, nodeId, block, bytes, starts, first } = this.#blockOf(number);
    const line = number - first;
    const text = new TextDecoder().decode(bytes.subarray(starts[line], starts[line + 1])).replace(/\r?\n$|\r$/, '');
    return { batchTime, nodeId, block, line, text };
  }

  /** undefined: there is no such line */
  numberOf({ batchTime, nodeId, block, line }: InputLine): number | undefined {
    const found = this.blocks.find((each) => each.batchTime === batchTime && each.nodeId === nodeId && each.block === block);
    return found && line < found.starts.length - 1 ? found.first + line : undefined;
  }

  /** The input with these lines only. */
  only(keeps: (number: number) => boolean): ReplayInput {
    const input = new Map<number, Map<string, Uint8Array[]>>();
    for (const { batchTime, nodeId, bytes, starts, first } of this.blocks) {
      const sources = input.get(batchTime) ?? new Map<string, Uint8Array[]>();
      input.set(batchTime, sources);
      const pieces = sources.get(nodeId) ?? [];
      sources.set(nodeId, pieces);
      const kept = joined(bytes, starts, (line) => keeps(first + line));
      if (kept.length > 0 || !this.#received.has(nodeId)) pieces.push(kept);
    }
    return input;
  }

  /** The input with some lines in other batches, each as a block of its own behind what is there. @param moves batch time by the line's number */
  moved(moves: ReadonlyMap<number, number>): ReplayInput {
    const input = new Map([...this.only((number) => !moves.has(number))].map(([batchTime, sources]) => [batchTime, new Map(sources)]));
    for (const [number, batchTime] of moves) {
      const { nodeId, bytes, starts, first } = this.#blockOf(number);
      // A copy: what is sent to an executor is given away.
      const line = bytes.slice(starts[number - first], starts[number - first + 1]);
      const sources = input.get(batchTime) ?? new Map<string, readonly Uint8Array[]>();
      input.set(batchTime, sources);
      sources.set(nodeId, [...(sources.get(nodeId) ?? []), line]);
    }
    return input;
  }

  #blockOf(number: number): Block {
    let [low, high] = [0, this.blocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle]!.first <= number) low = middle;
      else high = middle - 1;
    }
    return this.blocks[low]!;
  }
}

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
