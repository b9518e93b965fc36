import { canConnect, freshId, freshName, newNode, type NodePosition, type Pipeline, type PipelineEdge, type PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';
import { selection } from '../selection.svelte';
import { arranged } from './auto-layout';
import { document } from './document.svelte';
import { placeAfter, roomOnWire } from './geometry';

/** What the user does to the graph, each as one entry of the command log. */

/** Adds an operator; after a node that is given, and can feed it, it is connected. */
export function addOperator(kind: string, after: string | null, at: NodePosition | null): void {
  const { pipeline } = document;
  const node = newNode(pipeline, kind);
  const edges = after === null ? [] : edgesAfter(pipeline, node, after);
  document.execute({ kind: 'addNode', node, at: at ?? placeAfter(pipeline, after), edges }, `Add ${kind}`);
  selection.select([node.id]);
}

function edgesAfter(pipeline: Pipeline, node: PipelineNode, after: string): PipelineEdge[] {
  const port = operators.get(node.op)?.inputs[0]?.name;
  if (port === undefined) return [];
  const withNode = { ...pipeline, nodes: [...pipeline.nodes, node] };
  return canConnect(withNode, after, node.id, port).ok ? [{ from: after, to: node.id, port }] : [];
}

/** Puts an operator into a wire; false if it cannot stand there. */
export function spliceOperator(kind: string, wire: PipelineEdge): boolean {
  const declaration = operators.get(kind);
  const port = declaration?.inputs[0]?.name;
  if (port === undefined || declaration?.output === null) return false;
  const node = newNode(document.pipeline, kind);
  const { at, makeRoom } = roomOnWire(document.pipeline, wire);
  document.execute({ kind: 'insertOnWire', node, at, wire, port, makeRoom }, `Insert ${kind}`);
  selection.select([node.id]);
  return true;
}

export function connect(edge: PipelineEdge): void {
  const allowed = canConnect(document.pipeline, edge.from, edge.to, edge.port);
  if (!allowed.ok) {
    document.notice = allowed.reason;
    return;
  }
  const input = operators.get(document.node(edge.to)?.op ?? '')?.inputs.find(({ name }) => name === edge.port);
  const taken = document.pipeline.edges.find(({ to, port }) => to === edge.to && port === edge.port);
  if (taken && !input?.many) document.execute({ kind: 'disconnect', edges: [taken] }, 'Disconnect');
  document.execute({ kind: 'connect', edge }, `Connect ${nameOf(edge.from)} to ${nameOf(edge.to)}`);
}

function nameOf(id: string): string {
  return document.node(id)?.name ?? id;
}

export function deleteSelection(heal: boolean): void {
  if (selection.edge) {
    document.execute({ kind: 'disconnect', edges: [selection.edge] }, 'Delete wire');
    selection.clear();
  } else if (selection.nodes.size > 0) {
    const ids = [...selection.nodes];
    document.execute({ kind: 'removeNodes', ids, heal }, ids.length === 1 ? `Delete ${nameOf(ids[0]!)}` : `Delete ${ids.length} nodes`);
    selection.clear();
  }
}

export function arrange(): void {
  document.execute({ kind: 'moveNodes', positions: arranged(document.pipeline) }, 'Arrange');
}

/** The selected nodes and the wires between them, as text for the clipboard. */
export function copied(): string | null {
  if (selection.nodes.size === 0) return null;
  const { nodes, edges, layout } = document.pipeline;
  return JSON.stringify({
    dstreamNodes: nodes.filter(({ id }) => selection.nodes.has(id)),
    edges: edges.filter(({ from, to }) => selection.nodes.has(from) && selection.nodes.has(to)),
    positions: Object.entries(layout.nodes).filter(([id]) => selection.nodes.has(id)),
  });
}

/** Puts copied nodes in with new ids and names; false if the text holds none. */
export function paste(text: string): boolean {
  let clip: { dstreamNodes?: readonly PipelineNode[]; edges?: readonly PipelineEdge[]; positions?: readonly [string, NodePosition][] };
  try {
    clip = JSON.parse(text) as typeof clip;
  } catch {
    return false;
  }
  const copiedNodes = clip.dstreamNodes;
  if (!copiedNodes || !Array.isArray(copiedNodes)) return false;
  let pipeline = document.pipeline;
  const ids = new Map<string, string>();
  const nodes: PipelineNode[] = [];
  for (const node of copiedNodes as readonly PipelineNode[]) {
    const fresh = { ...node, id: freshId(pipeline, node.op), name: freshName(pipeline, node.op) };
    ids.set(node.id, fresh.id);
    nodes.push(fresh);
    pipeline = { ...pipeline, nodes: [...pipeline.nodes, fresh] };
  }
  const edges = (clip.edges ?? []).map((edge) => ({ ...edge, from: ids.get(edge.from)!, to: ids.get(edge.to)! }));
  const positions = (clip.positions ?? []).map(([id, { x, y }]) => ({ id: ids.get(id)!, at: { x: x + 32, y: y + 32 } }));
  document.execute({ kind: 'paste', nodes, edges, positions }, nodes.length === 1 ? 'Paste' : `Paste ${nodes.length} nodes`);
  selection.select(ids.values());
  return true;
}
