import { BrowserWindow, MessageChannelMain, session } from 'electron';
import { join } from 'node:path';
import type { FromDriver, SandboxDriverStart, ToDriver } from '#engine/driver';
import { type FromExecutor, type Parcel, parcelReceiver, ParcelSender, type ToExecutor } from '#engine/executor';
import { executorMemory, outputPath, packagePath, type Sandbox } from '#engine/hosts';
import type { SandboxCommand } from '../engine/executor/sandbox/sandbox-protocol';
import { EXECUTOR_SCHEME, serve } from './app-protocol';

const ORIGIN = `${EXECUTOR_SCHEME}://executor`;

/**
 * The hidden window in which user code runs: a sandboxed process that has no files, no programs and no network but the
 * few files we serve it.
 */
export class SandboxWindow implements Sandbox {
  readonly pythonAssets = { pyodide: `${ORIGIN}/pyodide/`, snapshot: `${ORIGIN}/python/snapshot.bin`, memoryLimit: executorMemory() };
  #window: Promise<BrowserWindow> | null = null;
  readonly #lostListeners: ((reason: string, outOfMemory: boolean) => void)[] = [];
  #closed = false;

  async open(executorId: string, language: string, receive: (message: FromExecutor) => void): Promise<{ post(message: ToExecutor): void }> {
    const { post } = await this.#open<Parcel<FromExecutor>, Parcel<ToExecutor>>({ command: 'start', executorId, language }, parcelReceiver(receive));
    const sender = new ParcelSender<ToExecutor>(post, setImmediate);
    return { post: (message) => sender.send(message) };
  }

  /** Opens a way to a script's own interpreter. */
  openDriver(driverId: string, receive: (message: FromDriver) => void): Promise<{ readonly post: (message: ToDriver | SandboxDriverStart) => void }> {
    return this.#open({ command: 'startDriver', driverId }, receive);
  }

  async #open<From, To>(command: SandboxCommand, receive: (message: From) => void): Promise<{ readonly post: (message: To) => void }> {
    if (this.#closed) throw new Error('The app is closing.');
    const window = await (this.#window ??= this.#create());
    const { port1, port2 } = new MessageChannelMain();
    port1.on('message', ({ data }) => receive(data as From));
    port1.start();
    window.webContents.postMessage('executor', command, [port2]);
    return { post: (message) => port1.postMessage(message) };
  }

  terminate(executorId: string): void {
    const command: SandboxCommand = { command: 'terminate', executorId };
    void this.#window?.then((window) => {
      if (!window.isDestroyed()) window.webContents.postMessage('executor', command);
    });
  }

  onLost(listener: (reason: string, outOfMemory: boolean) => void): void {
    this.#lostListeners.push(listener);
  }

  close(): void {
    this.#closed = true;
    void this.#window?.then((window) => {
      if (!window.isDestroyed()) window.destroy();
    });
    this.#window = null;
  }

  async #create(): Promise<BrowserWindow> {
    // Without "persist:" a partition lives in memory only.
    const own = session.fromPartition('executors');
    this.#cage(own);
    const window = new BrowserWindow({
      show: false,
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        session: own,
        backgroundThrottling: false,
        preload: outputPath('preload', 'sandbox-preload.cjs'),
      },
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => this.#lost(window, reason));
    window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
    window.webContents.on('will-navigate', (event) => event.preventDefault());
    try {
      await window.loadURL(`${ORIGIN}/index.html`);
    } catch (error) {
      // The next executor tries again, with a new window.
      this.#window = null;
      if (!window.isDestroyed()) window.destroy();
      throw error;
    }
    return window;
  }

  #cage(own: Electron.Session): void {
    if (own.protocol.isProtocolHandled(EXECUTOR_SCHEME)) return;
    serve(own, EXECUTOR_SCHEME, {
      folders: new Map([
        ['', outputPath('sandbox')],
        ['pyodide', packagePath('pyodide')],
        ['python', join(outputPath('python'))],
      ]),
      headers: (url) => ({
        'content-security-policy': policy(url.searchParams.get('language') === 'javascript'),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
      }),
    });
    own.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith(`${ORIGIN}/`) }));
    own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  }

  #lost(window: BrowserWindow, reason: string): void {
    this.#window = null;
    if (!window.isDestroyed()) window.destroy();
    if (this.#closed) return;
    const told = reason === 'oom' ? 'The executors ran out of memory' : `The executors' process ended (${reason})`;
    for (const listener of this.#lostListeners) listener(`${told}; new ones are started.`, reason === 'oom');
  }
}

/** JavaScript lambdas are made of text, which takes eval; Python's need no more than WebAssembly. */
function policy(javascript: boolean): string {
  const scripts = javascript ? "'self' 'unsafe-eval'" : "'self' 'wasm-unsafe-eval'";
  return `default-src 'none'; script-src ${scripts}; worker-src 'self'; connect-src 'self'`;
}
