import type { MenuDescription } from '#api';
import { type Action, MENUS } from './action';
import { keyBindings } from './key-bindings.svelte';
import { accelerator } from './keys';
import { actions } from './table';

/** The window's menu as it is now; main draws it. */
export function nativeMenu(): MenuDescription {
  return MENUS.map((name) => ({ name, items: actions.filter(({ menu, inMenu }) => menu === name && inMenu !== false).map(item) }));
}

function item(action: Action): MenuDescription[number]['items'][number] {
  const [key] = keyBindings.of(action);
  const reason = action.unavailable?.() ?? null;
  return { id: action.id, title: action.title, accelerator: key === undefined ? null : accelerator(key), enabled: reason === null, reason, startsGroup: action.startsGroup ?? false };
}
