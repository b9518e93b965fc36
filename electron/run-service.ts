import { availableParallelism } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { ExecutorPool, SandboxHost, type Sandbox } from '#engine/hosts';
import { type HistoryStore } from '#engine/history';
import type { Pipeline } from '#engine/model';
import { RunRecorder, type RunSnapshot, RunView } from '#engine/recorder';
import { type RunEnvironment, type StartedRun, startPipelineRun } from '#engine/run';
import { openSQLiteSink } from '#engine/sinks';
import { startSocketReceiver } from '#engine/sources';
import { logText, type StreamingEvent, SystemClock } from '#engine/streaming';
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
  /** Settles when it runs, or could not be started. */
  starting: Promise<StartedRun> | null;
  stopping: Promise<void> | null;
}

/** Runs the window's pipeline: one at a time, on warm executors in the sandbox. */
export class RunService {
  /** Warm ones in the sandbox; replays run on them too. */
  readonly executors: ExecutorPool;
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
    this.executors = new ExecutorPool(new SandboxHost(sandbox));
    this.executors.warm('python', 1);
  }

  /** @param folder where the pipeline's relative paths lead */
  async start(pipeline: Pipeline, folder: string): Promise<StartRunResult> {
    await this.stop();
    const startedAt = Date.now();
    const view = new RunView({ startedAt, batchInterval: pipeline.batchInterval }, () => this.#updateSoon());
    const active: ActiveRun = { view, recorder: null, starting: null, stopping: null };
    this.#active = active;
    view.setState('starting', pipeline.language === 'python' ? 'Python is starting' : null);
    const environment: RunEnvironment = {
      executors: this.executors,
      startSocketReceiver,
      sqliteSink: this.#sink,
      listener: (event) => this.#heard(active, event),
      cores: availableParallelism(),
      clock: new SystemClock(),
      observe: { samples: 100, valueLength: 2048 },
      conf: new Map(),
      maxBatches: null,
      resolvePath: (path) => (isAbsolute(path) ? path : join(folder, path)),
    };
    // History first, so that no batch goes by unrecorded.
    active.starting = this.history.then(() => startPipelineRun(pipeline, environment));
    let started: StartedRun;
    try {
      started = await active.starting;
    } catch (error) {
      this.#ended(active);
      throw error;
    }
    // Stop was pressed while it was coming up.
    if (active.stopping) {
      await active.stopping;
      return { started: false, problems: [] };
    }
    if (!started.started) {
      this.#ended(active);
      return started;
    }
    const { name, master, batchInterval, language } = pipeline;
    const store = await this.history;
    let runId = 0;
    if (store) {
      active.recorder = new RunRecorder(store, { documentName: name, startedAt, batchInterval, master, language, pipeline });
      // A history that can't be written says so by itself; the run goes on without.
      runId = await active.recorder.runId.catch(() => 0);
      view.setRunId(runId);
    }
    if (this.#active === active && !active.stopping) {
      view.setState('running');
      this.events.running(true);
    }
    return { started: true, runId };
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
    const started = await active.starting?.catch(() => null);
    if (started?.started) await started.run.stop({ graceful: false });
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

  /** Tells something in the console. */
  warn(text: string): void {
    this.#print({ kind: 'warning', text: `${text}\n`, batchTime: null });
  }

  check({ language, text, nodeId, param }: Requests['function.check']['params']): Promise<CheckError | null> {
    return this.executors.borrow(language).check({ id: -1, form: { kind: 'source', text, prelude: '' }, place: { nodeId, param } });
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#sink.close();
    await this.executors.close();
  }

  #heard(active: ActiveRun, event: StreamingEvent): void {
    active.view.listener(event);
    active.recorder?.listener(event);
    if (event.type === 'console') this.#print({ kind: 'output', text: event.text, batchTime: event.batchTime });
    else if (event.type === 'log') this.#print({ kind: event.level === 'info' ? 'print' : event.level, text: logText(event), batchTime: event.printed?.batchTime ?? null });
    else if (event.type === 'batchCompleted') this.#printFailures(event.report.info.batchTime, event);
    else if (event.type === 'streamingStopped' && this.#active === active) this.#endedByItself(event.error);
  }

  /** A run that nobody stopped is over all the same: its executors are given back and the reason is told. */
  #endedByItself(error: Extract<StreamingEvent, { type: 'streamingStopped' }>['error']): void {
    if (error) this.#print({ kind: 'error', text: `${error.traceback || `${error.type}: ${error.message}`}\n`, batchTime: null });
    this.stop().catch((failure: unknown) => this.#print({ kind: 'error', text: `${String(failure)}\n`, batchTime: null }));
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
