/** The app's main process: puts the parts together. It never runs user code, never parses data, never waits on SQLite. */
import { app, Menu, nativeTheme, session } from 'electron';
import log from 'electron-log/main';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { outputPath } from '#engine/hosts';
import { SocketServer } from '#engine/sources';
import { APP_SCHEME, registerSchemes, serve } from './app-protocol';
import { bringToFront, type Desk } from './desk';
import { Desks } from './desks';
import { Examples } from './examples';
import { handlersOf, type Parts } from './handlers';
import { HistoryService } from './history-service';
import { type Handlers, registerHandlers } from './ipc';
import { Packages } from './packages';
import { RecentFiles } from './recent-files';
import { CompareService } from './compare-service';
import { ReplayService } from './replay-service';
import { scriptsToReplay } from './replay-scripts';
import { RunPlace } from './run-service';
import { SettingsFile } from './settings';
import { startPipeline } from './start-pipeline';
import { Versions } from './versions';

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
  Menu.setApplicationMenu(null);

  const recent = new RecentFiles(profile);
  const place = new RunPlace();
  const keptInHistory = { get: () => settings.get().history, set: (kept: ReturnType<typeof settings.get>['history']) => settings.set({ history: kept }) };
  const history = new HistoryService(profile, keptInHistory, (trouble) => desks.all.forEach(({ runs }) => runs.warn(trouble ?? 'Batches are kept in the history again.')));
  const packages = new Packages(settings);
  const desks = new Desks({ profile, recent, place, history, shutDown });
  desks.restore();
  const server = new SocketServer((state) => desks.broadcast('socketServer.state', state));
  const trialPlace = { executors: place.executors, cores: availableParallelism(), startScript: scriptsToReplay(place.sandbox, profile, packages) };
  const parts: Parts = { desks, settings, recent, history, server, trialPlace, packages, versions: new Versions(profile), examples: new Examples(), replays: new ReplayService(history.store, trialPlace), comparisons: new CompareService(history.store), ready: prepare() };

  async function prepare(): Promise<void> {
    const { port } = await server.start(DEFAULT_PORT);
    for (const { documents } of desks.all) documents.followServer(port);
    if (desks.all.some(({ documents }) => documents.isFirstStart)) server.sample(true);
    await history.store;
    for (const { documents, runs } of desks.all) {
      if (!documents.wasRunning || !documents.current.trusted) continue;
      startPipeline(runs, documents, { pipeline: documents.current.pipeline, manual: false, trust: false, wheels: packages.list().wheels }).catch((error: unknown) => log.error('start', error));
    }
  }

  async function shutDown(): Promise<void> {
    await server.stop();
    await Promise.all(desks.all.map(({ runs }) => runs.stop()));
    await place.close();
    await (await history.store)?.close();
  }

  const handlers = new WeakMap<Desk, Handlers>();
  registerHandlers((sender) => {
    const desk = desks.of(sender);
    if (!desk) return null;
    if (!handlers.has(desk)) handlers.set(desk, handlersOf(desk, parts));
    return handlers.get(desk)!;
  });
  nativeTheme.on('updated', () => desks.broadcast('theme.changed', { dark: nativeTheme.shouldUseDarkColors }));

  app.on('second-instance', (_event, argv, workingDirectory) => {
    bringToFront(desks.front);
    const file = argv.slice(1).find(isDocument);
    if (file) void desks.openFile(resolve(workingDirectory, file));
  });
  openLater = (path) => void desks.openFile(path);
  early.forEach(openLater);
  const given = process.argv.slice(1).find(isDocument);
  if (given) void desks.openFile(resolve(given));
}

function isDocument(argument: string): boolean {
  return /\.(dstream|dsrun|py|ipynb)$/i.test(argument) && !argument.startsWith('-');
}
