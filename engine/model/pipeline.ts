/**
 * The pipeline: operators with their lambdas, as data. The only truth of a document; the canvas, the PySpark
 * script and the running DStream graph are views of it. Its JSON form is the `.dstream` file (DESIGN 3.3).
 */

export type Language = 'python' | 'javascript';

/** A parameter's value as it stands in the file. Durations are milliseconds, functions are source text. */
export type ParamValue = string | number | boolean | null;

export interface PipelineNode {
  /** Unique in the pipeline, stable for its life; never shown to the user. */
  readonly id: string;
  /** `kind` of an operator declaration, such as "reduceByKey". */
  readonly op: string;
  /** What the user calls it, such as "wordCounts"; the variable's name in a script. */
  readonly name: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  /** Of a node that a script makes: arguments that stand there as code whose value only a run can tell, such as `sys.argv[1]`. */
  readonly expressions?: Readonly<Record<string, string>>;
}

export interface PipelineEdge {
  /** Node id of the producer (operators have one output). */
  readonly from: string;
  /** Node id of the consumer. */
  readonly to: string;
  /** Name of the consumer's input port. */
  readonly port: string;
}

/**
 * What a piece of a script is: makes streams; makes and sets up the contexts; imports, functions and constants that
 * lambdas may use; or anything else.
 */
export type CodeRole = 'streams' | 'settings' | 'definitions' | 'code';

/**
 * A piece of a script, kept byte for byte. Where pieces have a `role`, all of them together, in order, are the script
 * that the pipeline is; nodes and wires are its reading. Pieces without one are definitions that the lambdas use.
 */
export interface CodePiece {
  readonly id?: string;
  readonly text: string;
  readonly role?: CodeRole;
  /** Of a script's run: where the script stood, its arguments, and the lines that `input()` got before its streams started. */
  readonly path?: string;
  readonly arguments?: readonly string[];
  readonly input?: readonly string[];
  /** What a run again could not do as well; left out: nothing. */
  readonly notFirst?: StreamsNotFirst;
}

/**
 * How a script's streams came about, where not from its text alone and as its first: `later`, it had started others
 * before; `recovered`, they went on from a checkpoint that it found; `outdated`, from one that another text had made.
 */
export type StreamsNotFirst = 'later' | 'recovered' | 'outdated';

export interface NodePosition {
  readonly x: number;
  readonly y: number;
}

/** Where things stand on the canvas. Ignored by diff and by the program. */
export interface Layout {
  readonly nodes: Readonly<Record<string, NodePosition>>;
}

/** A frame around some nodes with a title; it is as large as they need. */
export interface Group {
  readonly id: string;
  readonly name: string;
  /** Node ids. */
  readonly nodes: readonly string[];
}

/** A text on the canvas. Its place is its own, since it is nobody else's. */
export interface Note extends NodePosition {
  readonly id: string;
  readonly text: string;
  /** px on the canvas. */
  readonly width: number;
  readonly height: number;
}

export type WidgetKind = 'number' | 'line' | 'bar' | 'table' | 'wordCloud';

/** A live picture of what leaves a node. Its place is its own. */
export interface Widget extends NodePosition {
  readonly id: string;
  readonly kind: WidgetKind;
  /** Node id of the wire's beginning. */
  readonly from: string;
  readonly title: string;
  /** px on the canvas. */
  readonly width: number;
  readonly height: number;
}

export interface Pipeline {
  readonly dstream: 1;
  readonly name: string;
  readonly language: Language;
  /** Such as "local[2]". */
  readonly master: string;
  /** Milliseconds. */
  readonly batchInterval: number;
  /** Spark configuration: `spark.streaming.blockInterval` and the like. */
  readonly settings: Readonly<Record<string, string>>;
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  readonly code: readonly CodePiece[];
  /** Encoding of the script's file where it is not UTF-8, such as "latin-1". */
  readonly encoding?: string;
  /** Frames and notes explain the pipeline; neither the program nor a script has them. Absent: there are none. */
  readonly groups?: readonly Group[];
  readonly notes?: readonly Note[];
  readonly widgets?: readonly Widget[];
  readonly layout: Layout;
}
