/** Whether the keys that edit text belong to what has the focus. */
export function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select') || target.closest('.cm-content') !== null);
}
