import { parentsFirst, type Pipeline, type PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';
import { inputTexts, statementText } from './call-text';
import { pythonLiteral, pythonSeconds } from './python-literals';
import { SAVE_FUNCTION } from './save-function';
import { definedNames } from './text-style';
import { variablesOf } from './variables';

export interface PrintedScript {
  readonly text: string;
  /** First and last line (1-based) of each node. */
  readonly lines: ReadonlyMap<string, { readonly from: number; readonly to: number }>;
}

/** The PySpark script of a pipeline, as a teacher would have written it; it runs under spark-submit. */
export function printScript(pipeline: Pipeline): PrintedScript {
  const script = new Lines();
  const needsSQLite = pipeline.nodes.some(({ op }) => op === 'saveToSQLite');
  if (needsSQLite) script.add('import sqlite3', '');
  script.add('from pyspark import SparkContext', 'from pyspark.streaming import StreamingContext', '');
  for (const { text } of pipeline.code) script.add(...text.replace(/\n$/, '').split('\n'), '');
  if (needsSQLite) script.add(...SAVE_FUNCTION, '');
  script.add(`sc = SparkContext(${pythonLiteral(pipeline.master)}, ${pythonLiteral(pipeline.name)})`);
  script.add(`ssc = StreamingContext(sc, ${pythonSeconds(pipeline.batchInterval)})`);
  if (pipeline.nodes.some(({ op }) => operators.get(op)?.keepsState)) script.add('ssc.checkpoint("checkpoint")');
  script.add('');
  const names = variablesOf(pipeline);
  for (const node of parentsFirst(pipeline)) {
    const inputs = inputTexts(pipeline, node.id, (from) => names.get(from) ?? 'None');
    const { definitions, called } = withDefinitions(node);
    script.node(node.id, [...definitions, statementText(called, names.get(node.id)!, inputs, 'ssc')].join('\n'));
  }
  script.add('', 'ssc.start()', 'ssc.awaitTermination()');
  return script.printed();
}

/** A function that is written out (`def f(x): …`) stands before the call, which then names it. */
function withDefinitions(node: PipelineNode): { readonly definitions: readonly string[]; readonly called: PipelineNode } {
  const definitions: string[] = [];
  const params = Object.entries(node.params).map(([param, value]) => {
    const isFunction = typeof value === 'string' && operators.get(node.op)?.params[param]?.type === 'function';
    const name = isFunction && DEFINITION.test(value.trimStart()) ? definedNames(value).at(-1) : undefined;
    if (name === undefined) return [param, value] as const;
    definitions.push((value as string).trim());
    return [param, name] as const;
  });
  return { definitions, called: definitions.length > 0 ? { ...node, params: Object.fromEntries(params) } : node };
}

const DEFINITION = /^(?:async )?def |^[@#]|^import |^from |^class /;

class Lines {
  readonly #lines: string[] = [];
  readonly #places = new Map<string, { from: number; to: number }>();

  add(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  node(id: string, text: string): void {
    const from = this.#lines.length + 1;
    this.add(...text.split('\n'));
    this.#places.set(id, { from, to: this.#lines.length });
  }

  printed(): PrintedScript {
    return { text: `${this.#lines.join('\n')}\n`, lines: this.#places };
  }
}
