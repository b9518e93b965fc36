import type { ReplayAnswer } from '#api';
import { bridge } from '../bridge';
import { document } from '../editor/document.svelte';
import { runState } from '../run/run-state.svelte';

/** The replay of the recorded batch that is open: its question and its last answer. */
class ReplayState {
  /** Batches up to the open one. */
  count = $state(1);
  running = $state(false);
  answer = $state.raw<ReplayAnswer | null>(null);
  /** Of which batch the answer is. */
  #of: string | null = $state(null);
  batchTime: number | null = $state(null);
  nodeId: string | null = $state(null);

  readonly #open: string | null = $derived(runState.shownBatch ? `${runState.shownBatch.summary.runId}/${runState.shownBatch.summary.batchTime}` : null);
  readonly current: ReplayAnswer | null = $derived(this.#of === this.#open ? this.answer : null);
  readonly batch = $derived(this.current?.ok ? (this.current.batches.find(({ batchTime }) => batchTime === this.batchTime) ?? this.current.batches.at(-1) ?? null) : null);
  readonly node = $derived(this.batch?.nodes.find(({ nodeId }) => nodeId === this.nodeId) ?? this.batch?.nodes.find(({ same }) => !same) ?? this.batch?.nodes.at(-1) ?? null);
  /** Nodes that gave something else, for the graph. */
  readonly different: ReadonlySet<string> = $derived(new Set(this.batch?.nodes.filter(({ same }) => !same).map(({ nodeId }) => nodeId)));
  readonly changed: boolean = $derived(document.recordedPipeline !== null && JSON.stringify({ ...document.tried, layout: null }) !== JSON.stringify({ ...document.recordedPipeline, layout: null }));

  async run(): Promise<void> {
    const { shownBatch } = runState;
    if (!shownBatch || this.running) return;
    const { runId, batchTime } = shownBatch.summary;
    const interval = document.recordedPipeline?.batchInterval ?? runState.batchInterval;
    this.running = true;
    try {
      this.answer = await bridge.invoke('replay.run', { runId, from: batchTime - (Math.max(1, this.count) - 1) * interval, to: batchTime, pipeline: document.tried });
    } catch (error) {
      this.answer = { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
    this.#of = `${runId}/${batchTime}`;
    this.batchTime = batchTime;
    this.nodeId = null;
    this.running = false;
  }
}

export const replayState = new ReplayState();
