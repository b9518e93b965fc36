import { document } from '../editor/document.svelte';
import type { Action } from './action';

export const fileActions: readonly Action[] = [
  { id: 'new', title: 'New', menu: 'File', keys: ['Mod+N'], run: () => document.create('empty') },
  { id: 'newWordCount', title: 'New Word Count', menu: 'File', keys: [], run: () => document.create('wordCount') },
  { id: 'open', title: 'Open…', menu: 'File', keys: ['Mod+O'], run: () => document.open() },
  { id: 'save', title: 'Save', menu: 'File', keys: ['Mod+S'], startsGroup: true, run: () => document.save(false) },
  { id: 'saveAs', title: 'Save As…', menu: 'File', keys: ['Mod+Shift+S'], run: () => document.save(true) },
];
