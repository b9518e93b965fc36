import { operators } from '../operators';
import type { Pipeline } from './pipeline';
import type { Problem } from './problem';
import { problem } from './problem-texts';

/** Newest `.dstream` format that this version reads and writes. */
export const FORMAT = 1;

export type Parsed = { readonly ok: true; readonly pipeline: Pipeline } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a `.dstream` file (DESIGN 3.3). Keys that this version does not know are kept, so that saving loses nothing. */
export function parsePipeline(text: string, file: string): Parsed {
  const fail = (found: Problem): Parsed => ({ ok: false, problems: [found] });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return fail(problem('not-json', { detail: (error as Error).message }, { file, line: lineOf(text, (error as Error).message) }));
  }
  const place = { file, line: 1 };
  if (!isObject(value)) return fail(problem('not-a-pipeline', { detail: 'it holds no object' }, place));
  if (typeof value.dstream !== 'number') return fail(problem('not-a-pipeline', { detail: '"dstream", the number of its format, is missing' }, place));
  if (value.dstream > FORMAT) return fail(problem('newer-version', { needed: String(value.dstream), known: String(FORMAT) }, place));
  const wrong = wrongShape(value);
  if (wrong) return fail(problem('not-a-pipeline', { detail: wrong }, place));
  return { ok: true, pipeline: completed(value) };
}

/** Line of a JSON error, from the position that V8 tells; the last line where the text just ends. */
function lineOf(text: string, message: string): number {
  const position = /position (\d+)/.exec(message);
  const at = position ? Number(position[1]) : text.length;
  return text.slice(0, at).split('\n').length;
}

type JsonObject = { readonly [key: string]: unknown };

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What keeps the value from being a pipeline, in words; null if nothing does. */
function wrongShape(value: JsonObject): string | null {
  const { language, batchInterval, nodes, edges, code, layout, settings } = value;
  if (language !== undefined && language !== 'python' && language !== 'javascript') return '"language" is neither "python" nor "javascript"';
  if (typeof batchInterval !== 'number') return '"batchInterval" (milliseconds) is not a number';
  if (!Array.isArray(nodes)) return '"nodes" is not a list';
  if (!Array.isArray(edges)) return '"edges" is not a list';
  if (code !== undefined && !(Array.isArray(code) && code.every((piece) => isObject(piece) && typeof piece.text === 'string'))) return '"code" is not a list of pieces with a "text"';
  if (settings !== undefined && !(isObject(settings) && Object.values(settings).every((setting) => typeof setting === 'string'))) return '"settings" is not an object of texts';
  if (layout !== undefined && !isObject(layout)) return '"layout" is not an object';
  const node = nodes.findIndex((item) => !isNode(item));
  if (node >= 0) return `node ${node + 1} of "nodes" lacks an "id", "op" or "name", or its "params" are no object of plain values`;
  const edge = edges.findIndex((item) => !(isObject(item) && typeof item.from === 'string' && typeof item.to === 'string'));
  return edge >= 0 ? `wire ${edge + 1} of "edges" lacks its "from" or "to"` : null;
}

function isNode(item: unknown): boolean {
  if (!isObject(item) || typeof item.id !== 'string' || typeof item.op !== 'string') return false;
  if (item.name !== undefined && typeof item.name !== 'string') return false;
  return item.params === undefined || (isObject(item.params) && Object.values(item.params).every((param) => param === null || typeof param !== 'object'));
}

/** A wire that does not say at which input it ends ends at the first of its node's that is free. */
function withPorts(edges: readonly JsonObject[], ops: ReadonlyMap<unknown, string>): JsonObject[] {
  const taken = new Set(edges.map(({ to, port }) => `${String(port)} ${String(to)}`));
  return edges.map((edge) => {
    if (typeof edge.port === 'string') return edge;
    const inputs = operators.get(ops.get(edge.to) ?? '')?.inputs ?? [];
    const port = (inputs.find(({ name, many }) => many || !taken.has(`${name} ${String(edge.to)}`)) ?? inputs[0])?.name ?? 'parent';
    taken.add(`${port} ${String(edge.to)}`);
    return { ...edge, port };
  });
}

/** Fills in what a file may leave out; every other key stays as it is. */
function completed(value: JsonObject): Pipeline {
  const nodes = (value.nodes as JsonObject[]).map((node): JsonObject => ({ ...node, name: node.name ?? node.id, params: node.params ?? {} }));
  const edges = withPorts(value.edges as JsonObject[], new Map(nodes.map(({ id, op }) => [id, op as string])));
  const layout = isObject(value.layout) ? value.layout : {};
  return {
    ...value,
    dstream: FORMAT,
    name: typeof value.name === 'string' ? value.name : 'Untitled',
    language: value.language ?? 'python',
    master: typeof value.master === 'string' ? value.master : 'local[*]',
    settings: value.settings ?? {},
    nodes,
    edges,
    code: value.code ?? [],
    layout: { ...layout, nodes: isObject(layout.nodes) ? layout.nodes : {} },
  } as unknown as Pipeline;
}

const KEY_ORDER = ['dstream', 'name', 'language', 'master', 'batchInterval', 'settings', 'nodes', 'edges', 'code', 'groups', 'notes', 'widgets'];
const NODE_ORDER = ['id', 'op', 'name', 'params'];
const EDGE_ORDER = ['from', 'to', 'port'];

/** Writes a `.dstream` file: two spaces, keys in stable order, layout last, so that version control shows small diffs. */
export function printPipeline(pipeline: Pipeline): string {
  const ordered = inOrder(
    { ...pipeline, nodes: pipeline.nodes.map((node) => inOrder(node, NODE_ORDER, [])), edges: pipeline.edges.map((edge) => inOrder(edge, EDGE_ORDER, [])) },
    KEY_ORDER,
    ['layout'],
  );
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

function inOrder(value: object, first: readonly string[], last: readonly string[]): object {
  const entries = new Map(Object.entries(value));
  const known = new Set([...first, ...last]);
  const order = [...first, ...[...entries.keys()].filter((key) => !known.has(key)), ...last];
  // fromEntries defines keys, it does not assign them: "__proto__" is a key like any other.
  return Object.fromEntries(order.filter((key) => entries.has(key)).map((key) => [key, entries.get(key)]));
}
