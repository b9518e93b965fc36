import { incoming, type Pipeline, type PipelineNode } from '#engine/model';
import { operators, valueOf } from '#engine/operators';
import { pythonLiteral, pythonSeconds } from './python-literals';

export type Quote = '"' | "'";

/** How the streams at a node's ports are written; in wire order. */
export type InputTexts = ReadonlyMap<string, readonly string[]>;

/** Streams at the ports of each node, by how `textOf` writes them. */
export function inputTexts(pipeline: Pipeline, id: string, textOf: (from: string) => string): InputTexts {
  const inputs = new Map<string, string[]>();
  for (const { from, port } of incoming(pipeline).get(id) ?? []) inputs.set(port, [...(inputs.get(port) ?? []), textOf(from)]);
  return inputs;
}

/** `name = parent.map(f)`, or without a name for outputs. */
export function statementText(node: PipelineNode, name: string, inputs: InputTexts, context: string, quote: Quote = '"'): string {
  const declaration = operators.get(node.op);
  if (!declaration) return `# ${node.name}: unknown operator ${node.op}`;
  return `${declaration.output === null ? '' : `${name} = `}${receiverText(node, inputs, context)}${linkText(node, inputs, quote)}`;
}

function receiverText(node: PipelineNode, inputs: InputTexts, context: string): string {
  const declaration = operators.get(node.op)!;
  return declaration.inputs.length === 0 ? context : (inputs.get(declaration.inputs[0]!.name)?.[0] ?? 'None');
}

/** `.map(f)`: what stands behind the stream that an operator is called on. */
export function linkText(node: PipelineNode, inputs: InputTexts, quote: Quote = '"'): string {
  const declaration = operators.get(node.op)!;
  if (node.op === 'saveToSQLite') {
    const [file, table] = ['file', 'table'].map((name) => pythonLiteral(valueOf(node, name, declaration.params[name]!, 'python') ?? null, quote));
    return `.foreachRDD(lambda time, rdd: save_to_sqlite(time, rdd, ${file}, ${table}))`;
  }
  if (node.op === 'union') return (inputs.get('others') ?? ['None']).map((other) => `.union(${other})`).join('');
  return `.${declaration.pyspark.method}(${argumentTexts(node, inputs, quote).join(', ')})`;
}

/** Arguments that say something: trailing defaults are left out. */
function argumentTexts(node: PipelineNode, inputs: InputTexts, quote: Quote): string[] {
  const declaration = operators.get(node.op)!;
  const args = declaration.pyspark.args.map((name) => {
    const stream = declaration.inputs.some((input) => input.name === name) ? (inputs.get(name)?.[0] ?? 'None') : null;
    return stream === null ? argumentText(node, name, quote) : { text: stream, isDefault: false };
  });
  while (args.at(-1)?.isDefault) args.pop();
  return args.map(({ text }) => text);
}

/** How a parameter's value is written as an argument. */
export function argumentText(node: PipelineNode, name: string, quote: Quote): { readonly text: string; readonly isDefault: boolean } {
  const param = operators.get(node.op)?.params[name];
  const expression = node.expressions && Object.hasOwn(node.expressions, name) && !Object.hasOwn(node.params, name) ? node.expressions[name] : undefined;
  if (expression !== undefined) return { text: expression, isDefault: false };
  const value = (param && valueOf(node, name, param, 'python')) ?? null;
  const isDefault = (param === undefined && value === null) || (param !== undefined && value === (param.default ?? null) && (param.optional === true || (param.type !== 'function' && param.isSparkDefault === true)));
  if (param?.type === 'durationMs' && typeof value === 'number') return { text: pythonSeconds(value), isDefault };
  if (param?.type === 'function' || param?.type === 'expression') {
    const text = typeof value === 'string' ? value.trim() : '';
    return text === '' ? { text: 'None', isDefault: true } : { text, isDefault };
  }
  return { text: pythonLiteral(value, quote), isDefault };
}
