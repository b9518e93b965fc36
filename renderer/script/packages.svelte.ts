import type { PackagesResult } from '#api';
import { bridge } from '../bridge';
import { document } from '../editor/document.svelte';

/** Python packages that the user added for all scripts: paths of their wheels. */
class Packages {
  wheels: readonly string[] = $state.raw([]);

  async load(): Promise<void> {
    this.#show(await bridge.invoke('packages.list', undefined));
  }

  /** @param path null: asks with a dialog */
  async add(path: string | null): Promise<void> {
    this.#show(await bridge.invoke('packages.add', { path }));
  }

  async remove(path: string): Promise<void> {
    this.#show(await bridge.invoke('packages.remove', { path }));
  }

  #show({ wheels, notice }: PackagesResult): void {
    this.wheels = wheels;
    if (notice !== null) document.notice = notice;
  }
}

export const packages = new Packages();
