import { app, type BrowserWindow, dialog, Menu, type WebContents } from 'electron';
import log from 'electron-log/main';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EventName, Events, OpenResult } from './api';
import { mayClose } from './closing-questions';
import { bringToFront, type Desk, deskNames, freeDeskName, sendTo, showTitle } from './desk';
import { Documents } from './documents';
import type { HistoryService } from './history-service';
import { KeepAwake } from './keep-awake';
import { createMainWindow } from './main-window';
import { createMenu } from './menu';
import type { RecentFiles } from './recent-files';
import { type RunPlace, RunService } from './run-service';

type Fallback = 'wordCount' | 'empty';

/** A document that came to another window than the one that asked: to that one it was not opened. */
const ELSEWHERE: OpenResult = { opened: false, reason: 'cancelled' };

/** What all windows share. */
export interface Shared {
  readonly profile: string;
  readonly recent: RecentFiles;
  readonly place: RunPlace;
  readonly history: HistoryService;
  /** Ends what all windows share. */
  readonly shutDown: () => Promise<void>;
}

/** The windows: opening, closing, and which file comes into which. */
export class Desks {
  readonly all: Desk[] = [];
  readonly #awake = new KeepAwake();
  #closing = false;
  #quitting = false;

  constructor(private readonly shared: Shared) {
    shared.recent.onChange = () => {
      this.broadcast('recent.changed', null);
      this.all.forEach((desk) => this.showMenu(desk));
    };
    app.on('before-quit', () => (this.#quitting = true));
  }

  /** The windows of the last time, or the first one. */
  restore(): void {
    for (const name of deskNames(this.#recoveryFiles())) this.#open(name, this.#documentsOf(name, 'wordCount'));
  }

  openEmpty(): void {
    const name = this.#freeName();
    this.#open(name, this.#documentsOf(name, 'empty'));
  }

  /** The window in front, or the first. */
  get front(): Desk {
    return this.all.find(({ window }) => window.isFocused()) ?? this.all[0]!;
  }

  of(sender: WebContents): Desk | null {
    return this.all.find(({ window }) => !window.isDestroyed() && window.webContents === sender) ?? null;
  }

  broadcast<N extends EventName>(name: N, payload: Events[N]): void {
    for (const { window } of this.all) sendTo(window, name, payload);
  }

  /** A new document in a window that loses nothing by it, else in one of its own: nobody is asked. */
  async create(desk: Desk, fill: (documents: Documents) => void): Promise<OpenResult> {
    if (!desk.documents.current.modified) {
      await desk.runs.forget();
      fill(desk.documents);
      return { opened: true, document: desk.documents.current };
    }
    const fresh = this.#documentsOf(this.#freeName(), 'empty');
    fill(fresh);
    this.#open(fresh.name, fresh);
    return ELSEWHERE;
  }

  /** Opens a file in a window that loses nothing by it, else in a new one; where it is open already, that window comes to the front. */
  async openHere(path: string, desk: Desk): Promise<OpenResult> {
    const there = this.all.find(({ documents }) => documents.current.path !== null && isSameFile(documents.current.path, path));
    if (there) {
      bringToFront(there);
      return ELSEWHERE;
    }
    if (!desk.documents.current.modified) {
      const result = await desk.documents.open(path);
      if (result.opened) await desk.runs.forget();
      return result;
    }
    const fresh = this.#documentsOf(this.#freeName(), 'empty');
    const result = await fresh.open(path);
    if (!result.opened) {
      fresh.forget();
      return result;
    }
    this.#open(fresh.name, fresh);
    return ELSEWHERE;
  }

  /** A file that the system or a menu gives. */
  async openFile(path: string, desk = this.front): Promise<void> {
    if (path.endsWith('.dsrun')) {
      // A bundle is looked at in the history; what is open and runs stays.
      const { problem } = await this.shared.history.openBundle(path);
      if (problem !== null) dialog.showErrorBox('The bundle cannot be opened', problem);
      else sendTo(desk.window, 'menu.command', 'showHistory');
      return;
    }
    const result = await this.openHere(path, desk);
    if (result.opened) sendTo(desk.window, 'document.opened', result.document);
    else if (result.reason === 'failed') dialog.showErrorBox('The file cannot be opened', result.problems.map(({ message }) => message).join('\n'));
  }

  /** On a Mac there is one menu, that of the window in front; elsewhere each window has its own. */
  showMenu(desk: Desk): void {
    if (!desk.description || desk.window.isDestroyed()) return;
    const { recent } = this.shared;
    desk.menu = createMenu(desk.description, { paths: recent.paths, missing: recent.missing, open: (path) => void this.openFile(path, desk), clear: () => recent.clear() }, (id) => sendTo(desk.window, 'menu.command', id));
    if (this.all.length === 1 || (process.platform === 'darwin' && desk.window.isFocused())) Menu.setApplicationMenu(desk.menu);
    else if (process.platform !== 'darwin') desk.window.setMenu(desk.menu);
  }

  #open(name: string, documents: Documents): void {
    let window: BrowserWindow | null = null;
    const send = <N extends EventName>(event: N, payload: Events[N]): void => sendTo(window, event, payload);
    window = createMainWindow(this.shared.profile, this.all.length, () => log.error('The renderer ended; its page is loaded again.'));
    const runs = new RunService(this.shared.place, this.shared.history.recorded, {
      snapshot: (snapshot) => send('run.snapshot', snapshot),
      console: (entries) => send('run.console', entries),
      running: (isRunning) => {
        // A run that ends because the app does runs again next time.
        if (!this.#closing) documents.setRunning(isRunning);
        this.#awake.set(name, isRunning);
      },
    });
    const desk: Desk = { name, window, documents, runs, description: null, menu: null };
    this.all.push(desk);
    showTitle(window, documents.current);
    window.on('focus', () => {
      void this.shared.recent.look();
      this.showMenu(desk);
    });
    window.on('close', (event) => {
      if (this.#closing || !this.all.includes(desk)) return;
      event.preventDefault();
      void (this.#quitting || this.all.length === 1 ? this.#quit() : this.#close(desk));
    });
  }

  #documentsOf(name: string, fallback: Fallback): Documents {
    const { profile, recent } = this.shared;
    const windowOf = (): BrowserWindow | null => this.all.find((desk) => desk.name === name)?.window ?? null;
    return new Documents({ profile, name, fallback, recent }, (document) => showTitle(windowOf(), document), (change) => sendTo(windowOf(), 'document.onDisk', change));
  }

  #freeName(): string {
    return freeDeskName([...this.all.map(({ name }) => name), ...deskNames(this.#recoveryFiles())]);
  }

  #recoveryFiles(): string[] {
    const folder = join(this.shared.profile, 'recovery');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** One window of several: what is in it is not kept, and what runs in it ends. */
  async #close(desk: Desk): Promise<void> {
    const { window, documents, runs, name } = desk;
    if (!(await mayClose(window, documents, runs.isRunning))) return;
    this.all.splice(this.all.indexOf(desk), 1);
    documents.forget();
    await runs.stop();
    this.#awake.set(name, false);
    window.destroy();
    const [last] = this.all;
    if (last && this.all.length === 1) this.showMenu(last);
  }

  async #quit(): Promise<void> {
    for (const { window, documents } of this.all) {
      // An untitled one is there again next time, and so is what runs.
      if (documents.current.path === null || (await mayClose(window, documents))) continue;
      this.#quitting = false;
      return;
    }
    this.#closing = true;
    // What runs runs again next time, so the files have to say so before the runs are stopped.
    for (const { documents } of this.all) documents.flush();
    const limit = new Promise((done) => setTimeout(done, 2000));
    await Promise.race([limit, this.shared.shutDown()]);
    app.exit(0);
  }
}

function isSameFile(a: string, b: string): boolean {
  const real = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));
  return a === b || real(a) === real(b);
}
