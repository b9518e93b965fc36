import type { Bridge } from '#api';

declare global {
  interface Window {
    readonly dstream: Bridge;
  }
}

/** The one way out of the renderer. */
export const bridge: Bridge = window.dstream;
