import type { Pipeline } from '#engine/model';
import type { InputPiece, ReplayInput } from '#engine/replay';
import { bytesBlock, type InputBlock } from './input-block';

/** A record of the input: a line of a block or file, a binary record, or a record of a script's queue. */
export interface InputLine {
  /** ms since the epoch */
  readonly batchTime: number;
  /** The source that it came from. */
  readonly nodeId: string;
  /** Its block or file in the batch, and its place there, from 0. */
  readonly block: number;
  readonly line: number;
}

type NumberedBlock = InputBlock & { /** Number of its first line. */ readonly first: number };

/** The lines of the input, numbered in the order in which they came. */
export class InputLines {
  readonly blocks: readonly NumberedBlock[];
  readonly count: number;

  /** @param queued what the queues of a script gave, which is not recorded */
  constructor(input: ReplayInput, { nodes }: Pick<Pipeline, 'nodes'>, queued: readonly InputBlock[] = []) {
    const known = new Map(nodes.map((node) => [node.id, node]));
    const recorded = [...input].flatMap(([batchTime, sources]) =>
      [...sources].flatMap(([nodeId, pieces]) => {
        const { op, params } = known.get(nodeId) ?? {};
        if (op === undefined) return [];
        const recordLength = op === 'binaryRecordsStream' ? Number(params!.recordLength) : null;
        return pieces.flatMap((piece, block) => (piece instanceof Uint8Array ? [bytesBlock({ batchTime, nodeId, block }, piece, recordLength, op !== 'socketTextStream')] : []));
      }),
    );
    let first = 0;
    this.blocks = [...recorded, ...queued].sort((a, b) => a.batchTime - b.batchTime).map((block) => {
      first += block.count;
      return { ...block, first: first - block.count };
    });
    this.count = first;
  }

  at(number: number): InputLine & { readonly text: string } {
    const { batchTime, nodeId, block, first, textAt } = this.#blockOf(number);
    const line = number - first;
    return { batchTime, nodeId, block, line, text: textAt(line) };
  }

  /** undefined: there is no such line */
  numberOf({ batchTime, nodeId, block, line }: InputLine): number | undefined {
    const found = this.blocks.find((each) => each.batchTime === batchTime && each.nodeId === nodeId && each.block === block);
    return found && line < found.count ? found.first + line : undefined;
  }

  /** The input with these lines only. */
  only(keeps: (number: number) => boolean): ReplayInput {
    const input = new Map<number, Map<string, InputPiece[]>>();
    for (const { batchTime, nodeId, first, only } of this.blocks) {
      const sources = input.get(batchTime) ?? new Map<string, InputPiece[]>();
      input.set(batchTime, sources);
      const pieces = sources.get(nodeId) ?? [];
      sources.set(nodeId, pieces);
      const kept = only((line) => keeps(first + line));
      if (kept !== null) pieces.push(kept);
    }
    return input;
  }

  /** The input with some lines in other batches, each as a block of its own behind what is there. @param moves batch time by the line's number */
  moved(moves: ReadonlyMap<number, number>): ReplayInput {
    const input = new Map([...this.only((number) => !moves.has(number))].map(([batchTime, sources]) => [batchTime, new Map(sources)]));
    for (const [number, batchTime] of moves) {
      const { nodeId, first, only } = this.#blockOf(number);
      const line = only((each) => first + each === number)!;
      const sources = input.get(batchTime) ?? new Map<string, readonly InputPiece[]>();
      input.set(batchTime, sources);
      sources.set(nodeId, [...(sources.get(nodeId) ?? []), line]);
    }
    return input;
  }

  #blockOf(number: number): NumberedBlock {
    let [low, high] = [0, this.blocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle]!.first <= number) low = middle;
      else high = middle - 1;
    }
    return this.blocks[low]!;
  }
}
