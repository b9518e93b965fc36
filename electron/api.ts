/**
 * The one contract with the renderer. `Requests` go from the renderer to main (each validated there), `Events` come
 * back. A new request touches this file and one handler; the preload never grows.
 */
import type { CompareAnswer, CompareBatchQuestion, CompareRunsQuestion } from '#engine/compare';
import type { CheckError } from '#engine/executor';
import type { BatchDetail, BatchQuery, BatchSearch, BatchSummary, HistoryStatus, NodeBatch, NodeBatchesQuery, RecordsPage, RecordsQuery, Retention, RunInfo, RunsQuery, SearchPage, SqlAnswer, Timeline, TimelineQuery } from '#engine/history';
import type { LineQuestion, LineTrace, Marbles, MarblesQuestion, RecordQuestion, RecordTrace } from '#engine/lineage';
import type { NodePosition, Pipeline, PipelineNode, Problem } from '#engine/model';
import type { RunSnapshot } from '#engine/recorder';
import type { BatchDifference, Refusal, ReplayAnswer, ReplayQuestion, TrialAnswer, TrialQuestion } from '#engine/replay';
import type { SocketServerState } from '#engine/sources';
import type { Breakpoint } from '#engine/streaming';

// What the renderer sees of the engine, it sees through this file.
export type { TaskError } from '#engine/core';
export type { CheckError } from '#engine/executor';
export type * from '#engine/history';
export type * from '#engine/lineage';
export type { BatchDifference, NodeDifference, ReplayAnswer, TrialAnswer, TrialFailure, TrialQuestion, TrialScript } from '#engine/replay';
export type { CompareAnswer, ComparedPair, CompareOther, CompareQuestion, CompareRunsQuestion } from '#engine/compare';
export type { RunSnapshot, RunState, ScriptView } from '#engine/recorder';
export type { Breakpoint, BreakpointHit, ControlState } from '#engine/streaming';
export type { ReceiverState, ServerClient, SocketServerState } from '#engine/sources';

export interface AppInfo {
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  readonly electron: string;
  readonly node: string;
  readonly chromium: string;
  readonly pyodide: string;
  readonly sqlite: string;
}

export type Theme = 'system' | 'light' | 'dark';
export interface Settings {
  readonly theme: Theme;
  /** Height and width of panes in px, by pane name. */
  readonly panes: Readonly<Record<string, number>>;
  /** What the history may keep. */
  readonly history: Retention;
  /** Keys that the user gave, by the action's id. */
  readonly keys: readonly (readonly [string, readonly string[]])[];
  /** Wheels of Python packages that scripts may import: paths. */
  readonly wheels: readonly string[];
}

/** A script that is open instead of a pipeline. */
export interface OpenScript {
  readonly text: string;
  /** See `decodeScript`; null: UTF-8. */
  readonly encoding: string | null;
  /** What it was run with last. */
  readonly arguments: readonly string[];
  /** What it may read and write: its own folder, the one for temporary files, and those that the user added. */
  readonly folders: readonly string[];
  /** Where its nodes were left; empty: nowhere yet. */
  readonly places: readonly PlacedNode[];
}

/** A node of a script as it was when it was moved: what it is known by, should the text be another one now, and where it stood. */
export interface PlacedNode extends NodePosition, Pick<PipelineNode, 'id' | 'op' | 'name' | 'params'> {}

/** The document as main hands it to the renderer. */
export interface OpenDocument {
  /** An empty one where a script is open. */
  readonly pipeline: Pipeline;
  readonly script: OpenScript | null;
  /** null: never saved. */
  readonly path: string | null;
  /** True where it differs from the file (a restored document). */
  readonly modified: boolean;
  /** The app itself made it, so that it may run without being asked. */
  readonly trusted: boolean;
  /** The steps of the last time, see `readJournal`; null: there are none. */
  readonly journal: string | null;
  /** A sentence to show, such as that a damaged recovery file was set aside; null: nothing to say. */
  readonly notice: string | null;
}

export type SaveResult =
  | { readonly saved: true; readonly path: string }
  | { readonly saved: false; readonly reason: 'cancelled' }
  | { readonly saved: false; readonly reason: 'failed'; readonly message: string };

export type OpenResult =
  | { readonly opened: true; readonly document: OpenDocument }
  | { readonly opened: false; readonly reason: 'cancelled' }
  | { readonly opened: false; readonly reason: 'failed'; readonly problems: readonly Problem[] };

export interface RecentFile {
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly exists: boolean;
}

/** `untrusted`: it would run as a script, and somebody else made or changed it: the user has to be asked for these folders. */
export type StartRunResult = { readonly started: true; readonly runId: number } | { readonly started: false; readonly problems: readonly Problem[]; readonly untrusted?: readonly string[] };

/** `untrusted`: somebody else made or changed the script; the user has to be asked. */
export type StartScriptResult = { readonly started: true } | { readonly started: false; readonly reason: 'untrusted' | 'failed'; readonly message: string };

/** Python packages for all scripts. */
export interface PackagesResult {
  /** Paths. */
  readonly wheels: readonly string[];
  /** Why one was not added; null: nothing went wrong. */
  readonly notice: string | null;
}

/** `hold`: no batch begins after the one that runs. The others let it on: for good, by some batches, or up to one. */
export type RunOrder =
  | { readonly kind: 'hold' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'step'; readonly batches: number }
  /** ms since the epoch; that batch is the last. */
  | { readonly kind: 'runTo'; readonly batchTime: number };

export interface ConsoleEntry {
  /** `stderr` is what a script writes there. */
  readonly kind: 'output' | 'stderr' | 'print' | 'warning' | 'error' | 'info';
  readonly text: string;
  readonly batchTime: number | null;
}

/** A kept version of the document. */
export interface VersionInfo {
  readonly id: string;
  /** ms since the epoch. */
  readonly keptAt: number;
  readonly label: string;
}

/** A pipeline that comes with the app, with lines to feed it. */
export interface ExampleInfo {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly pipeline: Pipeline;
}

export interface Requests {
  'app.info': { params: void; result: AppInfo };
  'app.openExternal': { params: { url: string }; result: void };
  'settings.get': { params: void; result: Settings };
  'menu.show': { params: MenuDescription; result: void };
  'settings.set': { params: Partial<Omit<Settings, 'wheels'>>; result: Settings };
  'packages.list': { params: void; result: PackagesResult };
  /** path null: asks with a dialog. */
  'packages.add': { params: { path: string | null }; result: PackagesResult };
  'packages.remove': { params: { path: string }; result: PackagesResult };

  'document.current': { params: void; result: OpenDocument };
  /** In this window where nothing is lost by that, else in a new one: then the answer is that it was not opened here. */
  'document.new': { params: { template: 'empty' | 'wordCount' }; result: OpenResult };
  /** path null: asks with a dialog. */
  'document.open': { params: { path: string | null }; result: OpenResult };
  /** The file was changed by another program: what it holds now. */
  'document.reload': { params: void; result: OpenResult };
  /** The same, but the user keeps what is here. */
  'document.keepMine': { params: void; result: void };
  'recent.list': { params: void; result: readonly RecentFile[] };
  'recent.clear': { params: void; result: void };
  'window.new': { params: void; result: void };
  'window.close': { params: void; result: void };
  'document.save': { params: { pipeline: Pipeline; as: boolean }; result: SaveResult };
  /** Kept in the profile's recovery folder after each command; `modified` also sets the window's title. */
  'script.save': { params: { text: string; as: boolean }; result: SaveResult };
  'script.changed': { params: { text: string; modified: boolean }; result: void };
  /** Asks with a dialog; null: cancelled. */
  /** Where the nodes of the open script stand now. */
  'script.placed': { params: { nodes: readonly PlacedNode[] }; result: void };
  'script.grantFolder': { params: void; result: OpenScript | null };
  'document.changed': { params: { pipeline: Pipeline; modified: boolean }; result: void };
  /** A line of the command log's journal; `begins`: the first of a new one. */
  'document.logged': { params: { line: string; begins: boolean }; result: void };
  /** Kept at each save, and when asked for; the newest first. */
  'versions.list': { params: void; result: readonly VersionInfo[] };
  'versions.get': { params: { id: string }; result: Pipeline | null };
  'versions.keep': { params: { pipeline: Pipeline; label: string }; result: readonly VersionInfo[] };
  'examples.list': { params: void; result: readonly ExampleInfo[] };
  'examples.open': { params: { id: string }; result: OpenResult };
  /** Asks for a place and writes a picture there; null: none was chosen. `data`: SVG text, or a PNG in base64. */
  'picture.save': { params: { name: string; format: 'svg' | 'png'; data: string }; result: { readonly path: string; readonly problem: string | null } | null };
  'dialog.choosePath': { params: { title: string; defaultPath: string; extensions: readonly string[] }; result: string | null };

  /** `clock` manual: a batch is generated when it is let on. */
  'run.start': { params: { pipeline: Pipeline; clock: 'real' | 'manual'; /** The user was asked and let it run. */ trust: boolean }; result: StartRunResult };
  'run.steer': { params: RunOrder; result: void };
  /** All that there are, for this run and those that follow; a change takes effect with the next batch. */
  'run.setBreakpoints': { params: { breakpoints: readonly Breakpoint[] }; result: void };
  /** `trust`: the user was asked and let it run. */
  'run.startScript': { params: { text: string; arguments: readonly string[]; trust: boolean; clock: 'real' | 'manual' }; result: StartScriptResult };
  /** A line for a script that waits for one; null: there are no more. */
  'run.input': { params: { line: string | null }; result: void };
  /** A script's streams are stopped gracefully, and the script itself at the second call. */
  'run.stop': { params: void; result: void };
  'run.snapshot': { params: void; result: RunSnapshot };
  'run.console': { params: void; result: readonly ConsoleEntry[] };
  /** Compile a lambda without running it; null: fine, or the language is not up yet. */
  'function.check': { params: { language: 'python' | 'javascript'; text: string; nodeId: string; param: string }; result: CheckError | null };
  /** Runs one node on some records, without a run; ends the try before it. */
  'function.try': { params: TrialQuestion; result: TrialAnswer };

  'socketServer.state': { params: void; result: SocketServerState };
  'socketServer.start': { params: { port: number }; result: SocketServerState };
  'socketServer.stop': { params: void; result: SocketServerState };
  /** One or many lines; a line end is added to the last. */
  'socketServer.send': { params: { text: string }; result: { readonly lines: number; readonly clients: number; readonly isDropped: boolean } };
  'socketServer.sample': { params: { on: boolean }; result: SocketServerState };

  'history.runs': { params: RunsQuery; result: readonly RunInfo[] };
  'history.batches': { params: BatchQuery; result: readonly BatchSummary[] };
  'history.batch': { params: { runId: number; batchTime: number }; result: ShownBatch | null };
  'history.records': { params: RecordsQuery; result: RecordsPage };
  'history.nodeBatches': { params: NodeBatchesQuery; result: readonly NodeBatch[] };
  'history.search': { params: BatchSearch; result: SearchPage };
  /** null: there is no history. */
  'history.status': { params: void; result: HistoryStatus | null };
  'history.setRetention': { params: Retention; result: void };
  'replay.run': { params: ReplayQuestion; result: ReplayAnswer };
  /** All batches of two runs, or of a run and the output of a real Spark, that was chosen. */
  'compare.runs': { params: CompareRunsQuestion; result: CompareAnswer };
  'compare.batch': { params: CompareBatchQuestion; result: { readonly ok: true; readonly batch: BatchDifference } | Refusal };
  /** Asks for a file with the standard output of a Spark; null: none was chosen. */
  'compare.chooseOutput': { params: void; result: { readonly path: string } | null };
  /** The input lines that made a record. */
  'lineage.record': { params: RecordQuestion; result: RecordTrace | Refusal };
  /** What a node gives if some lines had come in other batches. */
  'marbles.move': { params: MarblesQuestion; result: Marbles | Refusal };
  /** All that an input line changed. */
  'lineage.line': { params: LineQuestion; result: LineTrace | Refusal };
  /** null: the run has no batches. */
  'history.timeline': { params: TimelineQuery; result: Timeline | null };
  /** Asks for a place; null: none was chosen. */
  'history.saveBundle': { params: { runId: number }; result: { readonly path: string; readonly problem: string | null } | null };
  /** Asks for a file; null: none was chosen. Opening runs nothing. */
  'history.openBundle': { params: void; result: { readonly runId: number | null; readonly problem: string | null } | null };
  'history.sql': { params: { sql: string }; result: SqlAnswer };
  /** Asks for a place and writes all rows there; null: no place was chosen. */
  'history.saveSql': { params: { sql: string; format: 'csv' | 'json' }; result: { readonly path: string; readonly answer: SqlAnswer } | null };
}

/** A recorded batch, with why it is empty, late or failed, or printed nothing. */
export interface ShownBatch extends BatchDetail {
  readonly explanations: readonly Problem[];
}

/** The window's menu, made of the renderer's table of actions; main adds what is the system's own. */
export type MenuDescription = readonly {
  readonly name: string;
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly accelerator: string | null;
    readonly enabled: boolean;
    /** Why it is not enabled. */
    readonly reason: string | null;
    readonly startsGroup: boolean;
  }[];
}[];

export interface Events {
  'run.snapshot': RunSnapshot;
  /** Appended text; batched, at most 10 a second. */
  'run.console': readonly ConsoleEntry[];
  'socketServer.state': SocketServerState;
  /** Id of an action that the renderer is to carry out. */
  'menu.command': string;
  /** Main opened another document (second instance, file association, recovery). */
  'document.opened': OpenDocument;
  /** Another program changed the file of the document, or took it away. */
  'document.onDisk': 'changed' | 'gone';
  'recent.changed': null;
  'theme.changed': { readonly dark: boolean };
}

export type RequestName = keyof Requests;
export type EventName = keyof Events;
export type RequestParams<N extends RequestName> = Requests[N]['params'];
export type RequestResult<N extends RequestName> = Requests[N]['result'];

/** What the preload exposes as `window.dstream`; it does not grow with what is asked. */
export interface Bridge {
  invoke<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>>;
  /** Where a file lies that was dropped on the window; '' for one that lies nowhere. */
  pathOf(file: File): string;
  /** Returns a function that ends the subscription. */
  on<N extends EventName>(name: N, handler: (payload: Events[N]) => void): () => void;
}
