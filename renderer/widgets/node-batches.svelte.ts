import type { NodeBatch } from '#api';
import { bridge } from '../bridge';
import { runState } from '../run/run-state.svelte';

/** Live, they are read at most this often, ms. */
const READ_INTERVAL = 500;

export interface Wanted {
  readonly nodeId: string;
  /** Batches before the one in view. */
  readonly before: number;
  /** Records of each. */
  readonly limit: number;
}

/** What left a node in the batch in view and those before it, oldest first; read again as batches come. For one component. */
export class NodeBatches {
  batches: readonly NodeBatch[] = $state.raw([]);
  loaded = $state(false);
  #lastRead = 0;
  #asked = 0;

  constructor(wanted: () => Wanted | null) {
    $effect(() => {
      const batch = runState.batchInView;
      const what = wanted();
      if (!batch || !what || batch.runId === 0) return;
      const { nodeId, before, limit } = what;
      const interval = runState.batchInterval;
      const wait = runState.shownBatch ? 0 : Math.max(0, this.#lastRead + READ_INTERVAL - Date.now());
      const timer = setTimeout(() => {
        this.#lastRead = Date.now();
        const question = ++this.#asked;
        void bridge.invoke('history.nodeBatches', { runId: batch.runId, nodeId, from: batch.batchTime - before * interval, to: batch.batchTime, limit }).then((found) => {
          if (question !== this.#asked) return;
          // Live, the writer of the history may be a moment behind: the next batch brings it.
          if (found.length > 0 || !runState.busy) this.batches = found;
          this.loaded = true;
        });
      }, wait);
      return () => clearTimeout(timer);
    });
  }
}
