import type { Pipeline, PipelineNode } from '#engine/model';
import { emptyPipeline, freshName, scriptNames, uniqueNames } from '#engine/model';
import type { PythonTree } from './python-tree';
import type { NodeSite, ScriptReading, Unnamed } from './reading';
import { editBetween, LineMap } from './text-edits';
import { variablesOf } from './variables';

/** What a reading follows on: a reading, a pipeline from a file, or an edit that knows where each node's call ends now (`op@offset`). */
export type Previous = ScriptReading | Pipeline | { readonly pipeline: Pipeline; readonly places: ReadonlyMap<string, PipelineNode> };

export function pipelineOf(previous: Previous): Pipeline {
  return 'pipeline' in previous ? previous.pipeline : previous;
}

/**
 * Gives the nodes of a reading the ids that they had before: where their calls stand outside of what changed in the
 * text, else by operator and variable, else by operator and order. New nodes get new ids.
 */
export function matchNodes(sites: readonly NodeSite[], tree: PythonTree, previous: Previous | undefined, unnamed: Unnamed): void {
  const found = new Map<NodeSite, PipelineNode>();
  const left = new Map<string, PipelineNode>();
  const before = previous && pipelineOf(previous);
  for (const node of before?.nodes ?? []) left.set(node.id, node);
  const take = (site: NodeSite, node: PipelineNode | undefined): void => {
    if (!node || found.has(site) || !left.delete(node.id)) return;
    found.set(site, node);
  };
  // The nodes of a file stand in the order in which its script was read.
  if (before === previous && before && isInOrder(sites, before)) sites.forEach((site, index) => take(site, before.nodes[index]));
  if (previous && 'pipeline' in previous) {
    const places = 'places' in previous ? previous.places : placesIn(previous, tree.text);
    for (const node of places.values()) left.set(node.id, node);
    for (const site of sites) {
      const node = places.get(placeOf(site));
      if (node?.op === site.node.op) take(site, node);
    }
  }
  // In two rounds, so that what has its old variable is not taken by an earlier node of the same kind.
  const variableOf = (site: NodeSite): string | null => (site.variable ? tree.of(site.variable) : null);
  let variables: ReadonlyMap<string, string> | null = null;
  const printedAs: PrintedAs = ({ id }) => (variables ??= variablesOf(before!)).get(id);
  const bySite = (site: NodeSite): string | null => (variableOf(site) === null ? null : `${site.node.op} ${variableOf(site)}`);
  pairUp(sites, [...left.values()], bySite, ({ op, name }) => `${op} ${name}`, found, take);
  if (sites.some((site) => !found.has(site) && site.variable)) pairUp(sites, [...left.values()], bySite, (node) => `${node.op} ${printedAs(node)}`, found, take);
  pairUp(sites, [...left.values()], ({ node }) => JSON.stringify([node.op, node.params]), ({ op, params }) => JSON.stringify([op, params]), found, take);
  pairUp(sites, [...left.values()], ({ node }) => node.op, ({ op }) => op, found, take);
  nameAll(sites, tree, found, unnamed, printedAs);
}

/** Whether a pipeline has the nodes of a reading one by one, with the same wires. */
function isInOrder(sites: readonly NodeSite[], { nodes, edges }: Pipeline): boolean {
  if (sites.length !== nodes.length || sites.some(({ node }, index) => node.op !== nodes[index]!.op)) return false;
  const ids = new Map(sites.map((site, index) => [site, nodes[index]!.id]));
  const wires = new Set(edges.map(({ from, to, port }) => JSON.stringify([from, to, port])));
  const read = new Set(sites.flatMap((site) => site.inputs.flatMap(({ from, port }) => (from ? [JSON.stringify([ids.get(from), ids.get(site), port])] : []))));
  return read.size === wires.size && [...read].every((wire) => wires.has(wire));
}

function pairUp(
  sites: readonly NodeSite[],
  nodes: readonly PipelineNode[],
  keyOfSite: (site: NodeSite) => string | null,
  keyOfNode: (node: PipelineNode) => string,
  found: ReadonlyMap<NodeSite, PipelineNode>,
  take: (site: NodeSite, node: PipelineNode | undefined) => void,
): void {
  const waiting = new Map<string, PipelineNode[]>();
  for (const node of nodes) waiting.set(keyOfNode(node), [...(waiting.get(keyOfNode(node)) ?? []), node]);
  for (const site of sites) {
    const key = keyOfSite(site);
    if (key !== null && !found.has(site)) take(site, waiting.get(key)?.shift());
  }
}

const placeOf = ({ call, node }: NodeSite): string => `${node.op}@${call.to}`;

/** Where the nodes of the text before have to be in the new one, if they are outside of what changed. */
function placesIn({ text, sites }: ScriptReading, now: string): Map<string, PipelineNode> {
  const edit = editBetween(text, now);
  const shift = edit ? edit.insert.length - (edit.to - edit.from) : 0;
  const places = new Map<string, PipelineNode>();
  for (const { node, call } of sites.values()) {
    const end = !edit || call.to <= edit.from ? call.to : call.to >= edit.to ? call.to + shift : null;
    if (end !== null) places.set(`${node.op}@${end}`, node);
  }
  return places;
}

/** What a node is called in a printed script: not its own name, where that is none of Python's. */
type PrintedAs = (node: PipelineNode) => string | undefined;

/** Names by variables, else by lines or words; new nodes get ids. */
function nameAll(sites: readonly NodeSite[], tree: PythonTree, found: ReadonlyMap<NodeSite, PipelineNode>, unnamed: Unnamed, printedAs: PrintedAs): void {
  const names = unnamed === 'lines' ? lineNames(sites, tree) : wordNames(sites, tree, found, printedAs);
  const ids = new Set<string>([...found.values()].map(({ id }) => id));
  sites.forEach((site, index) => {
    const before = found.get(site);
    const { id: _, name: __, expressions: ___, ...kept } = before ?? { id: '', name: '' };
    let id = before?.id ?? names[index]!;
    for (let number = 2; before === undefined && ids.has(id); number++) id = `${names[index]}_${number}`;
    ids.add(id);
    site.node = { ...kept, ...site.node, id, name: names[index]! };
  });
}

/** For a node without a variable the name that it had, else the usual one of its operator. */
function wordNames(sites: readonly NodeSite[], tree: PythonTree, found: ReadonlyMap<NodeSite, PipelineNode>, printedAs: PrintedAs): string[] {
  const unique = uniqueNames();
  const nameOf = (site: NodeSite, variable: string): string => {
    const before = found.get(site);
    return before && before.name !== variable && printedAs(before) === variable ? before.name : variable;
  };
  const named = new Map(sites.flatMap((site) => (site.variable ? [[site, unique(nameOf(site, tree.of(site.variable)))] as const] : [])));
  return sites.map((site) => named.get(site) ?? unique(found.get(site)?.name ?? freshName(emptyPipeline(), site.node.op)));
}

function lineNames(sites: readonly NodeSite[], tree: PythonTree): string[] {
  const lines = new LineMap(tree.text);
  return scriptNames(sites.map(({ node, variable, call, list }) => ({ op: node.op, variable: variable && tree.of(variable).normalize('NFKC'), line: lines.lineAt(list ? endOfMethod(tree.text, list.from) : call.from), file: null })));
}

/** A method's name stands before its parentheses, where Python counts its call from. */
function endOfMethod(text: string, list: number): number {
  return list - /[\s\\]*$/.exec(text.slice(Math.max(0, list - 500), list))![0].length - 1;
}
