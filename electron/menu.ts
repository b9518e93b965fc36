import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from './api';

/** The native menu; what concerns the document is carried out by the renderer. */
export function createMenu(send: (command: MenuCommand) => void): Menu {
  const item = (label: string, command: MenuCommand, accelerator?: string, more: MenuItemConstructorOptions = {}): MenuItemConstructorOptions => ({
    label,
    ...(accelerator ? { accelerator } : {}),
    click: () => send(command),
    ...more,
  });
  // The page handles these keys itself, since only it knows whether the focus is in a text field.
  const inPage = { registerAccelerator: false };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('New', 'new', 'CmdOrCtrl+N'),
        item('New Word Count', 'newWordCount'),
        item('Open…', 'open', 'CmdOrCtrl+O'),
        { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }], visible: mac },
        separator,
        item('Save', 'save', 'CmdOrCtrl+S'),
        item('Save As…', 'saveAs', 'CmdOrCtrl+Shift+S'),
        separator,
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        item('Undo', 'undo', 'CmdOrCtrl+Z', inPage),
        item('Redo', 'redo', mac ? 'Cmd+Shift+Z' : 'Ctrl+Y', inPage),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        item('Duplicate', 'duplicate', 'CmdOrCtrl+D', inPage),
        item('Delete', 'delete', 'Delete', inPage),
        item('Select All', 'selectAll', 'CmdOrCtrl+A', inPage),
      ],
    },
    {
      label: '&View',
      submenu: [
        item('Fit to Window', 'fit', 'CmdOrCtrl+1'),
        item('Zoom In', 'zoomIn', 'CmdOrCtrl+Plus'),
        item('Zoom Out', 'zoomOut', 'CmdOrCtrl+-'),
        item('Arrange', 'layout', 'CmdOrCtrl+Shift+L'),
        separator,
        item('Console', 'showConsole'),
        item('Batches', 'showBatches'),
        item('Records', 'showRecords'),
        item('Lineage', 'showLineage'),
        item('History', 'showHistory', 'CmdOrCtrl+Shift+H'),
        separator,
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools', visible: !app.isPackaged },
      ],
    },
    { label: '&Run', submenu: [item('Run', 'run', 'F5'), item('Stop', 'stop', 'Shift+F5')] },
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    { label: '&Help', submenu: [item('Keys', 'keys'), item('About DStream Studio', 'about')] },
  ];
  return Menu.buildFromTemplate(template);
}
