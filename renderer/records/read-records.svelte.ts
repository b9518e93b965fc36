import type { RecordsPage } from '#api';
import { bridge } from '../bridge';
import { runState } from '../run/run-state.svelte';

/** Live, the records are read at most this often, ms. */
const READ_INTERVAL = 500;

export interface ShownRecords {
  readonly nodeId: string;
  readonly runId: number;
  readonly batchTime: number;
  readonly page: RecordsPage;
}

/**
 * The records that left a node in the batch in view, read again with each. To be called as a component is made.
 * @param limit at most 100
 * @param held true: they stay as they are; the recording goes on
 */
export function readRecords(nodeOf: () => string | null, limit: number, held: () => boolean = () => false): { readonly shown: ShownRecords | null } {
  let shown = $state.raw<ShownRecords | null>(null);
  let lastRead = 0;
  /** What is to be shown now. The end of an effect must not ask for it: the component may be going, and what it is of gone. */
  let wanted: { readonly nodeId: string | null; readonly isOpened: boolean } = { nodeId: null, isOpened: false };

  // Reads again when another node or batch is to be shown. The timer of an outdated wish is cleared, an answer that
  // comes too late is dropped; holding still keeps the view, while batches go on being recorded.
  $effect(() => {
    const batch = runState.batchInView;
    const nodeId = nodeOf();
    const own = (wanted = { nodeId, isOpened: runState.shownBatch !== null });
    if (!batch || nodeId === null) return;
    if (shown?.nodeId === nodeId && ((held() && !runState.shownBatch) || (shown.runId === batch.runId && shown.batchTime === batch.batchTime))) return;
    const isOutdated = (): boolean => wanted !== own && (wanted.nodeId !== nodeId || wanted.isOpened);
    const wait = shown?.nodeId === nodeId && !runState.shownBatch ? Math.max(0, lastRead + READ_INTERVAL - Date.now()) : 0;
    const { runId, batchTime } = batch;
    const timer = setTimeout(() => {
      lastRead = Date.now();
      void bridge.invoke('history.records', { runId, batchTime, of: { nodeId }, limit }).then((page) => {
        // Live, the writer of the history may be a moment behind: the next batch brings it.
        const late = page.total === null && page.records.length === 0 && shown?.nodeId === nodeId && runState.busy && !runState.shownBatch;
        if (!isOutdated() && !late) shown = { nodeId, runId, batchTime, page };
      });
    }, wait);
    return () => clearTimeout(timer);
  });

  return {
    get shown() {
      return shown?.nodeId === nodeOf() ? shown : null;
    },
  };
}
