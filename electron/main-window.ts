import { BrowserWindow, dialog, nativeTheme, shell } from 'electron';
import { outputPath } from '#engine/hosts';
import { APP_SCHEME } from './app-protocol';
import { keepWindowState, MINIMUM, windowBounds } from './window-state';

const ADDRESS = `${APP_SCHEME}://app/index.html`;

/** The window of the app; its page gets nothing but the bridge. */
/** @param others windows that are there already: a new one stands a little aside, and its place is not kept */
export function createMainWindow(profile: string, others: number, onRendererGone: () => void): BrowserWindow {
  const { bounds, maximized } = windowBounds(profile);
  if (others > 0) for (const side of ['x', 'y'] as const) if (bounds[side] !== undefined) bounds[side] += 28 * others;
  const window = new BrowserWindow({
    ...bounds,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    title: 'DStream Studio',
    // The page's own background, so that nothing flashes before it is there.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#f6f7f9',
    webPreferences: { preload: outputPath('preload', 'preload.cjs'), sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  if (maximized && others === 0) window.maximize();
  if (others === 0) keepWindowState(window, profile);
  const { webContents } = window;
  webContents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url);
    return { action: 'deny' };
  });
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'clipboard-sanitized-write'));
  webContents.on('page-title-updated', (event) => event.preventDefault());
  let deaths: number[] = [];
  webContents.on('render-process-gone', () => {
    onRendererGone();
    // A page that dies as soon as it is loaded must not be loaded for ever.
    const now = Date.now();
    deaths = [...deaths.filter((time) => now - time < 60_000), now];
    if (deaths.length <= 3) void window.loadURL(ADDRESS);
    else dialog.showErrorBox('The window cannot be shown', 'Its page ended four times within a minute. The run goes on; close the app and start it again.');
  });
  void window.loadURL(ADDRESS);
  return window;
}
