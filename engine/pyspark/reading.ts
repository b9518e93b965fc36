import type { CodeRole, ParamValue, Pipeline, PipelineNode, Problem } from '#engine/model';
import type { PythonTree } from './python-tree';
import type { Range } from './text-edits';

/** A statement of the script that is not taken apart further. */
export interface StatementSite extends Range {
  role: CodeRole;
  /** Nodes that it makes. */
  readonly nodes: NodeSite[];
  /** Where the block begins that it stands in: statements of one block can be moved within it. */
  readonly block: number;
  /** Where the function begins that it stands in; 0: none. Variables of it are seen from there and within. */
  readonly scope: number;
  /** It needs not run for the pipeline to do what the script does: a check of arguments, a doc string. */
  harmless: boolean;
}

export interface ArgumentSite extends Range {
  readonly keyword: string | null;
  /** Without its keyword. */
  readonly value: Range;
  /** Place among the call's arguments. */
  readonly index: number;
}

/** Where an input of a node stands in the text: its receiver or an argument. */
export interface InputSite {
  readonly port: string;
  readonly range: Range;
  /** null: what stands there is no stream that is known, such as None. */
  readonly from: NodeSite | null;
}

/** How a node stands in the script. */
export interface NodeSite {
  node: PipelineNode;
  /** From its receiver to the end of its call. */
  call: Range;
  /** What it is called on; null for sources and code. */
  readonly receiver: Range | null;
  /** The call's arguments with their parentheses; null for code. */
  readonly list: Range | null;
  readonly args: ReadonlyMap<string, ArgumentSite>;
  readonly inputs: InputSite[];
  readonly statement: StatementSite;
  /** Where the statement gives its stream a name. */
  variable: Range | null;
  /** How the stream is written where it is used: its variable, perhaps behind `self.`; null where it has no name. */
  reference: string | null;
  /** Where that name is used, apart from `variable`. */
  readonly uses: Range[];
}

/** A function that a node is given, with what it takes from outside of it. */
export interface FunctionSite {
  readonly site: NodeSite;
  readonly param: string;
  /** The lambda, or the `def` of that name; null where it is neither. */
  readonly definition: Range | null;
  /** Contexts, streams and RDDs that it uses. */
  readonly captured: readonly { readonly name: string; readonly is: 'sc' | 'ssc' | 'session' | 'stream' | 'rdd'; readonly range: Range }[];
}

/** A method that neither streams nor contexts have here. */
export interface UnknownMethod {
  readonly on: 'ssc' | 'dstream';
  readonly method: string;
  readonly call: Range;
  /** Behind the stream or context. */
  readonly receiver: Range;
  readonly site: NodeSite | null;
}

/** A call that makes or sets up a context. */
export interface CallSite {
  readonly call: Range;
  readonly list: Range;
  readonly args: ReadonlyMap<string, ArgumentSite>;
}

/** What the script says about its contexts and when; `order` counts statements as the program gets to them. */
export interface LifeCycle {
  readonly method: string;
  readonly range: Range;
  readonly order: number;
}

/** An argument with its value; undefined where only a run can tell it. */
export interface Setting extends ArgumentSite {
  readonly known: ParamValue | undefined;
}

export interface ScriptSettings {
  sparkContext: CallSite | null;
  streamingContext: CallSite | null;
  master: Setting | null;
  appName: Setting | null;
  /** Seconds. */
  batchInterval: Setting | null;
  /** Variable of the StreamingContext. */
  ssc: string | null;
  sc: string | null;
  recovers: Range | null;
}

/** What nodes are called that have no variable: by their lines, as in a run of the script, or by words that could be variables. */
export type Unnamed = 'lines' | 'words';

/** A script as it was read: the pipeline that it is, and where everything stands. */
export interface ScriptReading {
  readonly text: string;
  readonly tree: PythonTree;
  readonly pipeline: Pipeline;
  readonly unnamed: Unnamed;
  readonly statements: readonly StatementSite[];
  readonly sites: ReadonlyMap<string, NodeSite>;
  readonly settings: ScriptSettings;
  readonly lifeCycle: readonly LifeCycle[];
  /** Order (see LifeCycle) of each node. */
  readonly orders: ReadonlyMap<string, number>;
  readonly functions: readonly FunctionSite[];
  readonly unknownMethods: readonly UnknownMethod[];
  /** Where the text is no Python; the statement there is kept as code. */
  readonly problems: readonly Problem[];
  /** True: nodes and definitions say all that the program does, so that the engine can run it without the script. */
  readonly complete: boolean;
}
