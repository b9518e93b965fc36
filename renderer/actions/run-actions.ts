import { pauseView } from '../run/pause-view';
import { runState } from '../run/run-state.svelte';
import { holdOrContinue, nextBatch } from '../run/steer';
import type { Action } from './action';
import { dialogs } from './dialogs.svelte';

export const runActions: readonly Action[] = [
  { id: 'run', title: 'Run', menu: 'Run', keys: ['F5'], unavailable: () => (runState.busy ? 'It is running.' : null), run: () => runState.start() },
  { id: 'stop', title: 'Stop', menu: 'Run', keys: ['Shift+F5'], unavailable: () => (runState.busy ? null : 'Nothing is running.'), run: () => runState.stop() },
  { id: 'holdRun', title: 'Hold or Continue', menu: 'Run', keys: ['F8'], startsGroup: true, unavailable: () => (!runState.control ? 'Nothing is running.' : runState.control.next === null ? null : 'At a manual clock nothing goes on by itself.'), run: holdOrContinue },
  { id: 'nextBatch', title: 'Next Batch', menu: 'Run', keys: ['F10'], unavailable: () => (runState.control?.held ? null : 'The run is not held.'), run: nextBatch },
  { id: 'pauseView', title: 'Pause or Follow the View', menu: 'Run', keys: ['F9'], unavailable: () => (runState.busy || runState.paused ? null : 'Nothing is running.'), run: pauseView },
];

export const helpActions: readonly Action[] = [
  { id: 'commands', title: 'Commands…', menu: 'Help', keys: ['Mod+Shift+P', 'Mod+K'], run: () => dialogs.show('commands') },
  { id: 'keys', title: 'Keys…', menu: 'Help', keys: ['F1', '?'], run: () => dialogs.show('keys') },
  { id: 'about', title: 'About DStream Studio', menu: 'Help', keys: [], startsGroup: true, run: () => dialogs.show('about') },
];
