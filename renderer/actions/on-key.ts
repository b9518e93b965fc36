import { historyView } from '../history/history-view.svelte';
import { dashboard } from '../widgets/dashboard.svelte';
import type { Where } from './bindings';
import { keyBindings } from './key-bindings.svelte';
import { isTextKey, keyOf } from './keys';
import { perform } from './table';
import { isTextField } from './text-fields';

function whereIs(target: EventTarget | null): Where {
  // After a drag, or when what had the focus is gone, nothing has it: keys are the canvas's, where its selection is in view.
  if (target === window.document.body) return historyView.open || dashboard.open ? 'window' : 'canvas';
  if (!(target instanceof HTMLElement || target instanceof SVGElement)) return 'window';
  if (target.closest('section[aria-label="Outline"]')) return 'graph';
  // A button on the canvas is pressed by Enter and Space as everywhere.
  if (target.closest('section[aria-label="Pipeline"]')) return target.closest('button') ? 'window' : 'canvas';
  return 'window';
}

/** The window's keys. What the thing with the focus takes for itself, and what a dialog is open for, is left alone. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || window.document.querySelector('dialog[open]')) return;
  const key = keyOf(event);
  if (key === null || (isTextField(event.target) && key !== 'Escape' && isTextKey(key))) return;
  const action = keyBindings.at(key, whereIs(event.target));
  if (!action) return;
  if (perform(action) === null && key !== 'Escape') event.preventDefault();
}
