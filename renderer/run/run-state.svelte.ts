import type { Problem } from '#engine/model';
import type { BatchDetail, BatchSummary, ControlState, ReceiverState, RunSnapshot, ScriptView, TaskError } from '#api';
import { bridge } from '../bridge';
import { document } from '../editor/document.svelte';
import { graphFocus } from '../editor/graph-focus.svelte';
import { runs } from '../history/runs.svelte';
import { type BatchKey, giveRunId, mergeBatches } from './batch-list';

/** Batches held while the newest are in view; older ones are read from the history as one scrolls. */
const MAX_BATCHES = 500;
const PAGE = 100;

interface Failure {
  readonly batchTime: number;
  readonly error: TaskError;
}

/** The run as the views show it: live, or a recorded batch that was opened. */
class RunStateStore {
  state: RunSnapshot['state'] = $state('idle');
  activity: string | null = $state(null);
  /** Whether the run is held between batches; null: none runs. */
  control: ControlState | null = $state.raw(null);
  /** What a graceful stop waits for; null: none goes on. */
  stopping: RunSnapshot['stopping'] = $state(null);
  /** The clock of the next run. */
  clock: 'real' | 'manual' = $state('real');
  /** The view stands still; the run and its recording go on. */
  paused = $state(false);
  runId: number | null = $state(null);
  batchInterval = $state(1000);
  totalRecords = $state(0);
  lastBatchTime: number | null = $state(null);
  /** Newest first, over all runs. */
  batches: readonly BatchSummary[] = $state.raw([]);
  hasOlder = $state(true);
  /** Grows as older pages are read, so that what was scrolled to is not dropped under the eye. */
  #held = MAX_BATCHES;
  #reading = false;
  #opening = 0;
  /** A sentence, where a batch could not be read. */
  problem: string | null = $state(null);
  /** A script's run, beyond its batches. */
  script: ScriptView | null = $state.raw(null);
  /** A script has to be asked about before it runs: whether it may, or with what. */
  asking: 'untrusted' | 'arguments' | null = $state(null);
  /** Folders that a pipeline would use that runs as a script. */
  askedFolders: readonly string[] = $state.raw([]);
  receivers: ReadonlyMap<string, ReceiverState> = $state.raw(new Map());
  #liveCounts: ReadonlyMap<string, number> = $state.raw(new Map());
  #liveTimes: ReadonlyMap<string, number> = $state.raw(new Map());
  #liveFailures: ReadonlyMap<string, Failure> = $state.raw(new Map());
  /** A recorded batch opened on the graph; null: live. */
  shownBatch: BatchDetail | null = $state.raw(null);

  readonly busy: boolean = $derived(this.state !== 'idle');

  readonly counts: ReadonlyMap<string, number> = $derived.by(() => {
    if (!this.shownBatch) return this.#liveCounts;
    const outputs = this.shownBatch.rdds.filter((rdd) => rdd.isNodeOutput && rdd.nodeId !== null && rdd.records !== null);
    return new Map(outputs.map((rdd) => [rdd.nodeId!, rdd.records!]));
  });

  /** ms in each node's own operators, in the batch in view. */
  readonly times: ReadonlyMap<string, number> = $derived.by(() => {
    if (!this.shownBatch) return this.#liveTimes;
    const times = new Map<string, number>();
    for (const { nodeId, duration } of this.shownBatch.rdds) if (nodeId !== null && duration !== null) times.set(nodeId, (times.get(nodeId) ?? 0) + duration);
    return times;
  });

  /** Batches that wait for others to be done, not counting those that are held. */
  readonly waiting: number = $derived(this.control && !this.control.held ? this.control.waiting : 0);

  /** Where back-pressure begins: while batches wait, the node that takes longest. */
  readonly bottleneck: string | null = $derived.by(() => {
    if (this.shownBatch || this.waiting < 2) return null;
    return [...this.#liveTimes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
  });

  readonly failures: ReadonlyMap<string, Failure> = $derived.by(() => {
    const { summary } = this.shownBatch ?? {};
    if (!summary) return this.#liveFailures;
    const { failure, batchTime } = summary;
    return failure?.nodeId ? new Map([[failure.nodeId, { batchTime, error: failure.error }]]) : new Map<string, Failure>();
  });

  /** The batch whose records are shown: the opened one, else the last that was completed. */
  readonly batchInView: { readonly runId: number; readonly batchTime: number } | null = $derived.by(() => {
    if (this.shownBatch) return this.shownBatch.summary;
    if (this.runId !== null && this.lastBatchTime !== null) return { runId: this.runId, batchTime: this.lastBatchTime };
    return this.batches[0] ?? null;
  });

  async load(): Promise<void> {
    document.onLoad = () => this.backToLive();
    void runs.load();
    bridge.on('run.snapshot', (snapshot) => this.#apply(snapshot));
    this.#apply(await bridge.invoke('run.snapshot', undefined));
    await this.loadOlder();
  }

  #apply(snapshot: RunSnapshot): void {
    this.activity = snapshot.activity;
    this.control = snapshot.control;
    if (snapshot.state === 'starting' && this.state === 'idle') this.paused = false;
    if (snapshot.script !== undefined) {
      this.script = snapshot.script;
      document.showRunGraph(snapshot.script?.graph ?? null);
    }
    if (snapshot.runId !== null && snapshot.runId !== this.runId) {
      this.batches = giveRunId(this.batches, snapshot.runId);
      void runs.load();
    }
    if (snapshot.state === 'idle' && this.state !== 'idle') void runs.load();
    if (snapshot.runId !== null || snapshot.state === 'starting') this.runId = snapshot.runId;
    this.state = snapshot.state;
    document.isRunning = snapshot.state !== 'idle';
    this.stopping = snapshot.stopping;
    document.explanations = snapshot.explanations;
    if (snapshot.batchInterval > 0) this.batchInterval = snapshot.batchInterval;
    if (!this.paused) this.#applyBatches(snapshot);
  }

  #applyBatches(snapshot: RunSnapshot): void {
    this.totalRecords = snapshot.totalRecords;
    this.lastBatchTime = snapshot.lastBatchTime;
    // Until the history has begun, and without one, batches come without their run's id.
    const runId = snapshot.runId ?? 0;
    const before = this.batches.length;
    this.batches = mergeBatches(
      this.batches,
      snapshot.batches.map((batch) => (batch.runId === 0 ? { ...batch, runId } : batch)),
      this.#held,
    );
    if (before >= this.#held) this.hasOlder = true;
    this.#liveCounts = new Map(snapshot.counts.map(({ nodeId, records }) => [nodeId, records]));
    this.#liveTimes = new Map(snapshot.times.map(({ nodeId, time }) => [nodeId, time]));
    this.#liveFailures = new Map(snapshot.failures.map(({ nodeId, batchTime, error }) => [nodeId, { batchTime, error }]));
    this.receivers = new Map(snapshot.receivers.map(({ nodeId, state }) => [nodeId, state]));
  }

  /** Holds the view still, or lets it follow again: then all that it missed is there. */
  async pause(paused: boolean): Promise<void> {
    this.paused = paused;
    if (paused) return;
    this.batches = [];
    this.#held = MAX_BATCHES;
    this.#apply(await bridge.invoke('run.snapshot', undefined));
    await this.loadOlder();
  }

  /** The next page of recorded batches. */
  async loadOlder(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      const last = this.batches.findLast(({ runId }) => runId > 0);
      const page = await bridge.invoke('history.batches', { runId: null, before: last ? { runId: last.runId, batchTime: last.batchTime } : null, limit: PAGE });
      this.hasOlder = page.length === PAGE;
      this.#held = Math.max(this.#held, this.batches.length + PAGE);
      this.batches = mergeBatches(this.batches, page, this.#held);
    } finally {
      this.#reading = false;
    }
  }

  /** Back at the newest batches: the old pages need not be held any more. */
  forgetOlder(): void {
    if (this.#held === MAX_BATCHES) return;
    this.#held = MAX_BATCHES;
    if (this.batches.length > MAX_BATCHES) this.hasOlder = true;
    this.batches = mergeBatches(this.batches, [], MAX_BATCHES);
  }

  async start(): Promise<void> {
    this.backToLive();
    if (document.script) return document.script.mustAsk ? void (this.asking = 'arguments') : this.startScript(false);
    await this.startPipeline(false);
  }

  /** @param trust the user was asked, and let it run */
  async startPipeline(trust: boolean): Promise<void> {
    this.asking = null;
    const result = await bridge.invoke('run.start', { pipeline: document.pipeline, clock: this.clock, trust });
    this.askedFolders = result.started ? [] : (result.untrusted ?? []);
    if (this.askedFolders.length > 0) return void (this.asking = 'untrusted');
    document.runProblems = result.started ? [] : result.problems.filter((problem) => !document.problems.some(({ code, place }) => code === problem.code && place?.nodeId === problem.place?.nodeId));
    if (result.started) document.dismiss();
    else this.#refused(result.problems.filter(({ severity }) => severity === 'error'));
  }

  /** Says why nothing runs, and leads to the first node that is wrong, which may be out of view. */
  #refused(problems: readonly Problem[]): void {
    const general = problems.filter(({ place }) => place?.nodeId === undefined);
    const ids = new Set(problems.flatMap(({ place }) => place?.nodeId ?? []));
    const [first] = ids;
    if (general.length > 0) document.notice = general.map(({ message }) => message).join(' ');
    else if (first !== undefined) document.notice = `Not started. ${document.node(first)?.name ?? first}: ${problems[0]!.message}${ids.size > 1 ? ` ${ids.size - 1} more marked on the graph.` : ''}`;
    if (first !== undefined) void graphFocus.show(first);
  }

  /** @param trust the user was asked, and let it run */
  async startScript(trust: boolean): Promise<void> {
    const { script } = document;
    if (!script) return;
    this.asking = null;
    const result = await bridge.invoke('run.startScript', { text: script.text, arguments: script.arguments, trust, clock: this.clock });
    if (result.started) script.markGiven();
    else if (result.reason === 'untrusted') this.asking = 'untrusted';
    else document.notice = result.message;
  }

  stop(): Promise<void> {
    return bridge.invoke('run.stop', undefined);
  }

  /** Opens a recorded batch on all views. */
  async open(batch: BatchKey): Promise<void> {
    const opening = ++this.#opening;
    const detail = await bridge.invoke('history.batch', { runId: batch.runId, batchTime: batch.batchTime });
    // Another one was chosen meanwhile, or the live run.
    if (opening !== this.#opening) return;
    this.problem = detail ? null : 'This batch is not in the history yet, or was removed from it.';
    this.shownBatch = detail;
    document.showRecorded(detail?.pipeline ? { runId: batch.runId, pipeline: detail.pipeline } : null);
    document.batchExplanations = detail?.explanations ?? [];
  }

  backToLive(): void {
    this.#opening++;
    this.problem = null;
    this.shownBatch = null;
    document.showRecorded(null);
  }
}

export const runState = new RunStateStore();
