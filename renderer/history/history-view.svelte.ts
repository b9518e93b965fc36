import type { BatchSearch, FoundBatch, HistoryStatus, RunInfo } from '#api';
import { bridge } from '../bridge';

export type HistoryTab = 'Batches' | 'Timeline' | 'Compare' | 'SQL';
const RUNS_PAGE = 100;
const BATCHES_PAGE = 100;

/** What the history shows: runs, and the batches that were searched for. It stays while the view is closed. */
class HistoryView {
  open = $state(false);
  tab: HistoryTab = $state('Batches');
  status: HistoryStatus | null = $state.raw(null);
  runs: readonly RunInfo[] = $state.raw([]);
  hasMoreRuns = $state(true);
  search: BatchSearch = $state.raw({ text: '', within: 'any', status: null, runId: null, from: null, to: null, before: null, limit: BATCHES_PAGE });
  batches: readonly FoundBatch[] = $state.raw([]);
  /** Where the next page begins; null: there is none. */
  next: number | null = $state.raw(null);
  searching = $state(false);
  /** New batches of a run are added on top as they come. */
  follow = $state(true);
  problem: string | null = $state(null);
  #asked = 0;
  #reading = false;

  readonly run: RunInfo | null = $derived(this.runs.find(({ runId }) => runId === this.search.runId) ?? null);

  async show(): Promise<void> {
    this.open = true;
    await Promise.all([this.refreshRuns(), this.refreshStatus(), this.find({})]);
  }

  async refreshStatus(): Promise<void> {
    this.status = await bridge.invoke('history.status', undefined);
  }

  async refreshRuns(): Promise<void> {
    const fresh = await bridge.invoke('history.runs', { before: null, limit: RUNS_PAGE });
    const last = fresh.at(-1)?.runId ?? 0;
    this.hasMoreRuns = fresh.length === RUNS_PAGE;
    this.runs = [...fresh, ...this.runs.filter(({ runId }) => runId < last)];
  }

  async moreRuns(): Promise<void> {
    const last = this.runs.at(-1);
    if (!this.hasMoreRuns || this.#reading || !last) return;
    this.#reading = true;
    const older = await bridge.invoke('history.runs', { before: last.runId, limit: RUNS_PAGE });
    this.#reading = false;
    this.hasMoreRuns = older.length === RUNS_PAGE;
    this.runs = [...this.runs, ...older];
  }

  /** Searches anew with what changed. */
  async find(changed: Partial<BatchSearch>): Promise<void> {
    this.search = { ...this.search, ...changed };
    const asked = ++this.#asked;
    this.searching = true;
    try {
      const page = await bridge.invoke('history.search', this.search);
      // What was typed meanwhile is answered by its own search.
      if (asked !== this.#asked) return;
      this.problem = null;
      this.batches = page.batches;
      this.next = page.next;
    } catch (error) {
      if (asked === this.#asked) this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      if (asked === this.#asked) this.searching = false;
    }
  }

  async more(): Promise<void> {
    const { next } = this;
    if (next === null || this.searching) return;
    const asked = this.#asked;
    this.searching = true;
    const page = await bridge.invoke('history.search', { ...this.search, before: next });
    this.searching = false;
    if (asked !== this.#asked) return;
    this.batches = [...this.batches, ...page.batches];
    this.next = page.next;
  }

  /** What became of the last bundle, in a sentence. */
  told: string | null = $state(null);

  async openBundle(): Promise<void> {
    const opened = await bridge.invoke('history.openBundle', undefined);
    if (!opened) return;
    this.told = opened.problem;
    await this.refreshRuns();
    if (opened.runId !== null) await this.find({ runId: opened.runId });
  }

  async saveBundle(runId: number): Promise<void> {
    const saved = await bridge.invoke('history.saveBundle', { runId });
    if (saved) this.told = saved.problem ?? `The run is written to ${saved.path}, with its pipeline, input and records.`;
  }

  /** Puts what was recorded since on top. */
  async update(): Promise<void> {
    const asked = this.#asked;
    if (this.searching) return;
    const page = await bridge.invoke('history.search', this.search);
    void this.refreshStatus();
    void this.refreshRuns();
    if (asked !== this.#asked) return;
    const known = new Set(this.batches.map(keyOf));
    const fresh = page.batches.filter((batch) => !known.has(keyOf(batch)));
    // More came than fits a page: begin anew rather than leave a gap.
    if (fresh.length === BATCHES_PAGE) {
      this.batches = page.batches;
      this.next = page.next;
    } else if (fresh.length > 0) this.batches = [...fresh, ...this.batches];
  }
}

export function keyOf({ runId, batchTime }: { readonly runId: number; readonly batchTime: number }): string {
  return `${runId}/${batchTime}`;
}

export const historyView = new HistoryView();
