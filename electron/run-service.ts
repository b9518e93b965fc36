import { availableParallelism } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { ExecutorPool, SandboxHost, type Sandbox } from '#engine/hosts';
import { type HistoryStore } from '#engine/history';
import type { Pipeline } from '#engine/model';
import { RunRecorder, type RunSnapshot, RunView } from '#engine/recorder';
import { type PipelineRun, startPipelineRun } from '#engine/run';
import { openSQLiteSink } from '#engine/sinks';
import { startSocketReceiver } from '#engine/sources';
import { type StreamingEvent, SystemClock } from '#engine/streaming';
import type { CheckError, ConsoleEntry, Requests, StartRunResult } from './api';

/** The renderer hears of a run at most this often, ms. */
const UPDATE_INTERVAL = 100;
const CONSOLE_ENTRIES = 2000;

export interface RunServiceEvents {
  snapshot(snapshot: RunSnapshot): void;
  console(entries: readonly ConsoleEntry[]): void;
  running(running: boolean): void;
}

const IDLE: RunSnapshot = {
  state: 'idle',
  runId: null,
  startedAt: null,
  batchInterval: 0,
  activity: null,
  batches: [],
  counts: [],
  lastBatchTime: null,
  totalRecords: 0,
  receivers: [],
  failures: [],
};

interface ActiveRun {
  readonly view: RunView;
  recorder: RunRecorder | null;
  run: PipelineRun | null;
  stopping: Promise<void> | null;
}

/** Runs the window's pipeline: one at a time, on warm executors in the sandbox. */
export class RunService {
  readonly #executors: ExecutorPool;
  readonly #sink = openSQLiteSink();
  #active: ActiveRun | null = null;
  #last: RunSnapshot = IDLE;
  readonly #console: ConsoleEntry[] = [];
  #unsent: ConsoleEntry[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    sandbox: Sandbox,
    private readonly history: Promise<HistoryStore | null>,
    private readonly events: RunServiceEvents,
  ) {
    this.#executors = new ExecutorPool(new SandboxHost(sandbox));
    this.#executors.warm('python', 1);
  }

  /** @param folder where the pipeline's relative paths lead */
  async start(pipeline: Pipeline, folder: string): Promise<StartRunResult> {
    await this.stop();
    const startedAt = Date.now();
    const view = new RunView({ startedAt, batchInterval: pipeline.batchInterval }, () => this.#updateSoon());
    const active: ActiveRun = { view, recorder: null, run: null, stopping: null };
    this.#active = active;
    view.setState('starting', pipeline.language === 'python' ? 'Python is starting' : null);
    const store = await this.history;
    const started = await startPipelineRun(pipeline, {
      executors: this.#executors,
      startSocketReceiver,
      sqliteSink: this.#sink,
      listener: (event) => this.#heard(active, event),
      cores: availableParallelism(),
      clock: new SystemClock(),
      observe: { samples: 100, valueLength: 2048 },
      conf: new Map(),
      maxBatches: null,
      resolvePath: (path) => (isAbsolute(path) ? path : join(folder, path)),
    });
    if (!started.started) {
      this.#ended(active);
      return started;
    }
    active.run = started.run;
    const { name, master, batchInterval, language } = pipeline;
    if (store) {
      active.recorder = new RunRecorder(store, { documentName: name, startedAt, batchInterval, master, language, pipeline });
      view.setRunId(await active.recorder.runId);
    }
    if (this.#active === active && !active.stopping) {
      view.setState('running');
      this.events.running(true);
    }
    return { started: true, runId: store && active.recorder ? await active.recorder.runId : 0 };
  }

  /** Stops the run, if there is one; resolves when its executors are free again. */
  stop(): Promise<void> {
    const active = this.#active;
    if (!active) return Promise.resolve();
    return (active.stopping ??= this.#stop(active));
  }

  async #stop(active: ActiveRun): Promise<void> {
    active.view.setState('stopping');
    this.events.running(false);
    await active.run?.stop({ graceful: false });
    await active.recorder?.close();
    this.#ended(active);
  }

  #ended(active: ActiveRun): void {
    active.view.setState('idle');
    if (this.#active === active) {
      this.#active = null;
      this.#last = { ...active.view.wholeSnapshot(), state: 'idle', receivers: [] };
    }
    this.#update();
  }

  snapshot(): RunSnapshot {
    return this.#active?.view.wholeSnapshot() ?? this.#last;
  }

  consoleEntries(): readonly ConsoleEntry[] {
    return this.#console;
  }

  check({ language, text, nodeId, param }: Requests['function.check']['params']): Promise<CheckError | null> {
    return this.#executors.borrow(language).check({ id: -1, form: { kind: 'source', text, prelude: '' }, place: { nodeId, param } });
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#sink.close();
    await this.#executors.close();
  }

  #heard(active: ActiveRun, event: StreamingEvent): void {
    active.view.listener(event);
    active.recorder?.listener(event);
    if (event.type === 'console') this.#print({ kind: 'output', text: event.text, batchTime: event.batchTime });
    else if (event.type === 'log') this.#print({ kind: event.level === 'info' ? 'print' : event.level, text: event.text, batchTime: null });
    else if (event.type === 'batchCompleted') this.#printFailures(event.report.info.batchTime, event);
  }

  #printFailures(batchTime: number, { report }: Extract<StreamingEvent, { type: 'batchCompleted' }>): void {
    for (const { failure } of report.info.outputOperations) {
      if (failure) this.#print({ kind: 'error', text: `${failure.traceback || `${failure.type}: ${failure.message}`}\n`, batchTime });
    }
  }

  #print(entry: ConsoleEntry): void {
    this.#console.push(entry);
    if (this.#console.length > CONSOLE_ENTRIES) this.#console.splice(0, this.#console.length - CONSOLE_ENTRIES);
    this.#unsent.push(entry);
    this.#updateSoon();
  }

  #updateSoon(): void {
    this.#timer ??= setTimeout(() => this.#update(), UPDATE_INTERVAL);
  }

  #update(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.events.snapshot(this.#active?.view.takeSnapshot() ?? this.#last);
    if (this.#unsent.length === 0) return;
    this.events.console(this.#unsent.slice(-CONSOLE_ENTRIES));
    this.#unsent = [];
  }
}
