import type { HistoryStore } from '#engine/history';
import { type Again, answered, inputBefore, keptRun, refused, type Refusal, type ReplayInput } from '#engine/replay';
import { contributions } from './contributions';
import { type InputLine, InputLines } from './input-lines';
import { keyedAs } from './keys';
import { ancestorsOf, pastOf } from './past';
import { type Given, runWorlds } from './worlds';

export interface RecordQuestion {
  readonly runId: number;
  readonly batchTime: number;
  /** Node whose output the record is. */
  readonly nodeId: string;
  readonly partition: number;
  readonly seq: number;
  /** The record as its sample shows it, uncut; null: that was not recorded, or cut. */
  readonly repr: string | null;
}

export interface TracedLine extends InputLine {
  /** Cut at 2 kB. */
  readonly text: string;
  /** False: it brought what the record is made of, but there was no time to run without it. */
  readonly tested: boolean;
}

export interface RecordTrace {
  readonly ok: true;
  readonly repr: string;
  /** Records that are equal to it in its batch, itself included: nobody can tell them apart. */
  readonly equal: number;
  /** Oldest first. */
  readonly lines: readonly TracedLine[];
  /** Lines that were in reach: of the batches from `from` on. */
  readonly inReach: number;
  /** First batch whose input could matter, ms. */
  readonly from: number;
  /** Lines that could matter and for which there was no time; of a node whose records have keys they are among `lines`. */
  readonly untested: number;
}

/** For all runs together, ms; after that, what is not tested is told. */
const TIME = 8_000;
const TIME_LIMIT = 30_000;
/** Worlds that run side by side. */
const SIDE_BY_SIDE = 32;
/** Lines that are told. */
const MAX_LINES = 2000;

/**
 * The input lines of a recorded record: exactly those without which the batch would not have had as many records equal
 * to it. Each line that can matter is left out once, and the pipeline runs again without it. Which can matter is known
 * from the graph and one pass of all lines; where it is not, all can.
 */
export function traceRecord(store: HistoryStore, question: RecordQuestion, environment: Again['environment'], time = TIME): Promise<RecordTrace | Refusal> {
  const { runId, batchTime, nodeId } = question;
  const deadline = Date.now() + time;
  return answered(TIME_LIMIT, async (signal) => {
    const run = await keptRun(store, runId);
    if (!run.pipeline.nodes.some(({ id }) => id === nodeId)) return refused('The graph of this run has no such node.');
    const pipeline = ancestorsOf(run.pipeline, [nodeId]);
    const { begin, input } = await inputBefore(store, runId, run, [pipeline], batchTime, batchTime);
    const lines = new InputLines(input, pipeline);
    const common = { pipeline, from: begin, to: batchTime, show: batchTime, watched: [nodeId], environment, signal };
    const given = async (inputs: readonly ReplayInput[]): Promise<Given[]> => (await runWorlds({ ...common, inputs })).map((world) => world.get(nodeId)!.get(batchTime) ?? null);
    const whole = async (): Promise<Given> => (await given([input]))[0]!;

    const repr = question.repr ?? (await whole())?.[question.partition]?.[question.seq];
    if (repr === undefined) return refused(NOT_AGAIN);
    const told = (numbers: readonly number[], untested: readonly number[], equal: number): RecordTrace => {
      const tested = new Set(numbers);
      const all = [...numbers, ...untested].sort((a, b) => a - b).slice(-MAX_LINES);
      return { ok: true, repr, equal, lines: all.map((number) => ({ ...shortened(lines.at(number)), tested: tested.has(number) })), inReach: lines.count, from: begin, untested: untested.length };
    };

    const past = pastOf(pipeline, nodeId);
    let able: readonly number[] | null = null;
    if (past.kind === 'records') {
      const found = await contributions({ pipeline, nodeId, lines, by: 'record', environment, signal });
      able = found?.get(repr) ?? null;
      const isWindow = pipeline.nodes.some(({ params }) => typeof params.windowDuration === 'number');
      // A line's own records come and go with it: nothing has to be run.
      if (able && !isWindow) {
        const own = able.filter((number) => lines.at(number).batchTime === batchTime);
        if (own.length > 0) return told([...new Set(own)], [], own.length);
      }
    } else if (past.kind === 'keys') {
      const found = await Promise.all(past.from.map(({ nodeId: id, by }) => contributions({ pipeline: ancestorsOf(pipeline, [id]), nodeId: id, lines, by, environment, signal })));
      able = found.includes(null) ? null : keyedAs(repr, found as ReadonlyMap<string, readonly number[]>[], pipeline.language);
    }

    // Without the others, the record has to be there all the same: else it depends on more than the graph says.
    const alone = able && lines.only(isAmong(able));
    const equalAlone = alone ? count((await given([alone]))[0]!, repr) : 0;
    const candidates = equalAlone > 0 ? [...new Set(able)] : Array.from({ length: lines.count }, (_, number) => number);
    const equal = equalAlone > 0 ? equalAlone : count(await whole(), repr);
    if (equal === 0) return refused(NOT_AGAIN);

    const lit: number[] = [];
    const waiting = [...candidates].sort((a, b) => b - a);
    const batches = (batchTime - begin) / pipeline.batchInterval + 1;
    let together = Math.max(1, Math.min(SIDE_BY_SIDE, Math.floor(1000 / batches)));
    while (waiting.length > 0 && Date.now() < deadline) {
      const left = waiting.splice(0, together);
      const begun = Date.now();
      const keeps = equalAlone > 0 ? isAmong(candidates) : () => true;
      const results = await given(left.map((without) => lines.only((number) => number !== without && keeps(number))));
      for (const [index, number] of left.entries()) if (count(results[index]!, repr) !== equal) lit.push(number);
      if (Date.now() - begun > 1000) together = Math.max(1, Math.floor(together / 2));
    }
    return { ...told(lit, equalAlone > 0 ? waiting : [], equal), untested: waiting.length };
  });
}

const NOT_AGAIN = 'The replay did not give this record again: a function with chance, the time or the world outside in it gives other records each time.';

function isAmong(numbers: readonly number[]): (number: number) => boolean {
  const set = new Set(numbers);
  return (number) => set.has(number);
}

function count(given: Given, repr: string): number {
  return given?.reduce((sum, records) => sum + records.filter((record) => record === repr).length, 0) ?? 0;
}

function shortened(line: InputLine & { readonly text: string }): InputLine & { readonly text: string } {
  return line.text.length > 2048 ? { ...line, text: `${line.text.slice(0, 2047)}…` } : line;
}
