import type { BrowserWindow, Menu } from 'electron';
import type { EventName, Events, MenuDescription, OpenDocument } from './api';
import type { Documents } from './documents';
import type { RunService } from './run-service';

/** A window with its document and its run. */
export interface Desk {
  readonly name: string;
  readonly window: BrowserWindow;
  readonly documents: Documents;
  readonly runs: RunService;
  description: MenuDescription | null;
  menu: Menu | null;
}

export function sendTo<N extends EventName>(window: BrowserWindow | null, name: N, payload: Events[N]): void {
  if (window && !window.isDestroyed()) window.webContents.send('event', name, payload);
}

export function bringToFront({ window }: Desk): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

export function showTitle(window: BrowserWindow | null, { pipeline, path, modified }: OpenDocument): void {
  if (!window || window.isDestroyed()) return;
  const shown = path === null ? pipeline.name : (path.split(/[\\/]/).at(-1) ?? path);
  window.setTitle(`${shown}${modified ? ' *' : ''} – DStream Studio`);
  window.setDocumentEdited(modified);
  if (path !== null) window.setRepresentedFilename(path);
}

/** Recovery files of the windows that were open when the app ended. */
export function deskNames(files: readonly string[]): string[] {
  const names = files.flatMap((file) => /^(current|window-\d+)\.json$/.exec(file)?.[1] ?? []);
  return names.length > 0 ? names.sort() : ['current'];
}

/** A name that no window has. */
export function freeDeskName(taken: readonly string[]): string {
  for (let number = 2; ; number++) if (!taken.includes(`window-${number}`)) return `window-${number}`;
}
