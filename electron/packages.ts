import { type BrowserWindow, dialog } from 'electron';
import { checkWheels } from '#engine/driver';
import type { PackagesResult } from './api';
import type { SettingsFile } from './settings';

/** The Python packages that the user added for all scripts. */
export class Packages {
  constructor(private readonly settings: SettingsFile) {}

  list(): PackagesResult {
    return { wheels: this.settings.get().wheels, notice: null };
  }

  /** Asks for wheels where none is given. */
  async add(path: string | null, window: BrowserWindow): Promise<PackagesResult> {
    const chosen = path === null ? await chooseWheels(window) : [path];
    try {
      checkWheels(chosen);
    } catch (error) {
      return { ...this.list(), notice: (error as Error).message };
    }
    this.settings.set({ wheels: [...new Set([...this.settings.get().wheels, ...chosen])] });
    return this.list();
  }

  remove(path: string): PackagesResult {
    this.settings.set({ wheels: this.settings.get().wheels.filter((wheel) => wheel !== path) });
    return this.list();
  }
}

async function chooseWheels(window: BrowserWindow): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { title: 'Add a Python package', filters: [{ name: 'Wheel of a Python package', extensions: ['whl'] }], properties: ['openFile', 'multiSelections'] });
  return canceled ? [] : filePaths;
}
