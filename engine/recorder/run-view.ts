import type { TaskError } from '#engine/core';
import { type BatchSummary, countRecords, ownTimes, realInput } from '#engine/history';
import type { Pipeline, Problem } from '#engine/model';
import type { ReceiverState } from '#engine/sources';
import type { BatchInfo, BatchReport, ControlState, StreamingEvent } from '#engine/streaming';
import { Explainer } from './explainer';
import type { StopPhase } from './stop-progress';

export type RunState = 'idle' | 'starting' | 'running' | 'stopping';

/** What the run view shows; at most 10 a second. */
export interface RunSnapshot {
  readonly state: RunState;
  readonly runId: number | null;
  readonly startedAt: number | null;
  /** ms */
  readonly batchInterval: number;
  /** "Python is starting" and the like; null: nothing to say. */
  readonly activity: string | null;
  /** What a script's run turned out to be; left out: as it was. */
  readonly script?: ScriptView | null;
  /** Batches new or changed since the last snapshot, oldest first. */
  readonly batches: readonly BatchSummary[];
  /** Per node of the last completed batch: records that left it. */
  readonly counts: readonly { readonly nodeId: string; readonly records: number }[];
  /** Per node of the last completed batch: ms in its own operators. */
  readonly times: readonly { readonly nodeId: string; readonly time: number }[];
  /** Whether it is held between two batches, and why; null: it does not run. */
  readonly control: ControlState | null;
  readonly lastBatchTime: number | null;
  readonly totalRecords: number;
  readonly receivers: readonly { readonly nodeId: string; readonly state: ReceiverState }[];
  /** Latest failure per node in this run, gone with the node's next success. */
  readonly failures: readonly { readonly nodeId: string; readonly batchTime: number; readonly error: TaskError }[];
  /** What a graceful stop waits for; null: none goes on. */
  readonly stopping: StopPhase | null;
  /** The usual mistakes that the run shows now, see Explainer. */
  readonly explanations: readonly Problem[];
}

/** A script's run, beyond what it has in common with a pipeline's. */
export interface ScriptView {
  /** Its graph, see `scriptPipeline`; null: it has started no streams yet. */
  readonly graph: Pipeline | null;
  /** It asked for a line (`input()`) and waits for it. */
  readonly waitsForInput: boolean;
  /** The exception that ended it. */
  readonly exception: { readonly line: number | null; readonly message: string } | null;
  /** The checkpoint that it goes on from, where another text made that; `text` null: it is not known. */
  readonly checkpoint: { readonly directory: string; readonly text: string | null } | null;
}

/** Batches that a renderer gets when it loads. */
const RECENT_BATCHES = 100;

/** Follows one run and tells it in snapshots; `schedule` decides when, so that a fast stream floods nobody. */
export class RunView {
  #state: RunState = 'starting';
  #batchInterval: number;
  #activity: string | null = null;
  #lastNumber = 0;
  #lastBatchTime: number | null = null;
  #totalRecords = 0;
  readonly #numbers = new Map<number, number>();
  readonly #recent = new Map<number, BatchSummary>();
  readonly #changed = new Set<number>();
  #counts = new Map<string, number>();
  #times = new Map<string, number>();
  readonly #receivers = new Map<string, ReceiverState>();
  readonly #failures = new Map<string, { batchTime: number; error: TaskError }>();

  #runId: number | null = null;
  #script: ScriptView | null = null;
  #scriptChanged = true;
  readonly #explainer: Explainer;

  constructor(
    private readonly run: { readonly startedAt: number; readonly batchInterval: number },
    /** Calls back soon, at most 10 times a second however often it is asked. */
    private readonly schedule: () => void,
    private readonly control: () => ControlState | null = () => null,
  ) {
    this.#batchInterval = run.batchInterval;
    this.#explainer = new Explainer(schedule);
  }

  /** The graph that runs. */
  setPipeline(pipeline: Pipeline): void {
    this.#explainer.use(pipeline);
  }

  setState(state: RunState, activity: string | null = null): void {
    this.#state = state;
    this.#activity = activity;
    if (state === 'stopping') this.#explainer.stopAsked();
    if (state === 'idle') this.#explainer.ended();
    this.schedule();
  }

  /** What is new of a script's run. */
  setScript(changed: Partial<ScriptView>): void {
    this.#script = { graph: null, waitsForInput: false, exception: null, checkpoint: null, ...this.#script, ...changed };
    this.#scriptChanged = true;
    if (changed.graph) this.setPipeline(changed.graph);
    if (changed.exception) this.#explainer.exception(changed.exception.message);
    this.schedule();
  }

  /** The run's id in the history, once it has one. */
  setRunId(runId: number): void {
    this.#runId = runId;
    for (const [time, batch] of this.#recent) this.#recent.set(time, { ...batch, runId });
  }

  readonly listener = (event: StreamingEvent): void => {
    this.#explainer.listener(event);
    switch (event.type) {
      case 'streamingStarted':
        this.#batchInterval = event.batchInterval;
        break;
      case 'batchSubmitted':
        this.#batch(event.info, 'queued');
        break;
      case 'batchStarted':
        this.#batch(event.info, 'processing');
        break;
      case 'batchCompleted':
        this.#completed(event.report);
        break;
      case 'codeNotRecovered':
        this.setScript({ checkpoint: { directory: event.directory, text: event.text } });
        break;
      case 'receiverState':
        if (event.nodeId !== null) this.#receivers.set(event.nodeId, event.state);
        break;
      default:
        return;
    }
    this.schedule();
  };

  /** What changed since the last call. */
  takeSnapshot(): RunSnapshot {
    const batches = [...this.#changed].flatMap((time) => this.#recent.get(time) ?? []);
    this.#changed.clear();
    const { script, ...unchanged } = this.#snapshot(batches);
    const changed = this.#scriptChanged;
    this.#scriptChanged = false;
    return changed ? { ...unchanged, script } : unchanged;
  }

  /** Everything, for a renderer that loads anew. */
  wholeSnapshot(): RunSnapshot {
    return this.#snapshot([...this.#recent.values()]);
  }

  #snapshot(batches: readonly BatchSummary[]): RunSnapshot {
    return {
      ...this.run,
      batchInterval: this.#batchInterval,
      script: this.#script,
      runId: this.#runId,
      state: this.#state,
      activity: this.#activity,
      batches,
      counts: [...this.#counts].map(([nodeId, records]) => ({ nodeId, records })),
      times: [...this.#times].map(([nodeId, time]) => ({ nodeId, time })),
      control: this.#state === 'running' ? this.control() : null,
      lastBatchTime: this.#lastBatchTime,
      totalRecords: this.#totalRecords,
      receivers: [...this.#receivers].map(([nodeId, state]) => ({ nodeId, state })),
      failures: [...this.#failures].map(([nodeId, failure]) => ({ nodeId, ...failure })),
      stopping: this.#explainer.stopping,
      explanations: this.#explainer.problems,
    };
  }

  #batch(info: BatchInfo, status: BatchSummary['status'], numRecords = info.numRecords): void {
    const number = this.#numbers.get(info.batchTime) ?? ++this.#lastNumber;
    this.#numbers.set(info.batchTime, number);
    const failed = info.outputOperations.filter(({ failure }) => failure !== null);
    this.#recent.set(info.batchTime, {
      runId: this.#runId ?? 0,
      batchTime: info.batchTime,
      number,
      status,
      numRecords,
      schedulingDelay: info.schedulingDelay,
      processingDelay: info.processingDelay,
      totalDelay: info.totalDelay,
      outputOpsSucceeded: info.outputOperations.filter(({ endTime, failure }) => endTime !== null && failure === null).length,
      outputOpsTotal: info.outputOperations.length,
      failure: failed[0]?.failure ? { nodeId: failed[0].failure.place.nodeId ?? failed[0].nodeId, error: failed[0].failure } : null,
    });
    this.#changed.add(info.batchTime);
    for (const time of this.#recent.keys()) {
      if (this.#recent.size <= RECENT_BATCHES) break;
      this.#recent.delete(time);
    }
  }

  #completed(report: BatchReport): void {
    const { info } = report;
    const failures = info.outputOperations.filter(({ failure }) => failure !== null);
    const { records } = realInput(report);
    this.#batch(info, failures.length > 0 ? 'failed' : 'completed', records);
    this.#numbers.delete(info.batchTime);
    this.#lastBatchTime = info.batchTime;
    this.#totalRecords += records;
    const counts = countRecords(report.tasks);
    this.#counts = new Map(
      report.rdds.flatMap((rdd) => (rdd.isNodeOutput && rdd.nodeId !== null && counts.has(rdd.id) ? [[rdd.nodeId, counts.get(rdd.id)!] as const] : [])),
    );
    this.#times = timesOf(report);
    this.#failures.clear();
    const nodes = new Map(report.rdds.map((rdd) => [rdd.id, rdd.nodeId]));
    for (const { nodeId, failure } of failures) {
      // A script's functions know their lines, not their nodes.
      const node = failure!.place.nodeId ?? nodes.get(failure!.rdd ?? -1) ?? nodeId;
      if (node !== null) this.#failures.set(node, { batchTime: info.batchTime, error: failure! });
    }
  }
}

/** Several RDDs may belong to one node. */
function timesOf(report: BatchReport): Map<string, number> {
  const times = new Map<string, number>();
  const own = ownTimes(report);
  for (const { id, nodeId } of report.rdds) {
    const time = own.get(id);
    if (nodeId !== null && time !== undefined) times.set(nodeId, (times.get(nodeId) ?? 0) + time);
  }
  return times;
}
