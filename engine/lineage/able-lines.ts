import { type Again, ancestorsOf } from '#engine/replay';
import { contributions } from './contributions';
import type { InputLines } from './input-lines';
import { keyedAs } from './keys';
import { pastOf } from './past';

/** A record that a node gave in a batch, and the input of which it was made. */
export interface MadeRecord extends Pick<Again, 'program' | 'signal'> {
  readonly nodeId: string;
  /** ms since the epoch */
  readonly batchTime: number;
  readonly repr: string;
  readonly lines: InputLines;
}

/** Numbers of lines; a line stands there once for each time that it made the record, or brought its key. */
export type AbleLines =
  /** They come and go with the record: nothing has to be run again. */
  | { readonly kind: 'its own'; readonly lines: readonly number[] }
  | { readonly kind: 'among'; readonly lines: readonly number[] }
  /** Nothing is known. */
  | { readonly kind: 'any' };

/** The lines that can have made a record, as far as the graph and one pass of all lines tell. */
export async function ableLines(record: MadeRecord): Promise<AbleLines> {
  const { nodeId, batchTime, repr, lines } = record;
  const pipeline = ancestorsOf(record.program.pipeline, [nodeId]);
  const past = pastOf(pipeline, nodeId);
  if (past.kind === 'all') return { kind: 'any' };
  if (past.kind === 'keys') {
    const found = await Promise.all(past.from.map(({ nodeId: id, by }) => contributions({ ...record, nodeId: id, by })));
    const able = found.includes(null) ? null : keyedAs(repr, found as ReadonlyMap<string, readonly number[]>[], pipeline.language);
    return able ? { kind: 'among', lines: able } : { kind: 'any' };
  }
  const able = (await contributions({ ...record, by: 'record' }))?.get(repr);
  if (!able) return { kind: 'any' };
  const own = able.filter((number) => lines.at(number).batchTime === batchTime);
  const isWindow = pipeline.nodes.some(({ params }) => typeof params.windowDuration === 'number');
  return !isWindow && own.length > 0 ? { kind: 'its own', lines: own } : { kind: 'among', lines: able };
}
