import type { BrowserWindow, Menu } from 'electron';
import type { MenuDescription } from './api';
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

/** Recovery files of the windows that were open when the app ended. */
export function deskNames(files: readonly string[]): string[] {
  const names = files.flatMap((file) => /^(current|window-\d+)\.json$/.exec(file)?.[1] ?? []);
  return names.length > 0 ? names.sort() : ['current'];
}

/** A name that no window has. */
export function freeDeskName(taken: readonly string[]): string {
  for (let number = 2; ; number++) if (!taken.includes(`window-${number}`)) return `window-${number}`;
}
