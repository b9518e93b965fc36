import { EngineError } from '#engine/core';
import type { HistoryStore, RecordedInput } from '#engine/history';
import { isScriptGraph, type Pipeline, validatePipeline } from '#engine/model';
import type { RunEnvironment } from '#engine/run';
import { type BatchDifference, compareReplays, isFaithful } from './compare';
import { leastCommonMultiple, lookBackOf } from './look-back';
import { replay, type ReplayInput } from './replay';

export interface ReplayQuestion {
  readonly runId: number;
  /** First and last batch to look at, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** The graph with the change. */
  readonly pipeline: Pipeline;
}

export type ReplayAnswer =
  | { readonly ok: true; readonly batches: readonly BatchDifference[]; /** The unchanged graph gave again what was recorded. */ readonly faithful: boolean; /** Batches that ran, those for the state before included. */ readonly ran: number }
  | { readonly ok: false; readonly message: string };

/** Batches that are shown, and that run for the state before them, at most. */
const MAX_SHOWN = 50;
const MAX_RUN = 5000;
/** ms */
const TIME_LIMIT = 60_000;

/** Runs recorded batches with the graph as it was and with the changed one. Every problem is a sentence. */
export async function replayRecorded(store: HistoryStore, { runId, from, to, pipeline }: ReplayQuestion, environment: Pick<RunEnvironment, 'executors' | 'cores'>): Promise<ReplayAnswer> {
  try {
    const run = await store.replayRun(runId);
    if (!run?.pipeline) return refused('This run has no graph in the history: only pipelines can be replayed.');
    if (isScriptGraph(run.pipeline)) return refused('This run is of a script, whose functions are known to the script only: only pipelines can be replayed.');
    const mistake = validatePipeline(pipeline).find(({ severity }) => severity === 'error');
    if (mistake) return refused(mistake.message);
    if (pipeline.batchInterval !== run.pipeline.batchInterval) return refused('The batch interval cannot be changed in a replay: the input was cut by it.');
    if ((to - from) / run.pipeline.batchInterval >= MAX_SHOWN) return refused(`At most ${MAX_SHOWN} batches can be replayed at once.`);
    const begin = beginOf([run.pipeline, pipeline], from, run.firstBatch);
    if (typeof begin === 'string') return refused(begin);
    const ran = Math.round((to - begin) / run.pipeline.batchInterval) + 1;
    if (ran > MAX_RUN) return refused(`The state before this batch comes from ${ran.toLocaleString('en-US')} batches; at most ${MAX_RUN.toLocaleString('en-US')} are replayed.`);
    const input = await store.replayInput(runId, begin, to);
    if (input.missing) return refused(input.missing);
    const common = { input: inputOf(input.blocks), from: begin, to, show: from, environment, signal: AbortSignal.timeout(TIME_LIMIT) };
    const before = await replay({ ...common, pipeline: run.pipeline });
    const after = await replay({ ...common, pipeline });
    const recorded = await store.replayOutputs(runId, to);
    return { ok: true, batches: compareReplays(before, after), faithful: isFaithful(recorded, before.at(-1)), ran };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return refused(`The replay took longer than ${TIME_LIMIT / 1000} s and was stopped.`);
    return refused(error instanceof EngineError || error instanceof Error ? error.message : String(error));
  }
}

/** Where to begin, so that windows and state are as they were; or why that is not known. */
function beginOf(pipelines: readonly Pipeline[], from: number, first: { readonly number: number; readonly batchTime: number }): number | string {
  const looks = pipelines.map(lookBackOf);
  if (looks.every(({ duration }) => duration === 0)) return from;
  if (first.number !== 1) return `The state before this batch is not known: batches 1 to ${(first.number - 1).toLocaleString('en-US')} of this run are no longer in the history.`;
  const { batchInterval } = pipelines[0]!;
  // The first batch that was recorded is the first for which an output was due: with windows, one slide after the begin.
  const slides = looks.map(({ slide }) => slide);
  const origin = first.batchTime - slides[0]!;
  if (looks.some(({ duration }) => duration === null)) return origin + batchInterval;
  const needed = from - Math.max(...looks.map(({ duration }) => duration!));
  const step = leastCommonMultiple(slides[0]!, slides[1]!);
  return Math.max(origin, origin + Math.floor((needed - origin) / step) * step) + batchInterval;
}

function inputOf(blocks: readonly RecordedInput[]): ReplayInput {
  const input = new Map<number, Map<string, Uint8Array[]>>();
  for (const { batchTime, nodeId, bytes } of blocks) {
    const nodes = input.get(batchTime) ?? new Map<string, Uint8Array[]>();
    input.set(batchTime, nodes);
    nodes.set(nodeId, [...(nodes.get(nodeId) ?? []), bytes]);
  }
  return input;
}

function refused(message: string): ReplayAnswer {
  return { ok: false, message };
}
