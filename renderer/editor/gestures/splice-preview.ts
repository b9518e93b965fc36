import type { NodePosition } from '#engine/model';
import { canvasView } from '../canvas-view.svelte';
import { document } from '../document.svelte';
import { edgeId, placesOf } from '../flow-elements';
import { wireAt } from '../geometry';

/** Marks the wire into which what is held at a point of the graph would go. */
export function showSplice(point: NodePosition): void {
  const places = placesOf(document.pipeline);
  const wire = wireAt(document.pipeline, point, (id) => places.get(id));
  const { splice } = canvasView;
  if ((wire && edgeId(wire)) !== (splice && edgeId(splice))) canvasView.splice = wire;
}
