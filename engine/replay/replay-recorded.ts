import type { HistoryStore, RecordedInput } from '#engine/history';
import type { Pipeline } from '#engine/model';
import { type BatchDifference, compareReplays, isFaithful } from './compare';
import { beginOf, type KeptRun } from './look-back';
import { keptRun, withProgram } from './recorded-program';
import { answered, type Refusal, Refused, refused } from './refusal';
import type { Program } from './program';
import { replay, REPLAY_OBSERVES, type ReplayedBatch } from './replay';
import type { ReplayInput } from './run-again';
import type { ReplayEnvironment } from './script-program';

export interface ReplayQuestion {
  readonly runId: number;
  /** First and last batch to look at, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** The graph with the change; of a script's run the recorded graph, with the changed text in its `code`. */
  readonly pipeline: Pipeline;
}

export type ReplayAnswer =
  | { readonly ok: true; readonly batches: readonly BatchDifference[]; /** What ran, unchanged, gave again what was recorded. */ readonly faithful: boolean; /** Batches that ran, those for the state before included. */ readonly ran: number }
  | Refusal;

/** Batches that are shown, and that run for the state before them, at most. */
const MAX_SHOWN = 50;
const MAX_RUN = 5000;
/** ms */
const TIME_LIMIT = 60_000;

/** Runs recorded batches with the graph or script as it was and with the changed one. Every problem is a sentence. */
export async function replayRecorded(store: HistoryStore, { runId, from, to, pipeline }: ReplayQuestion, environment: ReplayEnvironment): Promise<ReplayAnswer> {
  return answered(TIME_LIMIT, async (signal) => {
    const run = await keptRun(store, runId);
    const { batchInterval } = run.pipeline;
    const recorded = await store.replayOutputs(runId, to);
    const isAsRecorded = async (replayed: ReplayedBatch | undefined): Promise<boolean> => {
      const [batch] = await store.batches({ runId, before: { runId, batchTime: to + 1 }, limit: 1 });
      return isFaithful(recorded, replayed) && Boolean(batch?.failure) === Boolean(replayed?.failure);
    };
    if ((to - from) / batchInterval >= MAX_SHOWN) return refused(`At most ${MAX_SHOWN} batches can be replayed at once.`);
    const open = <T>(graph: Pipeline, use: (program: Program) => Promise<T>): Promise<T> => withProgram(graph, run, environment, REPLAY_OBSERVES, signal, use);
    const compared = async (old: Program, changed: Program): Promise<ReplayAnswer> => {
      if (!recorded.every(({ nodeId }) => run.pipeline.nodes.some(({ id }) => id === nodeId))) return refused('This batch is of streams that the script started later, after those of the graph. It is run again up to its first ssc.start() only.');
      if (changed.pipeline.batchInterval !== batchInterval) return refused('The batch interval cannot be changed in a replay: the input was cut by it.');
      const { begin, ran, input } = await inputBefore(store, runId, run, [old.pipeline, changed.pipeline], from, to);
      const common = { input, from: begin, to, show: from, signal };
      const before = await replay({ ...common, program: old });
      const after = await replay({ ...common, program: changed });
      return { ok: true, batches: compareReplays(before, after), faithful: await isAsRecorded(before.at(-1)), ran };
    };
    return open(run.pipeline, (old) => open(pipeline, (changed) => compared(old, changed)));
  });
}

interface InputBefore {
  readonly begin: number;
  readonly ran: number;
  readonly input: ReplayInput;
}

/**
 * The input from where the graphs' state at `from` is known, to `to`.
 * @throws Refused where it is not all there, or too much
 */
export async function inputBefore(store: HistoryStore, runId: number, run: KeptRun, graphs: readonly Pipeline[], from: number, to: number): Promise<InputBefore> {
  const begin = beginOf(run, graphs, from);
  if (typeof begin === 'string') throw new Refused(begin);
  const ran = Math.round((to - begin) / run.pipeline.batchInterval) + 1;
  if (ran > MAX_RUN) throw new Refused(`The state before this batch comes from ${ran.toLocaleString('en-US')} batches; at most ${MAX_RUN.toLocaleString('en-US')} are replayed.`);
  const input = await store.replayInput(runId, begin, to);
  if (input.missing) throw new Refused(input.missing);
  return { begin, ran, input: inputOf(input.blocks) };
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
