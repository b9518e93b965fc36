/**
 * The operator registry is the load-bearing wall: one declaration says everything there is to say about an operator.
 * Palette, inspector, validation, script reader and writer, engine, help and docs derive from it.
 */
import type { Language, ParamValue, PipelineNode } from '../model/pipeline';
import type { RecordType } from '../model/record-type';
import type { Problem } from '../model/problem';
import type { FunctionSource, GraphBuilder, Stream } from './graph-builder';

export type Family = 'source' | 'stateless' | 'pair' | 'window' | 'state' | 'combine' | 'output';

/** Type that a wire carries: `pair` is a (key, value) tuple; `same` is the type of the first input. */
export type WireType = 'any' | 'str' | 'int' | 'pair' | 'same';

export interface InputPort {
  readonly name: string;
  readonly type: WireType;
  /** True where any number of wires may end, as in union. */
  readonly many?: boolean;
  /** True where no wire need end. */
  readonly optional?: boolean;
}

interface ParamBase<T> {
  readonly title: string;
  /** One sentence, shown below the field. */
  readonly help: string;
  /** Absent: the user must give a value. */
  readonly default?: T;
  readonly optional?: boolean;
  /** True: PySpark has the same default, so that a script may leave it out. */
  readonly isSparkDefault?: boolean;
}
export type ParamDeclaration =
  | (ParamBase<string> & { readonly type: 'text'; readonly placeholder?: string })
  /** Text in the pipeline's language that stands where a value does, such as the name of a list. */
  | (ParamBase<string> & { readonly type: 'expression' })
  | (ParamBase<string> & { readonly type: 'path'; readonly extensions?: readonly string[] })
  | (ParamBase<number> & { readonly type: 'integer'; readonly min?: number; readonly max?: number; /** What is counted, shown behind the field. */ readonly unit?: string })
  /** ms; a form shows seconds, as Spark's functions take them. */
  | (ParamBase<number> & { readonly type: 'durationMs' })
  | (ParamBase<boolean> & { readonly type: 'boolean' })
  | (Omit<ParamBase<string>, 'default'> & {
      readonly type: 'function';
      /** Number of positional arguments that the function is called with. */
      readonly arity: number;
      /** Of an optional function: what it may look like. */
      readonly default: Readonly<Record<Language, string>>;
    });

/** Reads a node's parameters with defaults filled in; a function comes with its place. */
export interface Params {
  text(name: string): string;
  integer(name: string): number;
  /** null where the parameter is optional and not given. */
  optionalInteger(name: string): number | null;
  durationMs(name: string): number;
  boolean(name: string): boolean;
  /** null where the parameter is optional and not given. */
  optionalText(name: string): string | null;
  fn(name: string): FunctionSource;
  optionalFn(name: string): FunctionSource | null;
}

export interface BuildContext {
  readonly graph: GraphBuilder;
  /** Streams per input port, in wire order. */
  readonly inputs: ReadonlyMap<string, readonly Stream[]>;
  readonly params: Params;
}

/** How the operator is written in a PySpark script; used both to read and to print scripts. */
export interface PySparkForm {
  /** Whose method it is: the StreamingContext's, a DStream's, or an idiom of several lines that we print. */
  readonly on: 'ssc' | 'dstream' | 'idiom';
  readonly method: string;
  /** Parameter names in positional order; names of input ports stand for streams. */
  readonly args: readonly string[];
}

export interface OperatorExample {
  /** Records a batch of the first input port's stream. An array stands for a tuple, `{ list: [...] }` for a list, null for None. */
  readonly given: readonly (readonly unknown[])[];
  /** Batches of the streams at the other ports. */
  readonly others?: Readonly<Record<string, readonly (readonly unknown[])[]>>;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly expect: readonly (readonly unknown[])[];
}

export interface OperatorDeclaration {
  readonly kind: string;
  readonly title: string;
  readonly family: Family;
  readonly inputs: readonly InputPort[];
  /** null: an output operation. */
  readonly output: WireType | null;
  readonly params: Readonly<Record<string, ParamDeclaration>>;
  readonly pyspark: PySparkForm;
  /** One sentence for the palette, in Spark's words. */
  readonly summary: string;
  /** A paragraph or two for the help page. */
  readonly help: string;
  /** First test of the operator, its help picture and its row in the docs. Absent only for sources and outputs. */
  readonly example?: OperatorExample;
  /** True: in a script the context needs a checkpoint directory. */
  readonly keepsState?: boolean;
  /**
   * What one of its records can depend on, for lineage: `record`, one record that came in; `key`, the pairs with its own
   * key; `equal`, the records that it counts, and that are its key. Absent: anything that came in.
   */
  readonly reach?: 'record' | 'key' | 'equal';
  /** Of `record`: a pair keeps its key. */
  readonly keepsKey?: boolean;
  /** Mistakes that can be told before anything runs. */
  readonly warn?: (node: PipelineNode) => readonly Problem[];
  /**
   * The type of its records, from those of its inputs and what its functions return. Absent: what `output` says.
   * @param inputs one for each wire, in the order of the ports
   */
  readonly records?: (inputs: readonly RecordType[], returns: (param: string, ...given: readonly RecordType[]) => RecordType) => RecordType;
  /** Builds it in the engine; an output operation returns nothing. Absent: the pipeline runs as its script. */
  readonly build?: (context: BuildContext) => Stream | undefined;
}
