import { bridge } from '../bridge';
import { document } from '../editor/document.svelte';
import type { Action } from './action';

export const fileActions: readonly Action[] = [
  { id: 'new', title: 'New', menu: 'File', keys: ['Mod+N'], run: () => document.create('empty') },
  { id: 'newWindow', title: 'New Window', menu: 'File', keys: ['Mod+Shift+N'], run: () => bridge.invoke('window.new', undefined) },
  { id: 'newWordCount', title: 'New Word Count', menu: 'File', keys: [], run: () => document.create('wordCount') },
  { id: 'open', title: 'Open…', menu: 'File', keys: ['Mod+O'], run: () => document.open() },
  { id: 'save', title: 'Save', menu: 'File', keys: ['Mod+S'], startsGroup: true, run: () => document.save(false) },
  { id: 'saveAs', title: 'Save As…', menu: 'File', keys: ['Mod+Shift+S'], run: () => document.save(true) },
  { id: 'closeWindow', title: 'Close Window', menu: 'File', keys: ['Mod+W'], startsGroup: true, run: () => bridge.invoke('window.close', undefined) },
];
