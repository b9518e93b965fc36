import { bridge } from '../bridge';

export type Pane = 'inspector' | 'dock' | 'script' | 'text';

/** Sizes of the panes, px, kept in the settings. */
class Panes {
  inspector = $state(304);
  dock = $state(232);
  script = $state(260);
  /** Width of an open script. */
  text = $state(480);
  /** The output takes most of the window, until it is made small again. */
  isDockTall = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    void bridge.invoke('settings.get', undefined).then(({ panes }) => {
      for (const name of ['inspector', 'dock', 'script', 'text'] as const) this[name] = panes[name] ?? this[name];
    });
  }

  /** As CSS wants it. */
  readonly dockHeight: string = $derived(this.isDockTall ? 'max(232px, calc(100vh - 330px))' : `${this.dock}px`);

  resize(name: Pane, size: number): void {
    if (name === 'dock') this.isDockTall = false;
    this[name] = Math.min(Math.max(96, Math.round(size)), 900);
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { inspector, dock, script, text } = this;
      void bridge.invoke('settings.set', { panes: { inspector, dock, script, text } });
    }, 300);
  }
}

export const panes = new Panes();
