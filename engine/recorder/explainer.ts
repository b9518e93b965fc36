import { realInput } from '#engine/history';
import { type Pipeline, problem, type Problem, validatePipeline } from '#engine/model';
import type { TaskError } from '#engine/core';
import type { BatchReport, StreamingEvent } from '#engine/streaming';
import { explainException, explainFailure } from './explain-failure';
import { placeOf } from './place-of';
import { slowestNode } from './slowest-node';
import { StateGrowth } from './state-growth';
import { type StopPhase, StopProgress } from './stop-progress';
import { ToldProblems } from './told-problems';

/** Batches in a row after which something is told that one batch alone does not show. */
const IN_A_ROW = 3;
/** Without a line for so long, ms, a connected source is told of. */
const SILENCE = 5000;
const WAITING = 4;
/** A wait shorter than this, ms, is no wait for batches. */
const LONG_WAIT = 500;
const ASSERTS = /^\s*assert\b|\bself\.assert\w*\(|\bunittest\b|\bpytest\b/m;

/** The usual mistakes, recognised in a running stream: what is wrong now, in the words and under the codes of the checks before a run. */
export class Explainer {
  #pipeline: Pipeline | null = null;
  readonly #told: ToldProblems;
  readonly #waiting = new Set<number>();
  #late = 0;
  readonly #silentSince = new Map<string, number>();
  readonly #connected = new Set<string>();
  readonly #growth = new StateGrowth();
  readonly #stop = new StopProgress();
  /** Records of each source that Spark's pages would not show. */
  readonly #unseen = new Map<string, number>();

  /** @param told called when something else is wrong than before */
  constructor(told: () => void) {
    this.#told = new ToldProblems(told);
  }

  /** The graph that runs, once it is known. */
  use(pipeline: Pipeline): void {
    this.#pipeline = pipeline;
    for (const each of validatePipeline(pipeline)) if (each.code === 'starvation') this.#told.tell(each);
  }

  get problems(): readonly Problem[] {
    return this.#told.all;
  }

  /** What a graceful stop waits for; null: none goes on. */
  get stopping(): StopPhase | null {
    return this.#stop.phase;
  }

  /** How a script ended. */
  exception(message: string): void {
    const found = explainException(message);
    if (found) this.#told.tell(found);
  }

  /** The user asked for the stop, so that the program's own end belongs to it. */
  stopAsked(): void {
    this.#stop.asked();
  }

  /** The run is over: nothing waits any more. */
  ended(): void {
    this.#stop.ended();
    this.#told.forget('stop-waits');
  }

  readonly listener = (event: StreamingEvent): void => {
    if (this.#stop.take(event)) this.#tellStop();
    switch (event.type) {
      case 'streamGraph':
        if (event.recovers) for (const { id, operation, site } of event.nodes) if (operation === 'queueStream') this.#told.tell(problem('queue-with-checkpoint', { name: site?.name ?? operation }, { nodeId: id }));
        return;
      case 'receiverState':
        return this.#receiver(event);
      case 'batchSubmitted':
        this.#waiting.add(event.info.batchTime);
        return this.#queue();
      case 'batchCompleted':
        this.#waiting.delete(event.report.info.batchTime);
        this.#queue();
        return this.#batch(event.report);
      case 'fileIgnored':
        return this.#told.tell(problem('file-ignored', event, placeOf(event.nodeId)), event.path);
      case 'codeNotRecovered':
        return this.#told.tell(problem('code-not-recovered', undefined));
      case 'queueAppended':
        return this.#told.tell(problem('queue-appended', { queue: this.#listOf(event.nodeId) }, placeOf(event.nodeId)));
      case 'scriptWaits':
        return this.#waits(event.duration);
      default:
    }
  };

  #tellStop(): void {
    const told = this.#stop.told((nodeId) => this.#nameOf(nodeId));
    this.#told.either(told !== null, () => told!, 'stop-waits');
  }

  #receiver({ nodeId, state }: Extract<StreamingEvent, { type: 'receiverState' }>): void {
    const id = nodeId ?? '';
    if (state.state === 'retrying') this.#told.tell(problem('nobody-listens', { reason: state.error || state.reason }, placeOf(nodeId)));
    if (state.state === 'connected') {
      this.#told.forget('nobody-listens', id);
      this.#connected.add(id);
    } else {
      this.#connected.delete(id);
      this.#told.forget('nothing-arrives', id);
    }
    this.#silentSince.delete(id);
  }

  #waits(duration: number): void {
    const text = this.#pipeline?.code[0]?.text ?? '';
    if (duration >= LONG_WAIT && ASSERTS.test(text)) this.#told.tell(problem('waits-and-asserts', { seconds: Math.round(duration / 100) / 10 }));
  }

  #batch(report: BatchReport): void {
    const nodes = new Map(report.rdds.map((rdd) => [rdd.id, rdd.nodeId]));
    for (const { failure, nodeId } of report.info.outputOperations) if (failure) this.#failed(failure, failure.place.nodeId ?? nodes.get(failure.rdd ?? -1) ?? nodeId);
    this.#silence(report);
    this.#lateness(report);
    this.#zero(report);
    if (this.#pipeline) for (const found of this.#growth.look(this.#pipeline, report)) this.#told.tell(found);
  }

  #failed(failure: TaskError, nodeId: string | null): void {
    const node = this.#pipeline?.nodes.find(({ id }) => id === nodeId);
    const found = explainFailure(failure, { name: node?.name ?? 'the output', op: node?.op ?? '' }, placeOf(nodeId));
    if (found) this.#told.tell(found);
  }

  /** Why a batch is empty, and why nothing prints. */
  #silence({ info: { inputs, batchTime } }: BatchReport): void {
    for (const { nodeId, numRecords } of inputs) {
      if (nodeId === null || !this.#connected.has(nodeId)) continue;
      const since = numRecords > 0 ? batchTime : (this.#silentSince.get(nodeId) ?? batchTime);
      this.#silentSince.set(nodeId, since);
      const silence = batchTime - since;
      this.#told.either(silence >= SILENCE, () => problem('nothing-arrives', { name: this.#nameOf(nodeId), seconds: Math.floor(silence / 1000) }, placeOf(nodeId)), 'nothing-arrives', nodeId);
    }
  }

  /** Why batches are late, and where their time is spent. */
  #lateness(report: BatchReport): void {
    const interval = this.#pipeline?.batchInterval ?? Infinity;
    const processing = report.info.processingDelay ?? 0;
    this.#late = processing > interval ? this.#late + 1 : 0;
    const slowest = slowestNode(report);
    this.#told.either(this.#late >= IN_A_ROW, () => problem('falling-behind', { name: this.#nameOf(slowest), processing, interval }, placeOf(slowest)), 'falling-behind');
  }

  /** Where Spark would show no record, and there were some. */
  #zero(report: BatchReport): void {
    for (const { nodeId, kind, records } of realInput(report).unseen) {
      const all = (this.#unseen.get(nodeId) ?? 0) + records;
      this.#unseen.set(nodeId, all);
      if (all > 0) this.#told.tell(problem('spark-shows-zero', { name: this.#nameOf(nodeId), records: all, source: kind }, { nodeId }));
    }
  }

  #queue(): void {
    const receiver = this.#pipeline?.nodes.find(({ op }) => op === 'socketTextStream');
    const isOn = this.#pipeline?.settings['spark.streaming.backpressure.enabled'] === 'true';
    this.#told.either(this.#waiting.size >= WAITING && receiver !== undefined && !isOn, () => problem('no-backpressure', { waiting: this.#waiting.size }, placeOf(receiver!.id)), 'no-backpressure');
  }

  #nameOf(nodeId: string | null): string {
    return this.#pipeline?.nodes.find(({ id }) => id === nodeId)?.name ?? 'an output';
  }

  /** The list that a queueStream was made of, as the script calls it. */
  #listOf(nodeId: string | null): string {
    const node = this.#pipeline?.nodes.find(({ id }) => id === nodeId);
    return /^\s*(?:rdds\s*=\s*)?([A-Za-z_]\w*)\s*(?:,|$)/.exec(String(node?.params.code ?? ''))?.[1] ?? 'its list';
  }
}
