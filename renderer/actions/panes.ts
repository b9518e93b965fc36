import { graphFocus } from '../editor/graph-focus.svelte';
import { selection } from '../selection.svelte';

/** In the order in which F6 goes through them. */
const PANES = ['Operators', 'Outline', 'Pipeline', 'Socket source', 'Batches', 'Console', 'Records', 'Lineage', 'Replay', 'Settings', 'Script', 'History'];
const FOCUSABLE = 'input:not(:disabled), textarea, select, button:not(:disabled), [tabindex="0"]';

function shown(): HTMLElement[] {
  return PANES.flatMap((name) => window.document.querySelector<HTMLElement>(`section[aria-label="${name}"]`) ?? []).filter((region) => region.offsetParent !== null);
}

/** Goes to the next pane that is shown, or to the one before. */
export function cyclePanes(step: 1 | -1): void {
  const regions = shown();
  const { activeElement } = window.document;
  const at = regions.findIndex((region) => region.contains(activeElement));
  for (let steps = 1; steps <= regions.length; steps++) {
    const region = regions[(Math.max(at, step < 0 && at < 0 ? 0 : at) + step * steps + regions.length * steps) % regions.length]!;
    if (region.getAttribute('aria-label') === 'Pipeline' && selection.single !== null) {
      graphFocus.note('canvas');
      return void graphFocus.focus(selection.single);
    }
    const target = region.querySelector<HTMLElement>(FOCUSABLE);
    if (!target) continue;
    return target.focus();
  }
}

export function focusPane(name: string): void {
  const region = window.document.querySelector(`section[aria-label="${name}"]`);
  (region?.querySelector<HTMLElement>('[tabindex="0"]') ?? region?.querySelector<HTMLElement>(FOCUSABLE))?.focus();
}

export function focusSettings(): void {
  window.document.querySelector<HTMLElement>('section[aria-label="Settings"] :is(input, .cm-content, button)')?.focus();
}
