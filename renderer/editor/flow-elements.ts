import type { Edge, Node, NodeHandle } from '@xyflow/svelte';
import { Position } from '@xyflow/svelte';
import { groupsOf, type NodePosition, notesOf, type Pipeline, type PipelineEdge, titleOf } from '#engine/model';
import { operators } from '#engine/operators';
import { frameOf } from './drawings';
import { NODE_HEIGHT, NODE_WIDTH } from './geometry';

/** What the canvas draws, made of the document. Elements that did not change are the same objects, which are not drawn again. */

export const FRAME = 'frame:';
export const NOTE = 'note:';
export const edgeId = ({ from, to, port }: PipelineEdge): string => JSON.stringify([from, to, port]);

/** The wire of an element of the canvas, while it is there. */
export const edgeOf = ({ edges }: Pipeline, id: string): PipelineEdge | undefined => edges.find((edge) => edgeId(edge) === id);

/** Nothing of it is drawn anew: the canvas need not look through it. */
export function isSame<T>(drawn: readonly T[], before: readonly T[]): boolean {
  return drawn.length === before.length && drawn.every((each, at) => each === before[at]);
}

export interface Selected {
  readonly nodes: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
}

/** Where nodes stand that the file has no place for. */
const usualPlace = (index: number): NodePosition => ({ x: (index % 4) * 260, y: Math.floor(index / 4) * 130 });

export function placesOf(pipeline: Pipeline): Map<string, NodePosition> {
  const known = new Map(Object.entries(pipeline.layout.nodes));
  return new Map(pipeline.nodes.map(({ id }, index) => [id, known.get(id) ?? usualPlace(index)]));
}

export function flowNodes(pipeline: Pipeline, selected: Selected, previous: readonly Node[], readonly: boolean): Node[] {
  const before = new Map(previous.map((node) => [node.id, node]));
  const kept = (node: Node): Node => {
    const old = before.get(node.id);
    if (!old) return node;
    const same = old.position.x === node.position.x && old.position.y === node.position.y && old.selected === node.selected && old.ariaLabel === node.ariaLabel && old.width === node.width && old.height === node.height && old.parentId === node.parentId && old.domAttributes?.tabindex === node.domAttributes?.tabindex && old.handles?.length === node.handles?.length && old.handles?.[0]?.id === node.handles?.[0]?.id;
    return same ? old : { ...old, ...node };
  };
  const places = placesOf(pipeline);
  const groups = groupsOf(pipeline).map((group) => ({ ...group, places: group.nodes.flatMap((id) => places.get(id) ?? []) })).filter((group) => group.places.length > 0);
  const frames = new Map(groups.map(({ id, places: within }) => [id, frameOf(within)]));
  const frameOfNode = new Map(groups.flatMap(({ id, nodes }) => nodes.map((node) => [node, id] as const)));
  const framed = groups.map(({ id, name }): Node => {
    const { x, y, width, height } = frames.get(id)!;
    return kept({ id: FRAME + id, type: 'frame', position: { x, y }, width, height, data: {}, zIndex: -1, dragHandle: '.frame-title', selected: selected.groups.has(id), ariaLabel: `group ${name}`, connectable: false });
  });
  // One stop of Tab for the whole graph: the selected node, or the first.
  const stop = pipeline.nodes.find(({ id }) => selected.nodes.has(id))?.id ?? pipeline.nodes[0]?.id;
  const operatorNodes = pipeline.nodes.map(({ id, op, name }): Node => {
    const frame = frameOfNode.get(id);
    const at = places.get(id)!;
    const corner = frame === undefined ? { x: 0, y: 0 } : frames.get(frame)!;
    return kept({
      id,
      type: 'operator',
      position: { x: at.x - corner.x, y: at.y - corner.y },
      data: {},
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      ariaLabel: titleOf({ op, name }),
      selected: selected.nodes.has(id),
      ...(frame === undefined ? { parentId: undefined } : { parentId: FRAME + frame }),
      domAttributes: { tabindex: id === stop ? 0 : -1, 'aria-describedby': `about-${id}` },
      handles: handlesOf(op, readonly),
    });
  });
  const notes = notesOf(pipeline).map(({ id, text, x, y, width, height }): Node => kept({ id: NOTE + id, type: 'note', position: { x, y }, width, height, data: {}, selected: selected.notes.has(id), ariaLabel: `note ${text.slice(0, 40)}`, connectable: false, dragHandle: '.note-bar' }));
  return [...framed, ...operatorNodes, ...notes];
}

/** The one input of a node in a script's graph, whatever its ports are called. */
const ANY_INPUT = 'parent';

/** Where wires end at a node, so that one that is out of sight need not be drawn to be measured. */
function handlesOf(op: string, readonly: boolean): NodeHandle[] {
  if (readonly) return [{ id: ANY_INPUT, type: 'target', position: Position.Left, x: -4, y: NODE_HEIGHT / 2 - 4, width: 8, height: 8 }, { id: 'out', type: 'source', position: Position.Right, x: NODE_WIDTH - 4, y: NODE_HEIGHT / 2 - 4, width: 8, height: 8 }];
  const declaration = operators.get(op);
  if (!declaration) return [];
  const inputs = declaration.inputs.map(({ name }, index): NodeHandle => ({ id: name, type: 'target', position: Position.Left, x: -6, y: ((index + 1) / (declaration.inputs.length + 1)) * NODE_HEIGHT - 6, width: 12, height: 12 }));
  return declaration.output === null ? inputs : [...inputs, { id: 'out', type: 'source', position: Position.Right, x: NODE_WIDTH - 6, y: NODE_HEIGHT / 2 - 6, width: 12, height: 12 }];
}

export function flowEdges(pipeline: Pipeline, isSelected: (id: string) => boolean, isMarked: (id: string) => boolean, previous: readonly Edge[], reconnectable: boolean): Edge[] {
  const names = new Map(pipeline.nodes.map(({ id, name }) => [id, name]));
  const before = new Map(previous.map((edge) => [edge.id, edge]));
  return pipeline.edges.map((wire) => {
    const id = edgeId(wire);
    const [selected, marked] = [isSelected(id), isMarked(id)];
    const ariaLabel = `wire from ${names.get(wire.from) ?? ''} to ${names.get(wire.to) ?? ''}`;
    const targetHandle = reconnectable ? wire.port : ANY_INPUT;
    const old = before.get(id);
    if (old && old.selected === selected && old.data?.marked === marked && old.ariaLabel === ariaLabel && old.targetHandle === targetHandle) return old;
    return { id, source: wire.from, sourceHandle: 'out', target: wire.to, targetHandle, type: 'wire', selected, data: { marked, reconnectable }, ariaLabel, domAttributes: { tabindex: -1 } };
  });
}
