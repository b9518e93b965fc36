import { emptyPipeline, type Pipeline, type PipelineEdge } from '#engine/model';
import { operators } from '#engine/operators';
import { matchNodes, pipelineOf, type Previous } from '../match-nodes';
import { unwrapped } from '../python-tree';
import type { FunctionSite, StatementSite, Unnamed } from '../reading';
import type { GivenFunction, Notes } from './notes';

/** What was known of the document before: its nodes keep their ids and names where the script still has them. */
export interface ReadOptions {
  readonly previous?: Previous;
  /** Name for a script that gives its application none. */
  readonly name?: string;
  readonly unnamed?: Unnamed;
}

/** The nodes and wires that were read, with the settings. */
export function pipelineOfNotes(notes: Notes, { previous, name, unnamed = 'words' }: ReadOptions): Pipeline {
  const before = previous && pipelineOf(previous);
  const { appName, master, batchInterval } = notes.settings;
  matchNodes(notes.sites, notes.tree, previous, unnamed);
  const edges: PipelineEdge[] = notes.sites.flatMap((site) => site.inputs.flatMap(({ port, from }) => (from ? [{ from: from.node.id, to: site.node.id, port }] : [])));
  return {
    ...(before ?? emptyPipeline()),
    name: typeof appName?.known === 'string' ? appName.known : (name ?? before?.name ?? 'Untitled'),
    language: 'python',
    master: typeof master?.known === 'string' ? master.known : 'local[*]',
    batchInterval: typeof batchInterval?.known === 'number' ? Math.round(batchInterval.known * 1000) : 1000,
    nodes: notes.sites.map(({ node }) => node),
    edges: [...new Map(edges.map((edge) => [JSON.stringify([edge.from, edge.to, edge.port]), edge])).values()],
  };
}

/** Whether the engine can run the pipeline without the script. */
export function isComplete(notes: Notes, statements: readonly StatementSite[]): boolean {
  if (notes.settings.recovers || !notes.settings.streamingContext || notes.errors.length > 0) return false;
  if (notes.lifeCycle.some(({ method }) => ['awaitTerminationOrTimeout', 'remember', 'addStreamingListener'].includes(method))) return false;
  if (statements.some(({ role, harmless }) => role === 'code' && !harmless)) return false;
  if (notes.sites.some(({ node: { op, expressions = {} } }) => !operators.get(op)?.build || Object.keys(expressions).some((name) => operators.get(op)?.params[name]?.default === undefined))) return false;
  const functions = notes.sites.flatMap(({ node, args }) => [...args].filter(([name]) => operators.get(node.op)?.params[name]?.type === 'function').map(([, { value }]) => value));
  return ![...statements.filter(({ role }) => role === 'definitions'), ...functions].some((range) => notes.tree.freeNames(notes.tree.nodeAt(range)).some((name) => notes.computed.has(notes.tree.of(name))));
}

/** Looked at when all is read: what a function takes from outside is what the names hold in the end. */
export function functionSite(notes: Notes, { site, param, value, scope }: GivenFunction): FunctionSite {
  const held = unwrapped(value).name === 'VariableName' ? scope.get(notes.tree.of(unwrapped(value))) : undefined;
  const definition = unwrapped(value).name === 'LambdaExpression' ? unwrapped(value) : held?.is === 'function' ? held.definition : null;
  const around = held?.is === 'function' ? held.scope : scope;
  const captured = (definition ? notes.tree.freeNames(definition) : []).flatMap((variable) => {
    const name = notes.tree.of(variable);
    const is = around.get(name)?.is;
    return is === 'sc' || is === 'ssc' || is === 'session' || is === 'stream' || is === 'rdd' ? [{ name, is, range: { from: variable.from, to: variable.to } }] : [];
  });
  return { site, param, definition: definition && { from: definition.from, to: definition.to }, captured };
}
