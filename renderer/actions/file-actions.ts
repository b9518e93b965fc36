import { bridge } from '../bridge';
import { document } from '../editor/document.svelte';
import { exportPicture } from '../editor/export-picture';
import type { Action } from './action';
import { dialogs } from './dialogs.svelte';

const ofPipelines = (): string | null => (document.script ? 'Versions and steps are kept of pipelines.' : null);

export const fileActions: readonly Action[] = [
  { id: 'new', title: 'New', menu: 'File', keys: ['Mod+N'], run: () => document.create('empty') },
  { id: 'newWindow', title: 'New Window', menu: 'File', keys: ['Mod+Shift+N'], run: () => bridge.invoke('window.new', undefined) },
  { id: 'newWordCount', title: 'New Word Count', menu: 'File', keys: [], run: () => document.create('wordCount') },
  { id: 'open', title: 'Open…', menu: 'File', keys: ['Mod+O'], run: () => document.open() },
  { id: 'examples', title: 'Examples…', menu: 'File', keys: [], run: () => dialogs.show('examples') },
  { id: 'save', title: 'Save', menu: 'File', keys: ['Mod+S'], startsGroup: true, run: () => document.save(false) },
  { id: 'saveAs', title: 'Save As…', menu: 'File', keys: ['Mod+Shift+S'], run: () => document.save(true) },
  { id: 'versions', title: 'Versions…', menu: 'File', keys: [], unavailable: ofPipelines, run: () => dialogs.show('versions') },
  { id: 'exportSvg', title: 'Export as SVG…', menu: 'File', keys: [], startsGroup: true, run: () => exportPicture('svg') },
  { id: 'exportPng', title: 'Export as PNG…', menu: 'File', keys: [], run: () => exportPicture('png') },
  { id: 'closeWindow', title: 'Close Window', menu: 'File', keys: ['Mod+W'], startsGroup: true, run: () => bridge.invoke('window.close', undefined) },
];
