import type { ReplayInput } from '#engine/replay';
import { type AbleLines, ableLines, type MadeRecord } from './able-lines';
import type { InputLines } from './input-lines';
import { type Given, runWorlds } from './worlds';

/** What came of leaving out one line after the other. */
export interface LeftOut {
  /** Records equal to it in its batch, itself included. */
  readonly equal: number;
  /** Lines without which there are more or fewer of them. */
  readonly lit: readonly number[];
  /** Lines for which there was no time. */
  readonly untested: readonly number[];
  /** Only lines that made the record, or brought its key, were left out. */
  readonly isNarrowed: boolean;
}

/** Worlds that run side by side. */
const SIDE_BY_SIDE = 32;
/** ms that one round of worlds may take, and batches that are run in about that time. */
const ROUND = 1000;

/**
 * Leaves out each line that can matter, and counts the records that are equal to the one asked for.
 * @param deadline ms since the epoch; after it, lines stay untested
 * @returns null: the record is not made again
 */
export async function leaveOut(record: MadeRecord, from: number, whole: ReplayInput, deadline: number): Promise<LeftOut | null> {
  const { program, batchTime, repr, lines } = record;
  const able = await ableLines(record);
  if (able.kind === 'its own') return { equal: able.lines.length, lit: [...new Set(able.lines)], untested: [], isNarrowed: true };

  const counts: Counts = async (inputs) => (await givenBy(record, from, inputs)).map((given) => count(given, repr));
  const narrowed = await narrowedTo(able, lines, counts);
  const equal = narrowed?.equal ?? (await counts([whole]))[0]!;
  if (equal === 0) return null;

  const candidates = narrowed?.lines ?? new Set(Array.from({ length: lines.count }, (_, number) => number));
  const lit: number[] = [];
  const untested = [...candidates].sort((a, b) => b - a);
  const batches = (batchTime - from) / program.pipeline.batchInterval + 1;
  let together = Math.max(1, Math.min(SIDE_BY_SIDE, Math.floor(ROUND / batches)));
  while (untested.length > 0 && Date.now() < deadline) {
    const left = untested.splice(0, together);
    const begun = Date.now();
    const found = await counts(left.map((without) => lines.only((number) => number !== without && candidates.has(number))));
    for (const [index, number] of left.entries()) if (found[index] !== equal) lit.push(number);
    if (Date.now() - begun > ROUND) together = Math.max(1, Math.floor(together / 2));
  }
  return { equal, lit, untested, isNarrowed: narrowed !== null };
}

type Counts = (inputs: readonly ReplayInput[]) => Promise<readonly number[]>;

/** Without the other lines, the record has to be there all the same: else it depends on more than the graph says, and null is given. */
async function narrowedTo(able: AbleLines, lines: InputLines, counts: Counts): Promise<{ readonly lines: ReadonlySet<number>; readonly equal: number } | null> {
  if (able.kind === 'any') return null;
  const own = new Set(able.lines);
  const [equal] = await counts([lines.only((number) => own.has(number))]);
  return equal! > 0 ? { lines: own, equal: equal! } : null;
}

/** What the record's node gives in its batch, on each of several inputs. @param from first batch, ms */
export async function givenBy({ program, nodeId, batchTime, signal }: Omit<MadeRecord, 'repr' | 'lines'>, from: number, inputs: readonly ReplayInput[]): Promise<readonly Given[]> {
  const worlds = await runWorlds({ program, from, to: batchTime, show: batchTime, watched: [nodeId], signal, inputs });
  return worlds.map((world) => world.get(nodeId)!.get(batchTime) ?? null);
}

function count(given: Given, repr: string): number {
  return given?.reduce((sum, records) => sum + records.filter((record) => record === repr).length, 0) ?? 0;
}
