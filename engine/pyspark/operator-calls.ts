import type { ParamValue } from '#engine/model';
import { type OperatorDeclaration, operators, type ParamDeclaration } from '#engine/operators';

const BY_METHOD = new Map([...operators.values()].filter(({ pyspark }) => pyspark.on !== 'idiom').map((declaration) => [`${declaration.pyspark.on}.${declaration.pyspark.method}`, declaration]));

/** The operator that a method of the StreamingContext or of a stream is. */
export function operatorOf(on: 'ssc' | 'dstream', method: string): OperatorDeclaration | undefined {
  return on === 'ssc' && method === 'union' ? operators.get('union') : BY_METHOD.get(`${on}.${method}`);
}

/**
 * A parameter's value from what stands in the script; undefined where only a run can tell, or the value is of another
 * type than the parameter. @param constant value of the expression, if it has one that is known
 */
export function paramValue(declaration: ParamDeclaration, text: string, constant: ParamValue | undefined): ParamValue | undefined {
  if (constant === null) return null;
  switch (declaration.type) {
    case 'function':
    case 'expression':
      return text;
    case 'durationMs':
      return typeof constant === 'number' ? Math.round(constant * 1000) : undefined;
    case 'integer':
      return typeof constant === 'number' ? constant : undefined;
    case 'boolean':
      return typeof constant === 'boolean' ? constant : undefined;
    default:
      return typeof constant === 'string' ? constant : undefined;
  }
}

/** Methods of DStream and StreamingContext that make no stream; the value that they give is the stream itself for the first. */
export const STREAM_SETTINGS: ReadonlySet<string> = new Set(['checkpoint']);
export const CONTEXT_METHODS: ReadonlySet<string> = new Set(['start', 'awaitTermination', 'awaitTerminationOrTimeout', 'stop', 'checkpoint', 'remember', 'addStreamingListener']);
