import type { Connection, Edge } from '@xyflow/svelte';
import { canConnect, feedingOperators, fittingOperators, type NodePosition, type PipelineEdge } from '#engine/model';
import { operators } from '#engine/operators';
import { selection } from '../../selection.svelte';
import { canvasView } from '../canvas-view.svelte';
import { connecting } from '../connecting.svelte';
import { document } from '../document.svelte';
import { edgeOf } from '../flow-elements';
import { NODE_HEIGHT, NODE_WIDTH } from '../geometry';
import { connect, moveWires, type WireEnd } from '../graph-edits';
import { operatorUse } from '../operator-use';
import type { CanvasNodes } from './canvas-nodes';

interface Handle {
  readonly type: string;
  readonly nodeId: string;
  readonly id?: string | null;
}

interface EndState {
  readonly isValid: boolean | null;
  readonly fromHandle: Handle | null;
  readonly toHandle: Handle | null;
}

function wireOf(connection: Connection | Edge): PipelineEdge {
  return { from: connection.source, to: connection.target, port: connection.targetHandle ?? 'parent' };
}

/** Wires that are drawn, or whose end is taken elsewhere: by a drag, or by two clicks. */
export class Wires {
  /** Told by whatever ended a drag without a drop: Esc, the right button, another window. */
  #cancelled = false;

  constructor(private readonly canvas: Pick<CanvasNodes, 'toFlow'>) {}

  cancel(): void {
    this.#cancelled = true;
  }

  fits(connection: Connection | Edge): boolean {
    const { from, to, port } = wireOf(connection);
    const { origin } = connecting;
    return (origin ? connecting.answer(origin.port === null ? to : from, origin.port === null ? port : null) : canConnect(document.pipeline, from, to, port)).ok;
  }

  draw(connection: Connection): void {
    connect(wireOf(connection));
  }

  start({ nodeId, handleId, handleType }: { nodeId: string | null; handleId: string | null; handleType: string | null }): void {
    this.#cancelled = false;
    if (nodeId !== null) connecting.begin({ node: nodeId, port: handleType === 'source' ? null : (handleId ?? 'parent'), moved: connecting.origin?.moved ?? null }, document.pipeline);
  }

  startMoving(edge: Edge): void {
    connecting.begin({ node: edge.source, port: null, moved: edgeOf(document.pipeline, edge.id) ?? null }, document.pipeline);
  }

  /** The end of a wire was let go at a port that takes it; the other chosen wires that have the same end go along. */
  moveTo(changed: Connection | Edge, old: Edge): void {
    const moved = edgeOf(document.pipeline, old.id);
    if (!moved || this.#cancelled) return;
    const edge = wireOf(changed);
    const along = selection.edges.length > 1 ? selection.edges.filter((each) => (edge.from === moved.from ? each.to === moved.to && each.port === moved.port : each.from === moved.from)) : [];
    if (along.length > 1) moveWires(along, edge.from === moved.from ? { to: edge.to, port: edge.port } : { from: edge.from });
    else connect(edge, moved);
  }

  end(event: MouseEvent | TouchEvent, { isValid, fromHandle: from, toHandle: to }: EndState): void {
    const moved = connecting.origin?.moved ?? null;
    connecting.end();
    if (isValid || !from || this.#cancelled || document.isScriptGraph) return;
    const end: WireEnd = { node: from.nodeId, port: from.type === 'source' ? null : (from.id ?? 'parent') };
    if (to) {
      const [source, target] = from.type === 'source' ? [from, to] : [to, from];
      if (source.type === 'source' && target.type === 'target' && source.nodeId !== target.nodeId) connect({ from: source.nodeId, to: target.nodeId, port: target.id ?? 'parent' }, moved);
      return;
    }
    const { clientX: x, clientY: y } = 'changedTouches' in event ? event.changedTouches[0]! : event;
    const dropped = moved ? null : nodeAt(x, y);
    if (dropped && dropped !== end.node) return connectToNode(end, dropped);
    if (!moved && document.node(end.node)) openList(end, x, y, this.canvas.toFlow({ x, y }));
  }

  /** The second click of two: a wire that fits is drawn already. */
  endOfClicks({ target }: MouseEvent | TouchEvent): void {
    const { origin } = connecting;
    const port = target instanceof Element ? target.closest<HTMLElement>('.svelte-flow__handle') : null;
    const { nodeid: node, handleid } = port?.dataset ?? {};
    if (origin && port && node !== undefined && node !== origin.node && port.classList.contains('target') === (origin.port === null)) {
      const input = origin.port ?? handleid ?? 'parent';
      if (!connecting.answer(node, origin.port === null ? input : null).ok) connect(origin.port === null ? { from: origin.node, to: node, port: input } : { from: node, to: origin.node, port: input });
    }
    connecting.end();
  }
}

function nodeAt(x: number, y: number): string | null {
  const id = window.document.elementFromPoint(x, y)?.closest<HTMLElement>('.svelte-flow__node')?.dataset.id ?? null;
  return id !== null && document.node(id) ? id : null;
}

/** A wire that is dropped on a node and not on a port takes the first that fits. */
function connectToNode({ node, port }: WireEnd, other: string): void {
  const inputs = operators.get(document.node(other)?.op ?? '')?.inputs ?? [];
  const free = inputs.find(({ name }) => canConnect(document.pipeline, node, other, name).ok) ?? inputs[0];
  if (port !== null) connect({ from: other, to: node, port });
  else if (free) connect({ from: node, to: other, port: free.name });
}

function openList(end: WireEnd, x: number, y: number, at: NodePosition | null): void {
  const own = document.node(end.node)?.op ?? null;
  const input = operators.get(own ?? '')?.inputs.find(({ name }) => name === end.port);
  const kinds = end.port === null ? operatorUse.ranked(fittingOperators(document.pipeline, end.node), own) : operatorUse.ranked(feedingOperators(input?.type ?? 'any', document.pipeline.language), null);
  canvasView.quickAdd = { x, y, end, kinds, at: at && { x: Math.round(end.port === null ? at.x : at.x - NODE_WIDTH), y: Math.round(at.y - NODE_HEIGHT / 2) } };
}
