/** Views beside the list of batches. */
export type DockTabName = 'Batches' | 'Console' | 'Records' | 'Lineage' | 'Picture' | 'Replay';

/** Which of them is shown; others than the tabs themselves lead to one too. */
class DockTab {
  chosen: DockTabName = $state('Console');
}

export const dockTab = new DockTab();
