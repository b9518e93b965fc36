/** The app's main process: puts the parts together. It never runs user code, never parses data, never waits on SQLite. */
import { app, type BrowserWindow, dialog, Menu, nativeTheme, powerSaveBlocker, session, shell } from 'electron';
import log from 'electron-log/main';
import { join, resolve } from 'node:path';
import { outputPath } from '#engine/hosts';
import { SocketServer } from '#engine/sources';
import { appInfo } from './app-info';
import type { EventName, Events, OpenDocument } from './api';
import { APP_SCHEME, registerSchemes, serve } from './app-protocol';
import { Documents } from './documents';
import { HistoryService } from './history-service';
import { registerHandlers } from './ipc';
import { createMainWindow } from './main-window';
import { createMenu } from './menu';
import { Packages } from './packages';
import { ReplayService } from './replay-service';
import { RunService } from './run-service';
import { SandboxWindow } from './sandbox-window';
import { SettingsFile } from './settings';

const DEFAULT_PORT = 9999;

/** Files that the system hands over before there is a window (macOS). */
const early: string[] = [];
let openLater = (path: string): void => void early.push(path);
app.on('open-file', (event, path) => {
  event.preventDefault();
  openLater(path);
});

registerSchemes();
if (!app.requestSingleInstanceLock()) app.exit(0);
else void app.whenReady().then(main);

function main(): void {
  const profile = app.getPath('userData');
  log.transports.file.resolvePathFn = () => join(profile, 'logs', 'main.log');
  log.transports.console.level = false;
  process.on('uncaughtException', (error) => log.error('uncaught', error));
  process.on('unhandledRejection', (reason) => log.error('unhandled rejection', reason));

  const settings = new SettingsFile(profile);
  nativeTheme.themeSource = settings.get().theme;
  serve(session.defaultSession, APP_SCHEME, {
    folders: new Map([['', outputPath('renderer')]]),
    headers: () => ({ 'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'" }),
  });

  let window: BrowserWindow | null = null;
  const send = <N extends EventName>(name: N, payload: Events[N]): void => {
    if (window && !window.isDestroyed()) window.webContents.send('event', name, payload);
  };
  const documents = new Documents(profile, (document) => showTitle(window, document));
  Menu.setApplicationMenu(null);
  window = createMainWindow(profile, () => log.error('The renderer ended; its page is loaded again.'));
  showTitle(window, documents.current);

  // The window is on its way; now what it will show.
  const history = new HistoryService(profile, { get: () => settings.get().history, set: (kept) => settings.set({ history: kept }) }, (trouble) => runs.warn(trouble ?? 'Batches are kept in the history again.'));
  let blocker: number | null = null;
  let closing = false;
  const runs = new RunService(new SandboxWindow(), history.recorded, {
    snapshot: (snapshot) => send('run.snapshot', snapshot),
    console: (entries) => send('run.console', entries),
    running: (running) => {
      // A run that ends because the app does runs again next time.
      if (!closing) documents.setRunning(running);
      if (running) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
      else if (blocker !== null) {
        powerSaveBlocker.stop(blocker);
        blocker = null;
      }
    },
  });
  const packages = new Packages(settings);
  const replays = new ReplayService(history.store, runs.executors);
  const server = new SocketServer((state) => send('socketServer.state', state));
  const ready = prepare();

  async function prepare(): Promise<void> {
    const { port } = await server.start(DEFAULT_PORT);
    documents.followServer(port);
    if (documents.isFirstStart) server.sample(true);
    await history.store;
    if (documents.wasRunning && documents.current.trusted) {
      runs.start(documents.current.pipeline, documents.folder).catch((error: unknown) => log.error('start', error));
    }
  }

  registerHandlers({
    'app.info': appInfo,
    'app.openExternal': ({ url }) => shell.openExternal(url),
    'settings.get': () => settings.get(),
    'settings.set': (changed) => {
      const changedSettings = settings.set(changed);
      nativeTheme.themeSource = changedSettings.theme;
      return changedSettings;
    },
    'menu.show': (description) => Menu.setApplicationMenu(createMenu(description, (id) => send('menu.command', id))),
    'packages.list': () => packages.list(),
    'packages.add': ({ path }) => packages.add(path, window),
    'packages.remove': ({ path }) => packages.remove(path),
    'document.current': async () => {
      await Promise.all([server.state.listening ? null : ready, history.store]);
      const { current } = documents;
      // All that was found damaged at this start is told, not only the first.
      const told = [current.notice, settings.notice, history.notice].filter((sentence) => sentence !== null);
      return { ...current, notice: told.length > 0 ? told.join(' ') : null };
    },
    'document.new': async ({ template }) => {
      if (!(await mayReplace(window, documents))) return documents.current;
      await runs.forget();
      return documents.create(template);
    },
    'document.open': async ({ path }) => {
      if (!(await mayReplace(window, documents))) return { opened: false, reason: 'cancelled' };
      const result = await documents.open(path, window);
      if (result.opened) await runs.forget();
      return result;
    },
    'document.save': ({ pipeline, as }) => documents.save(pipeline, as, window),
    'script.save': ({ text, as }) => documents.saveScript(text, as, window),
    'script.changed': ({ text, modified }) => documents.changedScript(text, modified),
    'script.grantFolder': async () => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { title: 'Let the script use a folder', properties: ['openDirectory'] });
      return canceled || filePaths[0] === undefined ? null : documents.grantFolder(filePaths[0]);
    },
    'document.changed': ({ pipeline, modified }) => documents.changed(pipeline, modified),
    'dialog.choosePath': async ({ title, defaultPath, extensions }) => {
      const options = { title, defaultPath, filters: [{ name: title, extensions: [...extensions] }] };
      const { canceled, filePath } = await dialog.showSaveDialog(window, options);
      return canceled ? null : filePath;
    },
    'run.start': ({ pipeline, clock }) => runs.start(pipeline, documents.folder, clock === 'manual'),
    'run.steer': (order) => runs.steer(order),
    'run.setBreakpoints': ({ breakpoints }) => runs.setBreakpoints(breakpoints),
    'run.startScript': async ({ text, arguments: values, trust }) => {
      const { script, path, trusted, pipeline } = documents.current;
      if (!script || path === null) return { started: false, reason: 'failed', message: 'No script is open.' };
      if (!trusted && !trust) return { started: false, reason: 'untrusted', message: '' };
      documents.trustScript();
      documents.rememberArguments(values);
      await runs.startScript({ path, text, name: pipeline.name, arguments: values, folders: script.folders, wheels: packages.list().wheels });
      return { started: true };
    },
    'run.input': ({ line }) => runs.input(line),
    'run.stop': () => runs.stop(),
    'run.snapshot': () => runs.snapshot(),
    'run.console': () => runs.consoleEntries(),
    'function.check': (params) => runs.check(params),
    'socketServer.state': async () => {
      await ready;
      return server.state;
    },
    'socketServer.start': ({ port }) => server.start(port),
    'socketServer.stop': () => server.stop(),
    'socketServer.send': ({ text }) => server.send(text),
    'socketServer.sample': ({ on }) => server.sample(on),
    ...history.handlers(() => window),
    ...replays.handlers,
  });

  nativeTheme.on('updated', () => send('theme.changed', { dark: nativeTheme.shouldUseDarkColors }));

  /** A bundle is looked at in the history; what is open and runs stays. */
  const openBundle = async (path: string): Promise<void> => {
    const { problem } = await history.openBundle(path);
    if (problem !== null) dialog.showErrorBox('The bundle cannot be opened', problem);
    else send('menu.command', 'showHistory');
  };
  const openFile = async (path: string): Promise<void> => {
    if (path.endsWith('.dsrun')) return openBundle(path);
    if (!(await mayReplace(window, documents))) return;
    const result = await documents.open(path, window);
    if (result.opened) {
      await runs.forget();
      send('document.opened', result.document);
    } else if (result.reason === 'failed') {
      dialog.showErrorBox('The file cannot be opened', result.problems.map(({ message }) => message).join('\n'));
    }
  };
  app.on('second-instance', (_event, argv, workingDirectory) => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
    const file = argv.slice(1).find(isDocument);
    if (file) void openFile(resolve(workingDirectory, file));
  });
  openLater = (path) => void openFile(path);
  early.forEach(openLater);
  const given = process.argv.slice(1).find(isDocument);
  if (given) void openFile(resolve(given));

  window.on('close', (event) => {
    if (closing) return;
    event.preventDefault();
    void (async () => {
      if (!(await mayReplace(window, documents))) return;
      closing = true;
      // It runs again next time, so the file has to say so before the run is stopped.
      documents.flush();
      const limit = new Promise((resolve) => setTimeout(resolve, 2000));
      await Promise.race([limit, shutDown()]);
      app.exit(0);
    })();
  });

  async function shutDown(): Promise<void> {
    await server.stop();
    await runs.close();
    await (await history.store)?.close();
  }
}

function isDocument(argument: string): boolean {
  return /\.(dstream|dsrun|py|ipynb)$/i.test(argument) && !argument.startsWith('-');
}

function showTitle(window: BrowserWindow | null, { pipeline, path, modified }: OpenDocument): void {
  if (!window || window.isDestroyed()) return;
  const shown = path === null ? pipeline.name : (path.split(/[\\/]/).at(-1) ?? path);
  window.setTitle(`${shown}${modified ? ' *' : ''} – DStream Studio`);
  window.setDocumentEdited(modified);
  if (path !== null) window.setRepresentedFilename(path);
}

/** Asks only where work would be lost: an untitled document is kept in the profile. */
async function mayReplace(window: BrowserWindow | null, documents: Documents): Promise<boolean> {
  const { modified, path, pipeline, script } = documents.current;
  if (!modified || path === null || !window) return true;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Save the changes to ${pipeline.name}?`,
    buttons: ['Save', "Don't Save", 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  });
  if (response === 2) return false;
  if (response === 1) return true;
  return (await (script ? documents.saveScript(script.text, false, window) : documents.save(pipeline, false, window))).saved;
}
