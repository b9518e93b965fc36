import { document } from '../editor/document.svelte';

/** Below this width of the window, px, a script and its graph have it to themselves at first. */
const ROOM_FOR_THREE = 1200;

/** What the pane left of the canvas shows. */
class LeftPane {
  tab: 'operators' | 'outline' = $state('operators');
  /** Beside a script it can be put away. */
  besideScript = $state(window.innerWidth >= ROOM_FOR_THREE);

  /** A script whose text makes no graph that can be changed has no use for operators. */
  readonly hasOperators: boolean = $derived(!document.script || document.script.pipeline !== null);
  readonly shows: boolean = $derived(!document.script || (this.besideScript && (this.hasOperators || this.tab === 'outline')));

  show(tab: 'operators' | 'outline'): void {
    this.tab = tab;
    this.besideScript = true;
  }
}

export const leftPane = new LeftPane();
