import type { NodePosition, Pipeline } from '#engine/model';
import LayoutWorker from './layout.worker?worker';
import { document } from './document.svelte';

type Places = readonly { readonly id: string; readonly at: NodePosition }[];

/** Places all nodes, or only some and leaves the others, from left to right along their wires: one step. */
export async function arrange(only: ReadonlySet<string> | null = null): Promise<void> {
  const { pipeline } = document;
  const isMeant = (id: string): boolean => only === null || only.has(id);
  const nodes = pipeline.nodes.filter(({ id }) => isMeant(id)).map(({ id, op, name, params }) => ({ id, op, name, params: { ...params } }));
  const edges = pipeline.edges.filter(({ from, to }) => isMeant(from) && isMeant(to)).map((edge) => ({ ...edge }));
  const places = await inWorker({ nodes, edges });
  // The document may be another one by now.
  if (document.pipeline !== pipeline) return;
  document.execute({ kind: 'moveNodes', positions: only ? besideOthers(places, pipeline) : [...places] }, 'Arrange');
}

/** A part that is arranged stays where its corner was. */
function besideOthers(places: Places, { layout }: Pipeline): { id: string; at: NodePosition }[] {
  const before = new Map(Object.entries(layout.nodes));
  const old = places.flatMap(({ id }) => before.get(id) ?? []);
  const corner = (points: readonly NodePosition[]): NodePosition => ({ x: Math.min(...points.map(({ x }) => x)), y: Math.min(...points.map(({ y }) => y)) });
  const [from, to] = [corner(places.map(({ at }) => at)), old.length > 0 ? corner(old) : { x: 0, y: 0 }];
  return places.map(({ id, at }) => ({ id, at: { x: at.x - from.x + to.x, y: at.y - from.y + to.y } }));
}

function inWorker(graph: Pick<Pipeline, 'nodes' | 'edges'>): Promise<Places> {
  const worker = new LayoutWorker();
  return new Promise<Places>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Places>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(graph);
  }).finally(() => worker.terminate());
}
