import type { HistoryStore } from '#engine/history';
import { ancestorsOf, answered, inputBefore, keptRun, refused, type Refusal, type ReplayEnvironment, withProgram } from '#engine/replay';
import { type InputLine, InputLines } from './input-lines';
import { givenBy, leaveOut, type LeftOut } from './leave-out';
import { queuedRecords } from './queued-records';
import { UNSEEN } from './worlds';

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
/** Lines that are told, and characters of one. */
const MAX_LINES = 2000;
const MAX_TEXT = 2048;

/**
 * The input lines of a recorded record: exactly those without which the batch would not have had as many records equal
 * to it. Each line that can matter is left out once, and the pipeline runs again without it. Which can matter is known
 * from the graph and one pass of all lines; where it is not, all can.
 */
export function traceRecord(store: HistoryStore, question: RecordQuestion, environment: ReplayEnvironment, time = TIME): Promise<RecordTrace | Refusal> {
  const { runId, batchTime, nodeId } = question;
  return answered(TIME_LIMIT, async (signal) => {
    const run = await keptRun(store, runId);
    if (!run.pipeline.nodes.some(({ id }) => id === nodeId)) return refused('The graph of this run has no such node.');
    return withProgram(run.pipeline, run, environment, UNSEEN, signal, async (program) => {
      const deadline = Date.now() + time;
      const pipeline = ancestorsOf(program.pipeline, [nodeId]);
      const { begin, input } = await inputBefore(store, runId, run, [pipeline], batchTime, batchTime);
      const queued = await queuedRecords({ program, from: begin, to: batchTime, signal }, pipeline.nodes);
      const made = { program, nodeId, batchTime, lines: new InputLines(input, pipeline, queued), signal };
      const repr = question.repr ?? (await givenBy(made, begin, [input]))[0]?.[question.partition]?.[question.seq];
      const left = repr === undefined ? null : await leaveOut({ ...made, repr }, begin, input, deadline);
      return left ? told(repr!, made.lines, begin, left) : refused(NOT_AGAIN);
    });
  });
}

const NOT_AGAIN = 'The replay did not give this record again: a function with chance, the time or the world outside in it, or one that uses what foreachRDD changes, gives other records each time.';

function told(repr: string, lines: InputLines, from: number, { equal, lit, untested, isNarrowed }: LeftOut): RecordTrace {
  const tested = new Set(lit);
  const numbers = [...lit, ...(isNarrowed ? untested : [])].sort((a, b) => a - b).slice(-MAX_LINES);
  return { ok: true, repr, equal, lines: numbers.map((number) => ({ ...shortened(lines.at(number)), tested: tested.has(number) })), inReach: lines.count, from, untested: untested.length };
}

function shortened(line: InputLine & { readonly text: string }): InputLine & { readonly text: string } {
  return line.text.length > MAX_TEXT ? { ...line, text: `${line.text.slice(0, MAX_TEXT - 1)}…` } : line;
}
