import type { Node } from '@xyflow/svelte';
import { type Pipeline, widgetsOf } from '#engine/model';

/** On the canvas widgets are nodes too; no node of a pipeline has a NUL in its id. */
const PREFIX = '\0widget:';

/** null: it is no widget */
export function widgetIdOf(nodeId: string): string | null {
  return nodeId.startsWith(PREFIX) ? nodeId.slice(PREFIX.length) : null;
}

export function widgetNodes(pipeline: Pipeline, previous: ReadonlyMap<string, Node>): Node[] {
  return widgetsOf(pipeline).map(({ id, x, y, width, height }) => ({
    ...(previous.get(PREFIX + id) ?? {}),
    id: PREFIX + id,
    type: 'widget',
    position: { x, y },
    data: {},
    width,
    height,
    selectable: false,
    focusable: false,
    connectable: false,
  }));
}
