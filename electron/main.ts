/** The app's main process: puts the parts together. It never runs user code, never parses data, never waits on SQLite. */
import { app, type BrowserWindow, dialog, Menu, nativeTheme, powerSaveBlocker, session, shell } from 'electron';
import log from 'electron-log/main';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { outputPath } from '#engine/hosts';
import { SocketServer } from '#engine/sources';
import { appInfo } from './app-info';
import type { EventName, Events, OpenDocument, OpenResult } from './api';
import { APP_SCHEME, registerSchemes, serve } from './app-protocol';
import { type Desk, deskNames, freeDeskName } from './desk';
import { chooseFile, Documents } from './documents';
import { Examples } from './examples';
import { HistoryService } from './history-service';
import { type Handlers, registerHandlers } from './ipc';
import { createMainWindow } from './main-window';
import { createMenu } from './menu';
import { Packages } from './packages';
import { RecentFiles } from './recent-files';
import { ReplayService } from './replay-service';
import { RunPlace, RunService } from './run-service';
import { SettingsFile } from './settings';
import { Versions } from './versions';
import { writePicture } from './write-picture';

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

  const desks: Desk[] = [];
  const broadcast = <N extends EventName>(name: N, payload: Events[N]): void => desks.forEach(({ window }) => sendTo(window, name, payload));
  const recent = new RecentFiles(profile);
  const versions = new Versions(profile);
  const examples = new Examples();
  Menu.setApplicationMenu(null);
  let closing = false;
  let quitting = false;
  let blocker: number | null = null;
  const running = new Set<string>();

  /** A window; with the document of the last time where there is one, else with what is given to it. */
  function openDesk(name: string, fallback: 'wordCount' | 'empty', prepared: Documents | null = null): Desk {
    let window: BrowserWindow | null = null;
    const documents = prepared ?? documentsOf(name, fallback);
    const send = <N extends EventName>(event: N, payload: Events[N]): void => sendTo(window, event, payload);
    window = createMainWindow(profile, desks.length, () => log.error('The renderer ended; its page is loaded again.'));
    const runs = new RunService(place, history.recorded, {
      snapshot: (snapshot) => send('run.snapshot', snapshot),
      console: (entries) => send('run.console', entries),
      running: (isRunning) => {
        // A run that ends because the app does runs again next time.
        if (!closing) documents.setRunning(isRunning);
        if (isRunning) running.add(name);
        else running.delete(name);
        keepAwake();
      },
    });
    const desk: Desk = { name, window, documents, runs, description: null, menu: null };
    desks.push(desk);
    showTitle(window, documents.current);
    window.on('focus', () => showMenu(desk));
    window.on('close', (event) => {
      if (closing || !desks.includes(desk)) return;
      event.preventDefault();
      void (quitting || desks.length === 1 ? quit() : closeDesk(desk));
    });
    return desk;
  }

  function documentsOf(name: string, fallback: 'wordCount' | 'empty'): Documents {
    const deskOf = (): Desk | undefined => desks.find((desk) => desk.name === name);
    return new Documents(
      { profile, name, fallback, recent },
      (document) => showTitle(deskOf()?.window ?? null, document),
      (change) => sendTo(deskOf()?.window ?? null, 'document.onDisk', change),
    );
  }

  const freeName = (): string => freeDeskName([...desks.map(({ name }) => name), ...deskNames(recoveryFiles(profile))]);

  function keepAwake(): void {
    if (running.size > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  }

  /** On a Mac there is one menu, that of the window in front; elsewhere each window has its own. */
  function showMenu(desk: Desk): void {
    if (!desk.description || desk.window.isDestroyed()) return;
    desk.menu = createMenu(desk.description, { paths: recent.paths, open: (path) => void openFile(path, desk), clear: () => recent.clear() }, (id) => sendTo(desk.window, 'menu.command', id));
    if (desks.length === 1 || (process.platform === 'darwin' && desk.window.isFocused())) Menu.setApplicationMenu(desk.menu);
    else if (process.platform !== 'darwin') desk.window.setMenu(desk.menu);
  }
  recent.onChange = () => {
    broadcast('recent.changed', null);
    desks.forEach(showMenu);
  };

  const place = new RunPlace();
  const history = new HistoryService(profile, { get: () => settings.get().history, set: (kept) => settings.set({ history: kept }) }, (trouble) => desks.forEach(({ runs }) => runs.warn(trouble ?? 'Batches are kept in the history again.')));
  for (const name of deskNames(recoveryFiles(profile))) openDesk(name, 'wordCount');
  const packages = new Packages(settings);
  const replays = new ReplayService(history.store, place.executors);
  const server = new SocketServer((state) => broadcast('socketServer.state', state));
  const ready = prepare();

  async function prepare(): Promise<void> {
    const { port } = await server.start(DEFAULT_PORT);
    for (const { documents } of desks) documents.followServer(port);
    if (desks.some(({ documents }) => documents.isFirstStart)) server.sample(true);
    await history.store;
    for (const { documents, runs } of desks) {
      if (!documents.wasRunning || !documents.current.trusted) continue;
      runs.start(documents.current.pipeline, documents.folder).catch((error: unknown) => log.error('start', error));
    }
  }

  const handlersOf = (desk: Desk, { window, documents, runs }: Desk = desk): Handlers => ({
    'app.info': appInfo,
    'app.openExternal': ({ url }) => shell.openExternal(url),
    'settings.get': () => settings.get(),
    'settings.set': (changed) => {
      const changedSettings = settings.set(changed);
      nativeTheme.themeSource = changedSettings.theme;
      return changedSettings;
    },
    'packages.list': () => packages.list(),
    'packages.add': ({ path }) => packages.add(path, window),
    'packages.remove': ({ path }) => packages.remove(path),
    'menu.show': (description) => {
      desk.description = description;
      showMenu(desk);
    },
    'window.new': () => void openDesk(freeName(), 'empty'),
    'window.close': () => window.close(),
    'recent.list': () => recent.list(),
    'recent.clear': () => recent.clear(),
    'document.current': async () => {
      await Promise.all([server.state.listening ? null : ready, history.store]);
      const { current } = documents;
      documents.checkDisk();
      // All that was found damaged at this start is told, not only the first.
      const told = [current.notice, settings.notice, history.notice].filter((sentence) => sentence !== null);
      return { ...current, notice: told.length > 0 ? told.join(' ') : null };
    },
    'document.new': async ({ template }) => {
      if (!documents.current.modified) {
        await runs.forget();
        return { opened: true, document: documents.create(template) };
      }
      // What is here is not lost, and nobody is asked: the new one gets a window of its own.
      const fresh = documentsOf(freeName(), 'empty');
      fresh.create(template);
      openDesk(fresh.name, 'empty', fresh);
      return { opened: false, reason: 'cancelled' };
    },
    'document.open': async ({ path }) => {
      const chosen = path ?? (await chooseFile(window));
      return chosen === null ? { opened: false, reason: 'cancelled' } : openHere(chosen, desk);
    },
    'document.reload': () => documents.reload(window),
    'document.keepMine': () => documents.keepMine(),
    'document.save': async ({ pipeline, as }) => {
      const result = await documents.save(pipeline, as, window);
      if (result.saved) versions.keep(result.path, pipeline, 'Saved');
      return result;
    },
    'script.save': ({ text, as }) => documents.saveScript(text, as, window),
    'script.changed': ({ text, modified }) => documents.changedScript(text, modified),
    'script.grantFolder': async () => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { title: 'Let the script use a folder', properties: ['openDirectory'] });
      return canceled || filePaths[0] === undefined ? null : documents.grantFolder(filePaths[0]);
    },
    'document.changed': ({ pipeline, modified }) => documents.changed(pipeline, modified),
    'document.logged': ({ line, begins }) => documents.logged(line, begins),
    'versions.list': () => versions.list(documents.current.path),
    'versions.get': ({ id }) => versions.get(documents.current.path, id),
    'versions.keep': ({ pipeline, label }) => versions.keep(documents.current.path, pipeline, label),
    'examples.list': () => examples.list(),
    'examples.open': async ({ id }) => {
      const example = examples.get(id);
      if (!example) return { opened: false, reason: 'failed', problems: [] };
      if (!(await mayReplace(window, documents))) return { opened: false, reason: 'cancelled' };
      await runs.forget();
      server.sample(false);
      server.useSample(example.lines);
      server.sample(true);
      return { opened: true, document: documents.createFrom(example.pipeline, server.state.port) };
    },
    'picture.save': async ({ name, format, data }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(window, { title: 'Export picture', defaultPath: `${name}.${format}`, filters: [{ name: format.toUpperCase(), extensions: [format] }] });
      if (canceled || !filePath) return null;
      return { path: filePath, problem: writePicture(filePath, format, data) };
    },
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
  const handlers = new WeakMap<Desk, Handlers>();
  registerHandlers((sender) => {
    const desk = desks.find(({ window }) => !window.isDestroyed() && window.webContents === sender);
    if (!desk) return null;
    if (!handlers.has(desk)) handlers.set(desk, handlersOf(desk));
    return handlers.get(desk)!;
  });

  nativeTheme.on('updated', () => broadcast('theme.changed', { dark: nativeTheme.shouldUseDarkColors }));

  /** Opens a file in a window that loses nothing by it, else in a new one; where it is open already, that window comes to the front. */
  async function openHere(path: string, desk: Desk): Promise<OpenResult> {
    const there = desks.find(({ documents }) => documents.current.path !== null && isSameFile(documents.current.path, path));
    if (there) {
      show(there);
      return { opened: false, reason: 'cancelled' };
    }
    if (!desk.documents.current.modified) {
      const result = await desk.documents.open(path, desk.window);
      if (result.opened) await desk.runs.forget();
      return result;
    }
    const fresh = documentsOf(freeName(), 'empty');
    const result = await fresh.open(path, desk.window);
    if (!result.opened) {
      fresh.forget();
      return result;
    }
    openDesk(fresh.name, 'empty', fresh);
    return { opened: false, reason: 'cancelled' };
  }

  /** The window in front, or the first. */
  const front = (): Desk => desks.find(({ window }) => window.isFocused()) ?? desks[0]!;

  const openFile = async (path: string, desk = front()): Promise<void> => {
    if (path.endsWith('.dsrun')) {
      // A bundle is looked at in the history; what is open and runs stays.
      const { problem } = await history.openBundle(path);
      if (problem !== null) dialog.showErrorBox('The bundle cannot be opened', problem);
      else sendTo(desk.window, 'menu.command', 'showHistory');
      return;
    }
    const result = await openHere(path, desk);
    if (result.opened) sendTo(desk.window, 'document.opened', result.document);
    else if (result.reason === 'failed') dialog.showErrorBox('The file cannot be opened', result.problems.map(({ message }) => message).join('\n'));
  };
  app.on('second-instance', (_event, argv, workingDirectory) => {
    show(front());
    const file = argv.slice(1).find(isDocument);
    if (file) void openFile(resolve(workingDirectory, file));
  });
  openLater = (path) => void openFile(path);
  early.forEach(openLater);
  const given = process.argv.slice(1).find(isDocument);
  if (given) void openFile(resolve(given));
  app.on('before-quit', () => (quitting = true));

  /** One window of several: what is in it is not kept, so that work in it would be lost. */
  async function closeDesk(desk: Desk): Promise<void> {
    const { window, documents, runs, name } = desk;
    if (!(await mayReplace(window, documents))) return;
    desks.splice(desks.indexOf(desk), 1);
    documents.forget();
    running.delete(name);
    await runs.stop();
    keepAwake();
    window.destroy();
    const [last] = desks;
    if (last && desks.length === 1) showMenu(last);
  }

  async function quit(): Promise<void> {
    for (const { window, documents } of desks) {
      // An untitled one is there again next time.
      if (documents.current.path === null || (await mayReplace(window, documents))) continue;
      quitting = false;
      return;
    }
    closing = true;
    // What runs runs again next time, so the files have to say so before the runs are stopped.
    for (const { documents } of desks) documents.flush();
    const limit = new Promise((resolve) => setTimeout(resolve, 2000));
    await Promise.race([limit, shutDown()]);
    app.exit(0);
  }

  async function shutDown(): Promise<void> {
    await server.stop();
    await Promise.all(desks.map(({ runs }) => runs.stop()));
    await place.close();
    await (await history.store)?.close();
  }
}

function sendTo<N extends EventName>(window: BrowserWindow | null, name: N, payload: Events[N]): void {
  if (window && !window.isDestroyed()) window.webContents.send('event', name, payload);
}

function show({ window }: Desk): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

function recoveryFiles(profile: string): string[] {
  const folder = join(profile, 'recovery');
  return existsSync(folder) ? readdirSync(folder) : [];
}

function isSameFile(a: string, b: string): boolean {
  const real = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));
  return a === b || real(a) === real(b);
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

/** Asks where work would be lost. */
async function mayReplace(window: BrowserWindow | null, documents: Documents): Promise<boolean> {
  const { modified, pipeline, script } = documents.current;
  if (!modified || !window) return true;
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
