import { runState } from '../run/run-state.svelte';
import type { Action } from './action';
import { dialogs } from './dialogs.svelte';

export const runActions: readonly Action[] = [
  { id: 'run', title: 'Run', menu: 'Run', keys: ['F5'], unavailable: () => (runState.busy ? 'It is running.' : null), run: () => runState.start() },
  { id: 'stop', title: 'Stop', menu: 'Run', keys: ['Shift+F5'], unavailable: () => (runState.busy ? null : 'Nothing is running.'), run: () => runState.stop() },
];

export const helpActions: readonly Action[] = [
  { id: 'commands', title: 'Commands…', menu: 'Help', keys: ['Mod+Shift+P', 'Mod+K'], run: () => dialogs.show('commands') },
  { id: 'keys', title: 'Keys…', menu: 'Help', keys: ['F1', '?'], run: () => dialogs.show('keys') },
  { id: 'about', title: 'About DStream Studio', menu: 'Help', keys: [], startsGroup: true, run: () => dialogs.show('about') },
];
