import type { HistoryStore } from '#engine/history';
import { answered, inputBefore, keptRun, lookBackOf, refused, type Refusal, type ReplayEnvironment, withProgram } from '#engine/replay';
import { operators } from '#engine/operators';
import { type InputLine, InputLines } from './input-lines';
import { queuedRecords } from './queued-records';
import { type Given, runWorlds, UNSEEN } from './worlds';

export interface LineQuestion {
  readonly runId: number;
  readonly line: InputLine;
  /** Last batch to look at, ms: the run's last, or less. */
  readonly to: number;
}

/** What a node gives in a batch with the line and not without it, and the other way round. */
export interface LineEffect {
  readonly batchTime: number;
  readonly nodeId: string;
  readonly gone: readonly { readonly partition: number; readonly seq: number; readonly repr: string }[];
  readonly came: readonly string[];
  /** More than are told. */
  readonly more: boolean;
}

export interface LineTrace {
  readonly ok: true;
  readonly text: string;
  readonly effects: readonly LineEffect[];
  /** Batches that were looked at, ms. */
  readonly from: number;
  readonly to: number;
  /** Its effects may go on after `to`. */
  readonly more: boolean;
}

const TIME_LIMIT = 30_000;
/** Batches after the line's that are looked at, where state goes on for ever. */
const MAX_BATCHES = 300;
const MAX_RECORDS = 200;

/** All that a line changed: what each node gave with it, and what it gives without. */
export function traceLine(store: HistoryStore, { runId, line, to }: LineQuestion, environment: ReplayEnvironment): Promise<LineTrace | Refusal> {
  return answered(TIME_LIMIT, async (signal) => {
    const run = await keptRun(store, runId);
    return withProgram(run.pipeline, run, environment, UNSEEN, signal, async (program) => {
      const { pipeline } = program;
      const { duration } = lookBackOf(pipeline);
      const reach = duration ?? Infinity;
      const last = Math.min(to, line.batchTime + Math.min(reach, MAX_BATCHES * pipeline.batchInterval));
      const { begin, input } = await inputBefore(store, runId, run, [pipeline], line.batchTime, last);
      const lines = new InputLines(input, pipeline, await queuedRecords({ program, from: begin, to: last, signal }, pipeline.nodes));
      const number = lines.numberOf(line);
      if (number === undefined) return refused('This line is not among the recorded input of its batch.');
      const watched = pipeline.nodes.filter(({ op }) => operators.get(op)?.output !== null).map(({ id }) => id);
      const inputs = [input, lines.only((each) => each !== number)];
      const [given, without] = await runWorlds({ program, watched, inputs, from: begin, to: last, show: line.batchTime, signal });
      const effects = watched.flatMap((nodeId) => [...given!.get(nodeId)!].flatMap(([batchTime, records]) => effectOf(nodeId, batchTime, records, without!.get(nodeId)!.get(batchTime) ?? null)));
      effects.sort((a, b) => a.batchTime - b.batchTime);
      return { ok: true, text: lines.at(number).text.slice(0, 2048), effects, from: line.batchTime, to: last, more: last < to && last < line.batchTime + reach };
    });
  });
}

function effectOf(nodeId: string, batchTime: number, given: Given, without: Given): LineEffect[] {
  const left = counts(without);
  const gone: { partition: number; seq: number; repr: string }[] = [];
  for (const [partition, records] of (given ?? []).entries()) {
    for (const [seq, repr] of records.entries()) {
      const kept = left.get(repr) ?? 0;
      if (kept > 0) left.set(repr, kept - 1);
      else gone.push({ partition, seq, repr });
    }
  }
  const came = [...left].flatMap(([repr, times]) => Array.from({ length: Math.min(times, MAX_RECORDS) }, () => repr));
  if (gone.length === 0 && came.length === 0) return [];
  return [{ batchTime, nodeId, gone: gone.slice(0, MAX_RECORDS), came: came.slice(0, MAX_RECORDS), more: gone.length > MAX_RECORDS || came.length > MAX_RECORDS }];
}

function counts(given: Given): Map<string, number> {
  const found = new Map<string, number>();
  for (const records of given ?? []) for (const repr of records) found.set(repr, (found.get(repr) ?? 0) + 1);
  return found;
}
