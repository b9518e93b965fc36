import { canvasView } from '../editor/canvas-view.svelte';
import { document } from '../editor/document.svelte';
import { placesOf } from '../editor/flow-elements';
import { neighbour, NODE_HEIGHT, NODE_WIDTH } from '../editor/geometry';
import { peek } from '../editor/gestures/peek.svelte';
import { graphFocus } from '../editor/graph-focus.svelte';
import { dockTab } from '../run/dock-tab.svelte';
import { selection } from '../selection.svelte';
import type { Action } from './action';
import { dialogs } from './dialogs.svelte';
import { edits } from './edit-actions';
import { focusSettings } from './panes';

/** px that a node moves at a press. */
const STEP = 20;
const ARROWS = [
  ['ArrowLeft', 'Left', -STEP, 0],
  ['ArrowRight', 'Right', STEP, 0],
  ['ArrowUp', 'Up', 0, -STEP],
  ['ArrowDown', 'Down', 0, STEP],
] as const;

const one = (): string | null => (selection.single === null ? 'No node is selected.' : null);
const oneToEdit = (): string | null => edits() ?? one();
const oneThing = (): string | null => (selection.edge ? null : one());
const some = (): string | null => edits() ?? (selection.nodes.size > 0 ? null : 'No node is selected.');
const wired = (): string | null => edits() ?? (selection.nodes.size + selection.edges.length > 0 ? null : 'No node and no wire is selected.');
const none = (): string | null => (document.pipeline.nodes.length === 0 ? 'The pipeline has no nodes.' : null);

/** @param further the nodes that are selected stay so */
function walk(key: (typeof ARROWS)[number][0], further = false): void {
  const from = selection.single ?? graphFocus.node;
  const to = from === null ? document.pipeline.nodes[0]?.id : neighbour(document.pipeline, (further ? graphFocus.node : null) ?? from, key);
  if (to == null) return;
  selection.select(further ? [...selection.nodes, to] : [to]);
  void graphFocus.focus(to);
}

function move(dx: number, dy: number): void {
  const places = new Map(Object.entries(document.pipeline.layout.nodes));
  const positions = [...selection.nodes].flatMap((id) => {
    const at = places.get(id);
    return at ? [{ id, at: { x: at.x + dx, y: at.y + dy } }] : [];
  });
  document.execute({ kind: 'moveNodes', positions }, positions.length === 1 ? 'Move' : `Move ${positions.length} nodes`, 'move by keys');
}

/** The next port of the selected node; after the last the first. */
function nextPort(): void {
  const node = window.document.querySelector(`.svelte-flow__node[data-id="${CSS.escape(selection.single ?? '')}"]`);
  const ports = [...(node?.querySelectorAll<HTMLElement>('.svelte-flow__handle') ?? [])];
  const at = ports.indexOf(window.document.activeElement as HTMLElement);
  ports[(at + 1) % ports.length]?.focus();
}

/** A node's records stand in the table below; those of a wire stay beside it. */
function inspect(): void {
  const { edge } = selection;
  const places = placesOf(document.pipeline);
  const [from, to] = [places.get(edge?.from ?? ''), places.get(edge?.to ?? '')];
  const at = from && to && canvasView.api?.toScreen({ x: (from.x + NODE_WIDTH + to.x) / 2, y: (from.y + to.y + NODE_HEIGHT) / 2 });
  if (edge && at) peek.pin({ wire: edge, ...at });
  else dockTab.chosen = 'Records';
}

/** Enter on a port begins a wire there; on a node it opens its settings. */
function enter(): void {
  const { port } = graphFocus;
  if (port && edits() === null) dialogs.show('connect', port.dataset.handleid ?? null);
  else focusSettings();
}

export const graphActions: readonly Action[] = [
  { id: 'add', title: 'Add Operator…', menu: 'Insert', keys: ['Mod+.'], unavailable: edits, run: () => dialogs.show('add') },
  { id: 'connect', title: 'Connect…', menu: 'Insert', keys: ['Mod+L'], unavailable: oneToEdit, run: () => dialogs.show('connect', graphFocus.port?.dataset.handleid ?? null) },
  { id: 'disconnect', title: 'Disconnect…', menu: 'Insert', keys: ['Mod+Shift+D'], unavailable: oneToEdit, run: () => dialogs.show('disconnect') },
  { id: 'moveWires', title: 'Move Wires…', menu: 'Insert', keys: ['Mod+Shift+M'], unavailable: wired, run: () => dialogs.show('moveWires') },
  { id: 'settings', title: 'Settings of the Node', menu: 'Insert', keys: ['Enter'], where: 'graph', startsGroup: true, unavailable: one, run: enter },
  { id: 'rename', title: 'Rename', menu: 'Insert', keys: ['F2'], unavailable: oneToEdit, run: focusSettings },
  { id: 'inspect', title: 'Records of the Node or Wire', menu: 'Insert', keys: ['Space'], where: 'graph', unavailable: oneThing, run: inspect },
  { id: 'nextPort', title: 'Next Port of the Node', menu: 'Insert', keys: ['Alt+P'], where: 'canvas', unavailable: oneToEdit, run: nextPort },
  { id: 'nodeCommands', title: 'What Can Be Done with the Node…', menu: 'Insert', keys: ['Shift+F10', 'ContextMenu'], where: 'graph', unavailable: one, run: () => dialogs.show('nodeCommands') },
  ...ARROWS.map(([key, side]): Action => ({ id: `walk${side}`, title: `Go ${side}`, menu: 'Insert', keys: [key], where: 'canvas', inMenu: false, unavailable: none, run: () => walk(key) })),
  ...ARROWS.map(([key, side]): Action => ({ id: `select${side}`, title: `Select Further ${side}`, menu: 'Insert', keys: [`Shift+${key}`], where: 'canvas', inMenu: false, unavailable: none, run: () => walk(key, true) })),
  ...ARROWS.map(([key, side, dx, dy]): Action => ({ id: `move${side}`, title: `Move ${side}`, menu: 'Insert', keys: [`Mod+${key}`], where: 'canvas', inMenu: false, unavailable: some, run: () => move(dx, dy) })),
];
