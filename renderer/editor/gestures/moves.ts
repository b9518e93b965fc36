import type { Node } from '@xyflow/svelte';
import { type NodePosition, notesOf, widgetsOf } from '#engine/model';
import { selection } from '../../selection.svelte';
import { widgetIdOf } from '../../widgets/widget-nodes';
import { canvasView } from '../canvas-view.svelte';
import { document } from '../document.svelte';
import { moveCommand } from '../drawings';
import { FRAME, NOTE, placesOf } from '../flow-elements';
import { NODE_HEIGHT, NODE_WIDTH } from '../geometry';
import { spliceNode } from '../graph-edits';
import type { CanvasNodes } from './canvas-nodes';
import { showSplice } from './splice-preview';

/** Nodes, frames, notes and widgets that are dragged over the canvas. A drag is one step. */
export class Moves {
  dragging = false;
  #cancelled = false;

  constructor(private readonly canvas: CanvasNodes) {}

  start(target: Node | null): void {
    [this.dragging, this.#cancelled] = [true, false];
    if (!target || widgetIdOf(target.id) !== null || selection.nodes.has(target.id)) return;
    if (target.type === 'frame') selection.selectDrawn('groups', target.id.slice(FRAME.length));
    else if (target.type === 'note') selection.selectDrawn('notes', target.id.slice(NOTE.length));
    else selection.select([target.id]);
  }

  /** A node without wires that is held over a wire would go into it. */
  move(moved: readonly Node[]): void {
    const [only] = moved;
    if (moved.length !== 1 || only?.type !== 'operator' || document.pipeline.edges.some(({ from, to }) => from === only.id || to === only.id)) return;
    const at = this.#absolute(only);
    showSplice({ x: at.x + NODE_WIDTH / 2, y: at.y + NODE_HEIGHT / 2 });
  }

  /** What ends it without a drop. */
  cancel(): void {
    this.#cancelled = true;
  }

  stop(moved: readonly Node[]): void {
    this.dragging = false;
    const wire = canvasView.splice;
    canvasView.splice = null;
    if (this.#cancelled) return this.canvas.redraw();
    moveWidgets(moved);
    const places = placesOf(document.pipeline);
    const [only] = moved;
    if (wire && only && moved.length === 1 && spliceNode(only.id, this.#absolute(only), wire)) return this.canvas.redraw();
    // A frame takes its nodes along.
    const frames = new Set(moved.filter(({ type }) => type === 'frame').map(({ id }) => id));
    const all = [...moved.filter(({ type }) => type === 'operator'), ...this.canvas.all.filter(({ id, parentId }) => parentId !== undefined && frames.has(parentId) && !moved.some((node) => node.id === id))];
    // What was deleted while it was dragged stays deleted.
    const there = all.filter(({ id }) => document.node(id) !== null);
    const positions = there.map((node) => ({ id: node.id, at: this.#absolute(node) })).filter(({ id, at }) => places.get(id)?.x !== at.x || places.get(id)?.y !== at.y);
    const notes = notesOf(document.pipeline).flatMap((note) => {
      const found = moved.find(({ id }) => id === NOTE + note.id);
      return found && (found.position.x !== note.x || found.position.y !== note.y) ? [{ ...note, x: Math.round(found.position.x), y: Math.round(found.position.y) }] : [];
    });
    const command = moveCommand(positions, notes);
    const count = positions.length + notes.length;
    if (command) document.execute(command, count === 1 ? 'Move' : `Move ${count} things`);
  }

  /** Where a node stands on the canvas, whatever frame it is in. */
  #absolute({ parentId, position: { x, y } }: Node): NodePosition {
    const frame = parentId === undefined ? undefined : this.canvas.all.find(({ id }) => id === parentId);
    return { x: Math.round(x + (frame?.position.x ?? 0)), y: Math.round(y + (frame?.position.y ?? 0)) };
  }
}

function moveWidgets(dragged: readonly Node[]): void {
  const widgets = widgetsOf(document.pipeline);
  for (const { id, position } of dragged) {
    const widget = widgets.find((each) => each.id === widgetIdOf(id));
    const [x, y] = [Math.round(position.x), Math.round(position.y)];
    if (widget && (widget.x !== x || widget.y !== y)) document.execute({ kind: 'setWidget', widget: { ...widget, x, y } }, 'Move widget');
  }
}
