import { type Pipeline, problem, type Problem, validatePipeline } from '#engine/model';
import type { TaskError } from '#engine/core';
import type { BatchInfo, BatchReport, StreamingEvent } from '#engine/streaming';
import { countRecords } from '#engine/history';
import { explainException, explainFailure } from './explain-failure';

/** Batches in a row after which something is told that one batch alone does not show. */
const IN_A_ROW = 3;
/** Without a line for so long, ms, a connected source is told of. */
const SILENCE = 5000;
const WAITING = 4;
/** Batches over which a state that only grows is told of, and keys that it has by then. */
const GROWING = 20;
const MANY_KEYS = 100;

/** The usual mistakes, recognised in a running stream: what is wrong now, in the words and under the codes of the checks before a run. */
export class Explainer {
  #pipeline: Pipeline | null = null;
  readonly #told = new Map<string, Problem>();
  #problems: readonly Problem[] = [];
  readonly #waiting = new Set<number>();
  #late = 0;
  readonly #silentSince = new Map<string, number>();
  readonly #connected = new Set<string>();
  readonly #states = new Map<string, { keys: number; grown: number }>();

  /** @param told called when something else is wrong than before */
  constructor(private readonly told: () => void) {}

  /** The graph that runs, once it is known. */
  use(pipeline: Pipeline): void {
    this.#pipeline = pipeline;
    for (const each of validatePipeline(pipeline)) if (each.code === 'starvation') this.#tell(each);
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** How a script ended. */
  exception(message: string): void {
    const found = explainException(message);
    if (found) this.#tell(found);
  }

  /** The run is over: nothing waits any more. */
  ended(): void {
    this.#forget('stop-waits');
  }

  readonly listener = (event: StreamingEvent): void => {
    switch (event.type) {
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
        return this.#tell(problem('file-ignored', event, this.#place(event.nodeId)), event.path);
      case 'streamingStopping':
        return this.#either(event.phase === 'batches' && event.jobs > 0, () => problem('stop-waits', { jobs: event.jobs }), 'stop-waits');
      case 'streamingStopped':
        return this.#forget('stop-waits');
      default:
    }
  };

  #receiver({ nodeId, state }: Extract<StreamingEvent, { type: 'receiverState' }>): void {
    const id = nodeId ?? '';
    if (state.state === 'retrying') this.#tell(problem('nobody-listens', { reason: state.error || state.reason }, this.#place(nodeId)));
    if (state.state === 'connected') {
      this.#forget('nobody-listens', id);
      this.#connected.add(id);
    } else {
      this.#connected.delete(id);
      this.#forget('nothing-arrives', id);
    }
    this.#silentSince.delete(id);
  }

  #batch(report: BatchReport): void {
    const { info, rdds } = report;
    const nodes = new Map(rdds.map((rdd) => [rdd.id, rdd.nodeId]));
    for (const { failure, nodeId } of info.outputOperations) if (failure) this.#failed(failure, failure.place.nodeId ?? nodes.get(failure.rdd ?? -1) ?? nodeId);
    this.#silence(info);
    this.#lateness(report, nodes);
    this.#growth(report);
  }

  #failed(failure: TaskError, nodeId: string | null): void {
    const node = this.#pipeline?.nodes.find(({ id }) => id === nodeId);
    const found = explainFailure(failure, { name: node?.name ?? 'the output', op: node?.op ?? '' }, this.#place(nodeId));
    if (found) this.#tell(found);
  }

  /** Why a batch is empty, and why nothing prints. */
  #silence({ inputs, batchTime }: BatchInfo): void {
    for (const { nodeId, numRecords } of inputs) {
      if (nodeId === null || !this.#connected.has(nodeId)) continue;
      const since = numRecords > 0 ? batchTime : (this.#silentSince.get(nodeId) ?? batchTime);
      this.#silentSince.set(nodeId, since);
      const silence = batchTime - since;
      this.#either(silence >= SILENCE, () => problem('nothing-arrives', { name: this.#nameOf(nodeId), seconds: Math.floor(silence / 1000) }, this.#place(nodeId)), 'nothing-arrives', nodeId);
    }
  }

  /** Why batches are late, and where their time is spent. */
  #lateness({ info, tasks }: BatchReport, nodes: ReadonlyMap<number, string | null>): void {
    const interval = this.#pipeline?.batchInterval ?? Infinity;
    const processing = info.processingDelay ?? 0;
    this.#late = processing > interval ? this.#late + 1 : 0;
    const slowest = slowestOf(info, tasks, nodes);
    this.#either(this.#late >= IN_A_ROW, () => problem('falling-behind', { name: this.#nameOf(slowest), processing, interval }, this.#place(slowest)), 'falling-behind');
  }

  #queue(): void {
    const receiver = this.#pipeline?.nodes.find(({ op }) => op === 'socketTextStream');
    const isOn = this.#pipeline?.settings['spark.streaming.backpressure.enabled'] === 'true';
    this.#either(this.#waiting.size >= WAITING && receiver !== undefined && !isOn, () => problem('no-backpressure', { waiting: this.#waiting.size }, this.#place(receiver!.id)), 'no-backpressure');
  }

  #growth({ tasks, rdds, info }: BatchReport): void {
    const states = this.#pipeline?.nodes.filter(({ op }) => op === 'updateStateByKey') ?? [];
    if (states.length === 0) return;
    const counts = countRecords(tasks);
    for (const { id, name } of states) {
      const rdd = rdds.find((each) => each.nodeId === id && each.isNodeOutput && each.batchTime === info.batchTime);
      const keys = rdd && counts.get(rdd.id);
      if (keys === undefined) continue;
      const before = this.#states.get(id) ?? { keys: 0, grown: 0 };
      const grown = keys < before.keys ? -Infinity : before.grown + (keys > before.keys ? 1 : 0);
      this.#states.set(id, { keys, grown });
      this.#either(grown >= GROWING && keys >= MANY_KEYS, () => problem('state-grows', { name, keys }, this.#place(id)), 'state-grows', id);
    }
  }

  #nameOf(nodeId: string | null): string {
    return this.#pipeline?.nodes.find(({ id }) => id === nodeId)?.name ?? 'an output';
  }

  #place(nodeId: string | null): Problem['place'] {
    return nodeId === null ? undefined : { nodeId };
  }

  #either(isWrong: boolean, make: () => Problem, code: string, nodeId = ''): void {
    if (isWrong) this.#tell(make(), nodeId);
    else this.#forget(code, nodeId);
  }

  /** @param about what it is about, where several of one code may be told */
  #tell(found: Problem, about = found.place?.nodeId ?? ''): void {
    const key = `${found.code} ${about}`;
    if (this.#told.get(key)?.message === found.message) return;
    this.#told.set(key, found);
    this.#change();
  }

  #forget(code: string, about = ''): void {
    if (this.#told.delete(`${code} ${about}`)) this.#change();
  }

  #change(): void {
    this.#problems = [...this.#told.values()];
    this.told();
  }
}

/** The node at which most of a batch's time is spent: in tasks, or in the output that runs longest. */
function slowestOf({ outputOperations, processingDelay }: BatchInfo, tasks: BatchReport['tasks'], nodes: ReadonlyMap<number, string | null>): string | null {
  const spent = new Map<string | null, number>();
  for (const { rdd, duration } of tasks) {
    const node = nodes.get(rdd) ?? null;
    spent.set(node, (spent.get(node) ?? 0) + duration);
  }
  const [node, time] = [...spent].sort(([, a], [, b]) => b - a)[0] ?? [null, 0];
  if (time > (processingDelay ?? 0) / 2) return node;
  const took = ({ startTime, endTime }: BatchInfo['outputOperations'][number]): number => (endTime ?? 0) - (startTime ?? 0);
  return [...outputOperations].sort((a, b) => took(b) - took(a))[0]?.nodeId ?? null;
}
