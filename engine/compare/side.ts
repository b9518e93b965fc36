import { statSync } from 'node:fs';
import type { BatchSummary, HistoryStore, RunInfo } from '#engine/history';
import { isScriptGraph, type Pipeline } from '#engine/model';
import { alignedNodes, type NodeOutput, type ReplayedBatch } from '#engine/replay';
import { type PrintedBatch, printedBatches, readPrintedBatches } from '#engine/spark';

const PAGE = 500;
/** A larger file is not read, bytes. */
const MAX_BYTES = 256 * 1024 * 1024;
/** The one output of what was printed. */
const PRINTED = 'printed';

/** A batch as it is found again: by its time, or by its place. */
export interface SideBatch {
  /** A recorded batch's time, ms; of a printed one its place. */
  readonly id: number;
  /** What it is matched by if times are: ms, or as a heading says it. */
  readonly time: number | string;
  /** What it is matched by if the order is: counted from the beginning of the run, or of what was printed. */
  readonly place: number;
}

export interface SideOutputs {
  readonly outputs: readonly NodeOutput[];
  readonly failure: ReplayedBatch['failure'];
}

/** One of the two that are compared. */
export interface Side {
  readonly title: string;
  /** Oldest first, read as they are asked for. */
  readonly batches: AsyncGenerator<SideBatch, undefined>;
  /** Of a batch that was read. */
  outputs(id: number): Promise<SideOutputs>;
}

/** Thrown where there is nothing to compare; its message is the answer. */
export class NothingToCompare extends Error {}

/** A recorded run; node ids are those that `naming` gives. */
export async function recordedSide(store: HistoryStore, runId: number, naming: (id: string) => string = (id) => id): Promise<Side> {
  const failures = new Map<number, NonNullable<BatchSummary['failure']>>();
  async function* read(): AsyncGenerator<SideBatch, undefined> {
    for await (const { batchTime, number, failure } of batchesOf(store, runId)) {
      if (failure) failures.set(batchTime, failure);
      yield { id: batchTime, time: batchTime, place: number };
    }
  }
  return {
    title: await titleOf(store, runId),
    batches: read(),
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

type Printed = PrintedBatch & { readonly id: number };

/** What a recorded run printed, for a comparison with what a Spark printed. */
export async function printedSide(store: HistoryStore, runId: number, withEmpty: boolean): Promise<Side> {
  async function* read(): AsyncGenerator<Printed> {
    let isAny = false;
    for await (const { batchTime } of batchesOf(store, runId)) {
      const detail = await store.batch(runId, batchTime);
      for (const batch of printedBatches(detail?.console ?? '')) {
        isAny = true;
        yield { id: batchTime, ...batch };
      }
    }
    if (!isAny) throw new NothingToCompare('Nothing was printed with pprint in this run, so there is nothing to compare with what Spark printed.');
  }
  return linesSide(await titleOf(store, runId), read(), withEmpty);
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
  if (!all.some(({ lines }) => withEmpty || lines.length > 0)) throw new NothingToCompare(`${name} has no batch that pprint printed: it is the standard output of a Spark program that is wanted, with its "Time:" headings.`);
  return linesSide(name, all.map((batch, id) => ({ id, ...batch })), withEmpty);
}

function linesSide(title: string, printed: Iterable<Printed> | AsyncIterable<Printed>, withEmpty: boolean): Side {
  const byId = new Map<number, readonly string[]>();
  async function* read(): AsyncGenerator<SideBatch, undefined> {
    for await (const { id, time, lines } of printed) {
      if (!withEmpty && lines.length === 0) continue;
      byId.set(id, lines);
      yield { id, time, place: byId.size };
    }
  }
  return {
    title,
    batches: read(),
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

/** Oldest first. @throws NothingToCompare where there are none */
async function* batchesOf(store: HistoryStore, runId: number): AsyncGenerator<BatchSummary> {
  let after = -Infinity;
  for (;;) {
    const page = await store.batches({ runId, before: null, after, limit: PAGE });
    if (page.length === 0 && after === -Infinity) throw new NothingToCompare('This run has no batches in the history.');
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.batchTime;
  }
}

/** The nodes of one graph by the ids of another: of scripts those that stand in the same order, else those with the same id and operator, else with the same operator and name. */
export function namingFor(own: Pipeline | null, other: Pipeline | null): (id: string) => string {
  if (own && other && isScriptGraph(own) && isScriptGraph(other)) {
    const aligned = alignedNodes(other.nodes, own.nodes);
    return (id) => aligned.get(id) ?? id;
  }
  const theirs = new Map(other?.nodes.map((node) => [node.id, node]));
  const byName = new Map(other?.nodes.map(({ op, name, id }) => [`${op} ${name}`, id]));
  const ids = new Map(own?.nodes.map(({ id, op, name }) => [id, theirs.get(id)?.op === op ? id : (byName.get(`${op} ${name}`) ?? (theirs.has(id) ? `${id} (other run)` : id))]));
  return (id) => ids.get(id) ?? id;
}
