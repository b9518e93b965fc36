/** What the pane left of the canvas shows. */
class LeftPane {
  tab: 'operators' | 'outline' = $state('operators');
}

export const leftPane = new LeftPane();
