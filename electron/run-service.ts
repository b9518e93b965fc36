import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pipelineScript } from '#engine/driver';
import { ExecutorPool, SandboxHost } from '#engine/hosts';
import type { HistoryStore, NewRun } from '#engine/history';
import type { Pipeline } from '#engine/model';
import { RunRecorder, type RunSnapshot, RunView } from '#engine/recorder';
import { mistakesIn, type RunEnvironment, startPipelineRun } from '#engine/run';
import { openSQLiteSink } from '#engine/sinks';
import { startSocketReceiver } from '#engine/sources';
import { logText, type Breakpoint, type Clock, ManualClock, RunControl, type StreamingEvent, SystemClock } from '#engine/streaming';
import type { CheckError, ConsoleEntry, Requests, RunOrder, StartRunResult } from './api';
import { SandboxWindow } from './sandbox-window';
import { ScriptSession, type ScriptToRun } from './script-session';

/** The renderer hears of a run at most this often, ms. */
const UPDATE_INTERVAL = 100;
const CONSOLE_ENTRIES = 2000;
/** ms that a graceful stop may take where another document is to be shown. */
const PATIENCE = 3000;

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
  script: null,
  batches: [],
  counts: [],
  times: [],
  control: null,
  lastBatchTime: null,
  totalRecords: 0,
  receivers: [],
  failures: [],
  stopping: null,
  explanations: [],
};

interface ActiveRun {
  readonly view: RunView;
  readonly control: RunControl;
  recorder: RunRecorder | null;
  /** Settles when it runs, or could not be started; with what stops it, or null. */
  starting: Promise<StopProgram | null>;
  stopping: Promise<void> | null;
  script: ScriptSession | null;
}

type StopProgram = () => Promise<void>;

/** What the runs of all windows share: the sandbox with its warm executors, and what writes to SQLite. */
export class RunPlace {
  readonly sandbox = new SandboxWindow();
  /** Replays run on them too. */
  readonly executors = new ExecutorPool(new SandboxHost(this.sandbox));
  readonly sink = openSQLiteSink();

  constructor() {
    this.executors.warm('python', 1);
  }

  async close(): Promise<void> {
    await this.sink.close();
    await this.executors.close();
  }
}

/** Runs the window's pipeline or script: one at a time, on warm executors in the sandbox. */
export class RunService {
  #active: ActiveRun | null = null;
  #last: RunSnapshot = IDLE;
  /** They hold for this run and the next. */
  #breakpoints: readonly Breakpoint[] = [];
  readonly #console: ConsoleEntry[] = [];
  #unsent: ConsoleEntry[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly place: RunPlace,
    private readonly history: Promise<HistoryStore | null>,
    private readonly events: RunServiceEvents,
  ) {}

  #begin(batchInterval: number, activity: string | null): ActiveRun {
    const control = new RunControl(() => this.#updateSoon());
    control.setBreakpoints(this.#breakpoints);
    const view = new RunView({ startedAt: Date.now(), batchInterval }, () => this.#updateSoon(), () => control.state);
    const active: ActiveRun = { view, control, recorder: null, starting: Promise.resolve(null), stopping: null, script: null };
    this.#active = active;
    view.setState('starting', activity);
    return active;
  }

  #environment(active: ActiveRun, folder: string, clock: Clock = new SystemClock()): RunEnvironment {
    return {
      executors: this.place.executors,
      startSocketReceiver,
      sqliteSink: this.place.sink,
      listener: (event) => this.#heard(active, event),
      cores: availableParallelism(),
      clock,
      control: active.control,
      observe: { samples: 100, valueLength: 2048 },
      conf: new Map(),
      maxBatches: null,
      resolvePath: (path) => (isAbsolute(path) ? path : join(folder, path)),
    };
  }

  /**
   * @param folder where the pipeline's relative paths lead
   * @param manual batches are generated when they are let on, not in time
   */
  async start(pipeline: Pipeline, folder: string, manual = false): Promise<StartRunResult> {
    await this.stop();
    const active = this.#begin(pipeline.batchInterval, pipeline.language === 'python' ? 'Python is starting' : null);
    active.view.setPipeline(pipeline);
    let problems: StartRunResult & { started: false } = { started: false, problems: [] };
    const begin = async (): Promise<StopProgram | null> => {
      // History first, so that no batch goes by unrecorded.
      await this.history;
      const clock = manual ? new ManualClock(Math.floor(Date.now() / pipeline.batchInterval) * pipeline.batchInterval) : new SystemClock();
      const started = await startPipelineRun(pipeline, this.#environment(active, folder, clock));
      if (started.started) return () => started.run.stop({ graceful: false });
      problems = started;
      return null;
    };
    if (!(await this.#started(active, begin()))) return problems;
    const { name, master, batchInterval, language } = pipeline;
    return { started: true, runId: await this.#record(active, { documentName: name, batchInterval, master, language, pipeline }) };
  }

  /** Starts a pipeline of which not every node has an operator in the engine: as the script that it is, in the sandbox. */
  async startAsScript(pipeline: Pipeline, { folder, ...place }: Pick<ScriptToRun, 'path' | 'folders' | 'wheels'> & { readonly folder: string }, manual = false): Promise<StartRunResult> {
    const problems = await mistakesIn(pipeline, this.place.executors);
    if (problems.length > 0) return { started: false, problems };
    const script = pipelineScript(pipeline, true);
    const running = await this.startScript({ ...place, text: script.text, name: pipeline.name, arguments: [], pipeline: { graph: pipeline, script } }, manual, folder);
    return running ? { started: true, runId: 0 } : { started: false, problems: [] };
  }

  /**
   * Starts a script in the sandbox. It runs until it ends by itself, or is stopped.
   * @param manual as for `start`
   * @param folder where relative paths of its streams lead
   * @returns false where it was stopped before it was up
   */
  async startScript(script: ScriptToRun, manual = false, folder = dirname(script.path)): Promise<boolean> {
    await this.stop();
    const active = this.#begin(script.pipeline?.graph.batchInterval ?? 0, 'Python is starting');
    if (script.pipeline) active.view.setPipeline(script.pipeline.graph);
    const session = new ScriptSession(script, active.view, {
      print: (kind, text) => this.#print({ kind, text, batchTime: null }),
      streaming: (event) => this.#heard(active, event),
      started: (graph) => {
        const { name, master, batchInterval, language } = graph;
        void this.#record(active, { documentName: name, master, batchInterval, language, pipeline: graph });
      },
      ended: () => void (active.stopping ??= this.#stop(active)),
    });
    active.script = session;
    const begin = async (): Promise<StopProgram> => {
      await this.history;
      await session.start(this.place.sandbox, this.#environment(active, folder, manual ? new ManualClock(Date.now()) : new SystemClock()));
      return () => session.stop();
    };
    const running = await this.#started(active, begin());
    if (running) this.events.running(true);
    return running;
  }

  /** Waits until a program is up. @returns false where it could not start, or was stopped meanwhile */
  async #started(active: ActiveRun, starting: ActiveRun['starting']): Promise<boolean> {
    active.starting = starting;
    let stop: StopProgram | null;
    try {
      stop = await starting;
    } catch (error) {
      this.#ended(active);
      throw error;
    }
    // Stop was pressed while it was coming up.
    if (active.stopping) {
      await active.stopping;
      return false;
    }
    if (!stop) {
      this.#ended(active);
      return false;
    }
    active.view.setState('running');
    return true;
  }

  async #record(active: ActiveRun, run: Omit<NewRun, 'startedAt'>): Promise<number> {
    const store = await this.history;
    let runId = 0;
    if (store) {
      active.recorder = new RunRecorder(store, { startedAt: active.view.wholeSnapshot().startedAt ?? Date.now(), ...run });
      // A history that can't be written says so by itself; the run goes on without.
      runId = await active.recorder.runId.catch(() => 0);
      active.view.setRunId(runId);
    }
    if (this.#active === active && !active.stopping) this.events.running(true);
    return runId;
  }

  /** Holds the run, or lets it on. */
  steer(order: RunOrder): void {
    const control = this.#active?.control;
    if (order.kind === 'hold') control?.hold();
    else if (order.kind === 'continue') control?.release();
    else if (order.kind === 'step') control?.step(order.batches);
    else control?.runTo(order.batchTime);
  }

  setBreakpoints(breakpoints: readonly Breakpoint[]): void {
    this.#breakpoints = breakpoints;
    this.#active?.control.setBreakpoints(breakpoints);
  }

  /** A line for the script that waits for one, without its end; null: there are no more. */
  input(line: string | null): void {
    this.#active?.script?.input(line);
  }

  /** Stops the run, if there is one; resolves when its executors are free again. */
  stop(): Promise<void> {
    const active = this.#active;
    if (!active) return Promise.resolve();
    if (active.stopping) active.script?.endNow();
    return (active.stopping ??= this.#stop(active));
  }

  async #stop(active: ActiveRun): Promise<void> {
    active.view.setState('stopping');
    this.events.running(false);
    const stop = await active.starting.catch(() => null);
    await stop?.();
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

  /** Another document is open: what ran before is not its own, and is not waited for long. */
  async forget(): Promise<void> {
    const impatient = this.#active && setTimeout(() => void this.stop(), PATIENCE);
    await this.stop();
    if (impatient) clearTimeout(impatient);
    this.#last = IDLE;
    this.#console.length = 0;
    this.#unsent = [];
    this.#update();
  }

  get isRunning(): boolean {
    return this.#active !== null;
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
    return this.place.executors.borrow(language).check({ id: -1, form: { kind: 'source', text, prelude: '' }, place: { nodeId, param } });
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
    // A script prints in pieces: what belongs together is one entry.
    const last = this.#unsent.at(-1);
    const isMore = last?.kind === entry.kind && last.batchTime === null && entry.batchTime === null && (entry.kind === 'output' || entry.kind === 'stderr');
    if (isMore) this.#unsent[this.#unsent.length - 1] = { ...last, text: last.text + entry.text };
    else this.#unsent.push(entry);
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
