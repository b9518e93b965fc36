import { SvelteMap } from 'svelte/reactivity';
import { bridge } from '../bridge';

/** Conditions on what leaves a node, by node id: a batch in which a record meets one is held. They last as long as the window. */
class Breakpoints {
  readonly conditions = new SvelteMap<string, string>();

  /** @param condition null: no longer */
  set(nodeId: string, condition: string | null): void {
    if (condition === null) this.conditions.delete(nodeId);
    else this.conditions.set(nodeId, condition);
    this.#tell();
  }

  clear(): void {
    if (this.conditions.size === 0) return;
    this.conditions.clear();
    this.#tell();
  }

  #tell(): void {
    void bridge.invoke('run.setBreakpoints', { breakpoints: [...this.conditions].map(([nodeId, condition]) => ({ nodeId, condition })) });
  }
}

export const breakpoints = new Breakpoints();
