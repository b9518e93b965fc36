import type { PlacedNode } from '#api';
import { emptyPipeline, type NodePosition, type Pipeline, titleOf } from '#engine/model';
import { arranged, placedWhereNew } from '../editor/place-nodes';

/** Longer values are not kept: a node is then known by its variable or its order. */
const LONGEST_VALUE = 300;

/** Where the nodes of a script stand, with what they are known by when it is opened again. */
export function placesToKeep({ nodes, layout }: Pipeline): PlacedNode[] {
  const places = new Map(Object.entries(layout.nodes));
  return nodes.flatMap(({ id, op, name, params }) => {
    const at = places.get(id);
    const kept = Object.entries(params).filter(([, value]) => typeof value !== 'string' || value.length <= LONGEST_VALUE);
    return at ? [{ id, op, name, params: Object.fromEntries(kept), x: at.x, y: at.y }] : [];
  });
}

/** The script as it was when it was left, for a reading that follows on it; null: it was nowhere. */
export function asLeft(places: readonly PlacedNode[]): Pipeline | null {
  if (places.length === 0) return null;
  return { ...emptyPipeline(), nodes: places.map(({ x: _, y: __, ...node }) => node), layout: layoutOf(places.map(({ id, x, y }) => [id, { x, y }])) };
}

/** The graph of a script's run stands as that of its text, as far as they are the same. */
export function placedAs(graph: Pipeline, like: Pipeline | null): Pipeline {
  const places = new Map(Object.entries(like?.layout.nodes ?? []));
  const byTitle = new Map(like?.nodes.map((node) => [titleOf(node), places.get(node.id)]));
  const known = graph.nodes.flatMap((node): [string, NodePosition][] => {
    const at = byTitle.get(titleOf(node));
    return at ? [[node.id, at]] : [];
  });
  // A graph that is mostly another one is arranged as itself.
  if (known.length < graph.nodes.length / 2) return { ...graph, layout: layoutOf(arranged(graph).map(({ id, at }) => [id, at])) };
  const kept = { ...graph, layout: layoutOf(known) };
  return { ...graph, layout: layoutOf([...known, ...placedWhereNew(kept).map(({ id, at }): [string, NodePosition] => [id, at])]) };
}

function layoutOf(places: readonly (readonly [string, NodePosition])[]): Pipeline['layout'] {
  return { nodes: Object.fromEntries(places) };
}
