import { dialog, nativeTheme, shell } from 'electron';
import type { ReplayEnvironment } from '#engine/replay';
import type { SocketServer } from '#engine/sources';
import { appInfo } from './app-info';
import type { Desk } from './desk';
import type { Desks } from './desks';
import { chooseFile } from './document-files';
import type { Examples } from './examples';
import type { HistoryService } from './history-service';
import type { Handlers } from './ipc';
import type { Packages } from './packages';
import type { RecentFiles } from './recent-files';
import type { CompareService } from './compare-service';
import type { ReplayService } from './replay-service';
import type { SettingsFile } from './settings';
import { startPipeline } from './start-pipeline';
import { Trials } from './trials';
import type { Versions } from './versions';
import { writePicture } from './write-picture';

/** The parts of the app that answer. */
export interface Parts {
  readonly desks: Desks;
  readonly settings: SettingsFile;
  readonly packages: Packages;
  readonly recent: RecentFiles;
  readonly versions: Versions;
  readonly examples: Examples;
  readonly history: HistoryService;
  readonly replays: ReplayService;
  readonly comparisons: CompareService;
  readonly server: SocketServer;
  /** Functions are tried in it. */
  readonly trialPlace: ReplayEnvironment;
  /** The server listens, and what ran last time runs again. */
  readonly ready: Promise<void>;
}

/** What the page of one window may ask. */
export function handlersOf(desk: Desk, { desks, settings, packages, recent, versions, examples, history, replays, comparisons, server, trialPlace, ready }: Parts): Handlers {
  const { window, documents, runs } = desk;
  const trials = new Trials(trialPlace, (path, text) => documents.trusts(path, text));
  return {
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
      desks.showMenu(desk);
    },
    'window.new': () => desks.openEmpty(),
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
    'document.new': ({ template }) => desks.create(desk, (fresh) => void fresh.create(template)),
    'document.open': async ({ path }) => {
      const chosen = path ?? (await chooseFile(window));
      if (chosen === null) return { opened: false, reason: 'cancelled' };
      if (!chosen.toLowerCase().endsWith('.dsrun')) return desks.openHere(chosen, desk);
      await desks.openFile(chosen, desk);
      return { opened: false, reason: 'cancelled' };
    },
    'document.reload': () => documents.reload(),
    'document.keepMine': () => documents.keepMine(),
    'document.save': async ({ pipeline, as }) => {
      const result = await documents.save(pipeline, as, window);
      if (result.saved) versions.keep(result.path, pipeline, 'Saved');
      return result;
    },
    'script.save': ({ text, as }) => documents.saveScript(text, as, window),
    'script.changed': ({ text, modified }) => documents.changedScript(text, modified),
    'script.placed': ({ nodes }) => documents.placedScript(nodes),
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
    'examples.open': ({ id }) => {
      const example = examples.get(id);
      if (!example) return { opened: false, reason: 'failed', problems: [] };
      server.sample(false);
      server.useSample(example.lines);
      server.sample(true);
      return desks.create(desk, (fresh) => void fresh.createFrom(example.pipeline, server.state.port));
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
    'run.start': async ({ pipeline, clock, trust }) => {
      const result = await startPipeline(runs, documents, { pipeline, manual: clock === 'manual', trust, wheels: packages.list().wheels });
      if (result.started) versions.keep(documents.current.path, pipeline, 'Run');
      return result;
    },
    'run.steer': (order) => runs.steer(order),
    'run.setBreakpoints': ({ breakpoints }) => runs.setBreakpoints(breakpoints),
    'run.startScript': async ({ text, arguments: values, trust, clock }) => {
      const { script, path, trusted, pipeline } = documents.current;
      if (!script || path === null) return { started: false, reason: 'failed', message: 'No script is open.' };
      if (!trusted && !trust) return { started: false, reason: 'untrusted', message: '' };
      documents.trust();
      documents.rememberArguments(values);
      await runs.startScript({ path, text, name: pipeline.name, arguments: values, folders: script.folders, wheels: packages.list().wheels }, clock === 'manual');
      return { started: true };
    },
    'run.input': ({ line }) => runs.input(line),
    'run.stop': () => runs.stop(),
    'run.snapshot': () => runs.snapshot(),
    'run.console': () => runs.consoleEntries(),
    'function.check': (params) => runs.check(params),
    'function.try': (question) => trials.run(question),
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
    ...comparisons.handlers(() => window),
  };
}
