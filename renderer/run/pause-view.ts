import { consoleState } from '../console/console-state.svelte';
import { runState } from './run-state.svelte';

/** All that changes by itself stands still, or follows again; the run and its recording go on. */
export async function pauseView(): Promise<void> {
  const paused = !runState.paused;
  consoleState.pause(paused);
  await runState.pause(paused);
}
