import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuDescription } from './api';

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };
const mac = process.platform === 'darwin';

/** What of a menu is the system's own, after the entries of the table. */
const SYSTEM: ReadonlyMap<string, readonly MenuItemConstructorOptions[]> = new Map([
  ['File', mac ? [] : [SEPARATOR, { role: 'quit' }]],
  ['Edit', [SEPARATOR, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }]],
  ['View', [SEPARATOR, { role: 'togglefullscreen' }, { role: 'toggleDevTools', visible: !app.isPackaged }]],
]);

export interface RecentMenu {
  readonly paths: readonly string[];
  readonly missing: ReadonlySet<string>;
  readonly open: (path: string) => void;
  readonly clear: () => void;
}

function recentMenu({ paths, missing, ...recent }: RecentMenu): MenuItemConstructorOptions {
  const files = paths.map((path): MenuItemConstructorOptions => ({ label: missing.has(path) ? `${path} (not there any more)` : path, enabled: !missing.has(path), click: () => recent.open(path) }));
  return { label: 'Open Recent', enabled: files.length > 0, submenu: [...files, SEPARATOR, { label: 'Clear the List', click: () => recent.clear() }] };
}

/** A window's native menu; what is chosen there is carried out by its page. */
export function createMenu(description: MenuDescription, recent: RecentMenu, send: (id: string) => void): Menu {
  const menus = description.map(({ name, items }): MenuItemConstructorOptions => {
    const entries = items.flatMap((item): MenuItemConstructorOptions[] => [...(item.startsGroup ? [SEPARATOR] : []), entry(item, send), ...(item.id === 'open' ? [recentMenu(recent)] : [])]);
    return { label: `&${name}`, submenu: [...entries, ...(SYSTEM.get(name) ?? [])] };
  });
  const help = menus.pop();
  return Menu.buildFromTemplate([...(mac ? [{ role: 'appMenu' } as const] : []), ...menus, ...(mac ? [{ role: 'windowMenu' } as const] : []), ...(help ? [help] : [])]);
}

function entry({ id, title, accelerator, enabled, reason }: MenuDescription[number]['items'][number], send: (id: string) => void): MenuItemConstructorOptions {
  // Only a Mac shows a tool tip; elsewhere the reason stands behind the title.
  const label = reason === null || mac ? title : `${title} (${reason.charAt(0).toLowerCase()}${reason.slice(1).replace(/\.$/, '')})`;
  // The page handles the keys itself, since only it knows where the focus is.
  return { label, enabled, ...(reason === null ? {} : { toolTip: reason }), ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }), click: () => send(id) };
}
