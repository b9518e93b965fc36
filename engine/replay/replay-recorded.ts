import { EngineError } from '#engine/core';
import type { HistoryStore, RecordedInput } from '#engine/history';
import { isScriptGraph, type Pipeline, validatePipeline } from '#engine/model';
import type { RunEnvironment } from '#engine/run';
import { type BatchDifference, compareReplays, isFaithful } from './compare';
import { beginOf, type KeptRun } from './look-back';
import { replay } from './replay';
import type { ReplayInput } from './run-again';

export interface ReplayQuestion {
  readonly runId: number;
  /** First and last batch to look at, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** The graph with the change. */
  readonly pipeline: Pipeline;
}

export type Refusal = { readonly ok: false; readonly message: string };

export type ReplayAnswer =
  | { readonly ok: true; readonly batches: readonly BatchDifference[]; /** The unchanged graph gave again what was recorded. */ readonly faithful: boolean; /** Batches that ran, those for the state before included. */ readonly ran: number }
  | Refusal;

/** Batches that are shown, and that run for the state before them, at most. */
const MAX_SHOWN = 50;
const MAX_RUN = 5000;
/** ms */
const TIME_LIMIT = 60_000;

/** Runs recorded batches with the graph as it was and with the changed one. Every problem is a sentence. */
export async function replayRecorded(store: HistoryStore, { runId, from, to, pipeline }: ReplayQuestion, environment: Pick<RunEnvironment, 'executors' | 'cores'>): Promise<ReplayAnswer> {
  return answered(TIME_LIMIT, async (signal) => {
    const run = await keptRun(store, runId);
    const mistake = validatePipeline(pipeline).find(({ severity }) => severity === 'error');
    if (mistake) return refused(mistake.message);
    if (pipeline.batchInterval !== run.pipeline.batchInterval) return refused('The batch interval cannot be changed in a replay: the input was cut by it.');
    if ((to - from) / run.pipeline.batchInterval >= MAX_SHOWN) return refused(`At most ${MAX_SHOWN} batches can be replayed at once.`);
    const { begin, ran, input } = await inputBefore(store, runId, run, [run.pipeline, pipeline], from, to);
    const common = { input, from: begin, to, show: from, environment, signal };
    const before = await replay({ ...common, pipeline: run.pipeline });
    const after = await replay({ ...common, pipeline });
    const recorded = await store.replayOutputs(runId, to);
    return { ok: true, batches: compareReplays(before, after), faithful: isFaithful(recorded, before.at(-1)), ran };
  });
}

/** Thrown where a question cannot be answered; its message is the answer. */
class Refused extends Error {}

/** The run of a pipeline. @throws Refused for any other */
export async function keptRun(store: HistoryStore, runId: number): Promise<KeptRun> {
  const run = await store.replayRun(runId);
  if (!run?.pipeline) throw new Refused('This run has no graph in the history: only pipelines can be replayed.');
  if (isScriptGraph(run.pipeline)) throw new Refused('This run is of a script, whose functions are known to the script only: only pipelines can be replayed.');
  return { pipeline: run.pipeline, firstBatch: run.firstBatch };
}

/**
 * The input from where the graphs' state at `from` is known, to `to`.
 * @throws Refused where it is not all there, or too much
 */
export async function inputBefore(store: HistoryStore, runId: number, run: KeptRun, graphs: readonly Pipeline[], from: number, to: number): Promise<{ readonly begin: number; readonly ran: number; readonly input: ReplayInput }> {
  const begin = beginOf(run, graphs, from);
  if (typeof begin === 'string') throw new Refused(begin);
  const ran = Math.round((to - begin) / run.pipeline.batchInterval) + 1;
  if (ran > MAX_RUN) throw new Refused(`The state before this batch comes from ${ran.toLocaleString('en-US')} batches; at most ${MAX_RUN.toLocaleString('en-US')} are replayed.`);
  const input = await store.replayInput(runId, begin, to);
  if (input.missing) throw new Refused(input.missing);
  return { begin, ran, input: inputOf(input.blocks) };
}

/** Gives a sentence for whatever goes wrong, the time limit (ms) included. */
export async function answered<T>(timeLimit: number, answer: (signal: AbortSignal) => Promise<T>): Promise<T | Refusal> {
  try {
    return await answer(AbortSignal.timeout(timeLimit));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return refused(`The replay took longer than ${timeLimit / 1000} s and was stopped.`);
    return refused(error instanceof EngineError || error instanceof Error ? error.message : String(error));
  }
}

function inputOf(blocks: readonly RecordedInput[]): ReplayInput {
  const input = new Map<number, Map<string, Uint8Array[]>>();
  for (const { batchTime, nodeId, bytes } of blocks) {
    const nodes = input.get(batchTime) ?? new Map<string, Uint8Array[]>();
    input.set(batchTime, nodes);
    const known = nodes.get(nodeId);
    if (known) known.push(bytes);
    else nodes.set(nodeId, [bytes]);
  }
  return input;
}

export function refused(message: string): Refusal {
  return { ok: false, message };
}
