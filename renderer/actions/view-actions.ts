import { arrange } from '../editor/auto-layout';
import { canvasView } from '../editor/canvas-view.svelte';
import { document } from '../editor/document.svelte';
import { graphFocus } from '../editor/graph-focus.svelte';
import { historyView } from '../history/history-view.svelte';
import { dockTab, type DockTabName } from '../run/dock-tab.svelte';
import { runState } from '../run/run-state.svelte';
import { selection } from '../selection.svelte';
import { leftPane } from '../ui/left-pane.svelte';
import { dashboard } from '../widgets/dashboard.svelte';
import type { Action } from './action';
import { dialogs } from './dialogs.svelte';
import { edits } from './edit-actions';
import { cyclePanes, focusPane } from './panes';

async function showInDock(tab: DockTabName): Promise<void> {
  historyView.open = false;
  dockTab.chosen = tab;
  await new Promise((resolve) => requestAnimationFrame(resolve));
  focusPane(tab);
}

async function showInLeftPane(tab: 'operators' | 'outline'): Promise<void> {
  historyView.open = false;
  leftPane.show(tab);
  await new Promise((resolve) => requestAnimationFrame(resolve));
  focusPane(tab === 'outline' ? 'Outline' : 'Operators');
}

/** Out of what one is in: the history, a recorded batch, the selection. */
function back(): void {
  const { activeElement } = window.document;
  // In a search box with words in it, Esc takes these away first.
  if (activeElement instanceof HTMLInputElement && activeElement.type === 'search' && activeElement.value !== '') return;
  if (historyView.open) historyView.open = false;
  else if (runState.shownBatch) runState.backToLive();
  else if (activeElement?.closest('section[aria-label="Pipeline"], section[aria-label="Outline"]')) selection.clear();
}

export const viewActions: readonly Action[] = [
  { id: 'fit', title: 'Fit to Window', menu: 'View', keys: ['Mod+1'], run: () => graphFocus.canvas?.fit() },
  { id: 'zoomToSelection', title: 'Zoom to Selection', menu: 'View', keys: ['Mod+2'], unavailable: () => (selection.nodes.size > 0 ? null : 'No node is selected.'), run: () => graphFocus.canvas?.zoomTo([...selection.nodes]) },
  { id: 'zoomIn', title: 'Zoom In', menu: 'View', keys: ['Mod+Plus', 'Mod+='], run: () => graphFocus.canvas?.zoomIn() },
  { id: 'zoomOut', title: 'Zoom Out', menu: 'View', keys: ['Mod+-'], run: () => graphFocus.canvas?.zoomOut() },
  {
    id: 'arrange',
    title: 'Arrange',
    menu: 'View',
    keys: ['Mod+Shift+L'],
    unavailable: edits,
    run: () => arrange(selection.nodes.size > 1 ? new Set(selection.nodes) : null).then(() => setTimeout(() => graphFocus.canvas?.fit(), 60)),
  },
  { id: 'minimap', title: 'Minimap', menu: 'View', keys: [], run: () => canvasView.toggleMinimap() },
  { id: 'find', title: 'Find Node…', menu: 'View', keys: ['Mod+F'], unavailable: () => (document.pipeline.nodes.length === 0 ? 'The pipeline has no nodes.' : null), run: () => dialogs.show('find') },
  { id: 'showOperators', title: 'Operators', menu: 'View', keys: ['Mod+Shift+E'], startsGroup: true, unavailable: () => (leftPane.hasOperators ? null : 'The graph of this script is changed in its text.'), run: () => showInLeftPane('operators') },
  { id: 'showOutline', title: 'Outline', menu: 'View', keys: ['Mod+Shift+O'], run: () => showInLeftPane('outline') },
  { id: 'showConsole', title: 'Console', menu: 'View', keys: [], run: () => showInDock('Console') },
  { id: 'showBatches', title: 'Batches', menu: 'View', keys: ['Mod+Shift+B'], run: () => focusPane('Batches') },
  { id: 'showRecords', title: 'Records', menu: 'View', keys: [], run: () => showInDock('Records') },
  { id: 'showPicture', title: 'Picture', menu: 'View', keys: [], run: () => showInDock('Picture') },
  { id: 'showLineage', title: 'Lineage', menu: 'View', keys: [], run: () => showInDock('Lineage') },
  { id: 'showDashboard', title: 'Dashboard', menu: 'View', keys: ['Mod+Shift+W'], run: () => { historyView.open = false; dashboard.open = !dashboard.open; } },
  { id: 'showHistory', title: 'History', menu: 'View', keys: ['Mod+Shift+H'], run: () => historyView.show() },
  { id: 'nextPane', title: 'Next Pane', menu: 'View', keys: ['F6'], startsGroup: true, run: () => cyclePanes(1) },
  { id: 'previousPane', title: 'Previous Pane', menu: 'View', keys: ['Shift+F6'], run: () => cyclePanes(-1) },
  { id: 'back', title: 'Back', menu: 'View', keys: ['Escape'], inMenu: false, run: back },
];
