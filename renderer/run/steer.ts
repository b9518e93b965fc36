import type { RunOrder } from '#api';
import { bridge } from '../bridge';
import { runState } from './run-state.svelte';

/** Holds the run between two batches, or lets it on; nothing where none runs. */
export function steer(order: RunOrder): void {
  if (runState.control) void bridge.invoke('run.steer', order);
}

/** Hold, or go on; at a manual clock nothing goes on by itself. */
export function holdOrContinue(): void {
  const { control } = runState;
  if (control && control.next === null) steer({ kind: control.held ? 'continue' : 'hold' });
}

/** One batch; a run that goes on is held first. */
export function nextBatch(): void {
  steer(runState.control?.held ? { kind: 'step', batches: 1 } : { kind: 'hold' });
}
