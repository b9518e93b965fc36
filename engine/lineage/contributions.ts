import type { RDD } from '#engine/core';
import { incoming } from '#engine/model';
import { operators } from '#engine/operators';
import { type Again, inputRdd } from '#engine/replay';
import type { InputLines } from './input-lines';

export interface Contributions extends Pick<Again, 'program' | 'signal'> {
  /** A stream that is made line by line. */
  readonly nodeId: string;
  readonly lines: InputLines;
  readonly by: 'key' | 'record';
}

/**
 * What each line makes in a stream that is made line by line: by the record, or by its key, as samples show it, the
 * numbers of the lines, one for each time. All lines go through the operators once, each result with the number of its line.
 * @returns null where a function fails: which lines it would have made is not known then
 */
export function contributions({ program, nodeId, lines, by, signal }: Contributions): Promise<ReadonlyMap<string, readonly number[]> | null> {
  return program.borrow(async (context, functionOf) => {
    const { pipeline } = program;
    const wires = incoming(pipeline);
    const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
    /** Of each partition, in the order in which they are numbered, the number of its first line. */
    const firsts: number[] = [];
    const made = new Map<string, RDD>();
    const numbered = (id: string): RDD => {
      const known = made.get(id) ?? make(id);
      made.set(id, known);
      return known;
    };
    const make = (id: string): RDD => {
      const node = nodes.get(id)!;
      if (operators.get(node.op)?.family === 'source') {
        const own = lines.blocks.filter((block) => block.nodeId === id);
        const first = firsts.length;
        firsts.push(...own.flatMap((block) => block.partitions.map((before) => block.first + before)));
        return inputRdd(context, node, own.map(({ piece }) => piece)).narrow('mapPartitionsWithIndex', context.builtin('numbered', [], [first]));
      }
      const parents = (wires.get(id) ?? []).map(({ from }) => numbered(from));
      const parent = parents[0]!;
      const f = (): number => functionOf(id);
      switch (node.op) {
        case 'map':
          return parent.narrow('mapValues', f());
        case 'flatMap':
          return parent.narrow('flatMapValues', f());
        case 'filter':
          return parent.narrow('flatMapValues', context.builtin('kept', [f()]));
        case 'mapValues':
          return parent.narrow('mapValues', context.builtin('onValue', [f()]));
        case 'flatMapValues':
          return parent.narrow('flatMapValues', context.builtin('onValues', [f()]));
        default:
          // Unions, and what only moves or keeps records.
          return context.union(parents);
      }
    };
    const told = numbered(nodeId).narrow('mapValues', context.builtin(by === 'key' ? 'shownKey' : 'shown'));
    const results = await context.runJob(told, told.partitions, { kind: 'collect', form: 'columns', limit: null }).catch(() => null);
    if (!results) return null;
    const found = new Map<string, number[]>();
    for (const { outputs } of results) {
      signal.throwIfAborted();
      for (const [, [position, text]] of JSON.parse(new TextDecoder().decode(outputs[0])) as [unknown, [string, string]][]) {
        const [block, line] = position.split(' ').map(Number) as [number, number];
        const numbers = found.get(text);
        const number = firsts[block]! + line;
        if (numbers) numbers.push(number);
        else found.set(text, [number]);
      }
      // Other batches run meanwhile.
      await new Promise(setImmediate);
    }
    return found;
  });
}
