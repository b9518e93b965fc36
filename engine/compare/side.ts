import { statSync } from 'node:fs';
import type { BatchSummary, HistoryStore, RunInfo } from '#engine/history';
import type { Pipeline } from '#engine/model';
import type { NodeOutput, ReplayedBatch } from '#engine/replay';
import { printedBatches, readPrintedBatches } from '#engine/spark';

/** Batches of a run that are compared, the newest. */
const MOST_BATCHES = 2000;
const PAGE = 500;
/** A larger file is not read, bytes. */
const MAX_BYTES = 256 * 1024 * 1024;
/** The one output of what was printed. */
const PRINTED = 'printed';

/** A batch as it is found again: by its time, or by its place. */
export interface SideBatch {
  /** A recorded batch's time, ms; of a printed one its place. */
  readonly id: number;
  /** What it is matched by if times are. */
  readonly time: string;
}

export interface SideOutputs {
  readonly outputs: readonly NodeOutput[];
  readonly failure: ReplayedBatch['failure'];
}

/** One of the two that are compared. */
export interface Side {
  readonly title: string;
  /** Oldest first. */
  readonly batches: readonly SideBatch[];
  /** More batches are there than are compared. */
  readonly isCut: boolean;
  outputs(id: number): Promise<SideOutputs>;
}

/** Thrown where there is nothing to compare; its message is the answer. */
export class NothingToCompare extends Error {}

/** A recorded run; node ids are those that `naming` gives. */
export async function recordedSide(store: HistoryStore, runId: number, naming: (id: string) => string = (id) => id): Promise<Side> {
  const title = await titleOf(store, runId);
  const { batches, isCut } = await newestBatches(store, runId);
  const failures = new Map(batches.map(({ batchTime, failure }) => [batchTime, failure]));
  return {
    title,
    isCut,
    batches: batches.map(({ batchTime }) => ({ id: batchTime, time: String(batchTime) })),
    outputs: async (id) => {
      const recorded = await store.replayOutputs(runId, id);
      const failure = failures.get(id);
      return {
        outputs: recorded.map((output) => ({ ...output, nodeId: naming(output.nodeId) })),
        failure: failure ? { nodeId: failure.nodeId && naming(failure.nodeId), type: failure.error.type, message: failure.error.message, record: failure.error.record } : null,
      };
    },
  };
}

/** What a recorded run printed, for a comparison with what a Spark printed. */
export async function printedSide(store: HistoryStore, runId: number, withEmpty: boolean): Promise<Side> {
  const { batches, isCut } = await newestBatches(store, runId);
  const printed: { id: number; time: string; lines: readonly string[] }[] = [];
  for (const { batchTime } of batches) {
    const detail = await store.batch(runId, batchTime);
    for (const { time, lines } of printedBatches(detail?.console ?? '')) if (withEmpty || lines.length > 0) printed.push({ id: batchTime, time, lines });
  }
  if (printed.length === 0) throw new NothingToCompare('Nothing was printed with pprint in this run, so there is nothing to compare with what Spark printed.');
  return linesSide(await titleOf(store, runId), printed, isCut);
}

/** The standard output of a real Spark. @throws NothingToCompare */
export async function sparkSide(path: string, withEmpty: boolean): Promise<Side> {
  const name = path.split(/[\\/]/).at(-1)!;
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new NothingToCompare(`${name} is not there any more.`);
  if (size > MAX_BYTES) throw new NothingToCompare(`${name} has ${Math.round(size / 1e6)} MB; at most ${Math.round(MAX_BYTES / 1e6)} MB are read.`);
  const all = await readPrintedBatches(path).catch((error: Error) => {
    throw new NothingToCompare(`${name} cannot be read: ${error.message}.`);
  });
  const found = all.map((batch, id) => ({ id, ...batch })).filter(({ lines }) => withEmpty || lines.length > 0);
  if (found.length === 0) throw new NothingToCompare(`${name} has no batch that pprint printed: it is the standard output of a Spark program that is wanted, with its "Time:" headings.`);
  return linesSide(name, found.slice(-MOST_BATCHES), found.length > MOST_BATCHES);
}

function linesSide(title: string, printed: readonly { readonly id: number; readonly time: string; readonly lines: readonly string[] }[], isCut: boolean): Side {
  const byId = new Map(printed.map(({ id, lines }) => [id, lines]));
  return {
    title,
    isCut,
    batches: printed.map(({ id, time }) => ({ id, time })),
    outputs: (id) => {
      const lines = byId.get(id) ?? [];
      return Promise.resolve({ failure: null, outputs: [{ nodeId: PRINTED, total: lines.length, records: lines.map((repr, seq) => ({ partition: 0, seq, repr, type: 'line' })) }] });
    },
  };
}

async function runOf(store: HistoryStore, runId: number): Promise<RunInfo> {
  const [run] = await store.runs({ before: runId + 1, limit: 1 });
  if (run?.runId !== runId) throw new NothingToCompare('This run is no longer in the history.');
  return run;
}

async function titleOf(store: HistoryStore, runId: number): Promise<string> {
  return `${(await runOf(store, runId)).documentName} (run ${runId})`;
}

async function newestBatches(store: HistoryStore, runId: number): Promise<{ readonly batches: readonly BatchSummary[]; readonly isCut: boolean }> {
  const all: BatchSummary[] = [];
  const { batches: count } = await runOf(store, runId);
  // The history gives the newest first.
  for (;;) {
    const last = all.at(-1);
    const page = await store.batches({ runId, before: last ? { runId, batchTime: last.batchTime } : null, limit: PAGE });
    all.push(...page);
    if (page.length < PAGE || all.length >= MOST_BATCHES) break;
  }
  if (all.length === 0) throw new NothingToCompare('This run has no batches in the history.');
  return { batches: all.slice(0, MOST_BATCHES).reverse(), isCut: count > MOST_BATCHES };
}

/** The nodes of one graph by the ids of another: those with the same id and operator, else with the same operator and name. */
export function namingFor(own: Pipeline | null, other: Pipeline | null): (id: string) => string {
  const theirs = new Map(other?.nodes.map((node) => [node.id, node]));
  const byName = new Map(other?.nodes.map(({ op, name, id }) => [`${op} ${name}`, id]));
  const ids = new Map(own?.nodes.map(({ id, op, name }) => [id, theirs.get(id)?.op === op ? id : (byName.get(`${op} ${name}`) ?? (theirs.has(id) ? `${id} (other run)` : id))]));
  return (id) => ids.get(id) ?? id;
}
