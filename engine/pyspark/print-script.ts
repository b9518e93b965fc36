import { incoming, type Pipeline, type PipelineNode } from '#engine/model';
import { operators, valueOf } from '#engine/operators';

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
  script.add(`sc = SparkContext(${literal(pipeline.master)}, ${literal(pipeline.name)})`);
  script.add(`ssc = StreamingContext(sc, ${seconds(pipeline.batchInterval)})`);
  if (pipeline.nodes.some(({ op }) => operators.get(op)?.keepsState)) script.add('ssc.checkpoint("checkpoint")');
  script.add('');
  const names = new Map(pipeline.nodes.map(({ id, name }) => [id, name]));
  const wires = incoming(pipeline);
  const ordered = inOrder(pipeline);
  for (const node of ordered) {
    const inputs = new Map<string, string[]>();
    for (const { from, port } of wires.get(node.id) ?? []) inputs.set(port, [...(inputs.get(port) ?? []), names.get(from) ?? 'missing']);
    script.node(node.id, statement(node, inputs, pipeline));
  }
  script.add('', 'ssc.start()', 'ssc.awaitTermination()');
  return script.printed();
}

/** Parents before children, otherwise in the document's order. */
function inOrder(pipeline: Pipeline): PipelineNode[] {
  const wires = incoming(pipeline);
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const state = new Map<string, 'open' | 'done'>();
  const ordered: PipelineNode[] = [];
  for (const first of pipeline.nodes) {
    const stack = [first];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      if (state.get(node.id) === 'done') {
        stack.pop();
        continue;
      }
      const parents = state.has(node.id) ? [] : (wires.get(node.id) ?? []).flatMap(({ from }) => nodes.get(from) ?? []).filter(({ id }) => !state.has(id));
      state.set(node.id, parents.length > 0 ? 'open' : 'done');
      if (parents.length > 0) stack.push(...parents.reverse());
      else ordered.push(stack.pop()!);
    }
  }
  return ordered;
}

function statement(node: PipelineNode, inputs: ReadonlyMap<string, readonly string[]>, pipeline: Pipeline): string {
  const declaration = operators.get(node.op);
  if (!declaration) return `# ${node.name}: unknown operator ${node.op}`;
  const parent = inputs.get(declaration.inputs[0]?.name ?? '')?.[0] ?? 'None';
  if (node.op === 'saveToSQLite') {
    const [file, table] = [node.params.file ?? 'batches.db', node.params.table ?? 'records'];
    return `${parent}.foreachRDD(lambda time, rdd: save_to_sqlite(time, rdd, ${literal(file)}, ${literal(table)}))`;
  }
  const target = declaration.pyspark.on === 'ssc' ? 'ssc' : parent;
  const call = (of: string, args: readonly string[]): string => `${of}.${declaration.pyspark.method}(${args.join(', ')})`;
  const assigned = declaration.output === null ? '' : `${node.name} = `;
  if (node.op === 'union') return `${assigned}${(inputs.get('others') ?? []).reduce((all, other) => `${all}.union(${other})`, parent)}`;
  return `${assigned}${call(target, argumentsOf(node, inputs, pipeline))}`;
}

/** Arguments that say something: trailing defaults are left out. */
function argumentsOf(node: PipelineNode, inputs: ReadonlyMap<string, readonly string[]>, { language }: Pipeline): string[] {
  const declaration = operators.get(node.op)!;
  const args = declaration.pyspark.args.map((name) => {
    const stream = declaration.inputs.some((input) => input.name === name) ? (inputs.get(name)?.[0] ?? 'None') : null;
    if (stream !== null) return { text: stream, isDefault: false };
    const param = declaration.params[name];
    const value = param && valueOf(node, name, param, language);
    if (param?.type === 'durationMs' && typeof value === 'number') return { text: seconds(value), isDefault: false };
    if (param?.type === 'function') return typeof value === 'string' && value.trim() !== '' ? { text: value.trim(), isDefault: false } : { text: 'None', isDefault: true };
    const isDefault = param !== undefined && (value ?? null) === (param.default ?? null) && (param.optional === true || param.isSparkDefault === true);
    return { text: literal(value ?? null), isDefault };
  });
  while (args.at(-1)?.isDefault) args.pop();
  return args.map(({ text }) => text);
}

const SAVE_FUNCTION = [
  '',
  'def save_to_sqlite(time, rdd, file, table):',
  '    batch_time = int(time.timestamp() * 1000)',
  '    records = rdd.collect()',
  '    if not records:',
  '        return',
  '    rows = [record if isinstance(record, tuple) else (record,) for record in records]',
  '    names = {1: ["value"], 2: ["key", "value"]}.get(len(rows[0]), ["_%d" % (i + 1) for i in range(len(rows[0]))])',
  '    marks = ", ".join("?" for _ in range(2 + len(names)))',
  '    with sqlite3.connect(file) as database:',
  '        database.execute("CREATE TABLE IF NOT EXISTS %s (batch_time, seq, %s, PRIMARY KEY (batch_time, seq))" % (table, ", ".join(names)))',
  '        database.execute("DELETE FROM %s WHERE batch_time = ?" % table, (batch_time,))',
  '        database.executemany("INSERT INTO %s VALUES (%s)" % (table, marks), [(batch_time, i) + tuple(row) for i, row in enumerate(rows)])',
  '',
];

function seconds(milliseconds: number): string {
  return String(milliseconds / 1000);
}

/** A Python literal. */
function literal(value: string | number | boolean | null): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  // Python reads JSON's strings as they are.
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

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
