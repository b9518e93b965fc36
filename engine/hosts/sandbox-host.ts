import type { ExecutorAssets, ExecutorLanguage, FromExecutor, ToExecutor } from '../executor/protocol';
import type { ExecutorHandle, ExecutorHost, ExecutorHostEvents } from './executor-host';
import { RemoteExecutor } from './remote-executor';

/** The hidden window as the host sees it; the app provides it, since the engine knows no Electron. */
export interface Sandbox {
  /** Opens a way to a new executor in the window. */
  open(executorId: string, language: ExecutorLanguage, receive: (message: FromExecutor) => void): Promise<{ post(message: ToExecutor): void }>;
  /** Ends one executor, whatever it is doing. */
  terminate(executorId: string): void;
  /** Called with a sentence when the window died, and all its executors with it. */
  onLost(listener: (reason: string, outOfMemory: boolean) => void): void;
  readonly pythonAssets: ExecutorAssets;
  close(): void;
}

/** Executors as workers of a sandboxed Chromium window: user code reaches no file, program or network. */
export class SandboxHost implements ExecutorHost {
  readonly #executors = new Set<RemoteExecutor>();

  constructor(private readonly sandbox: Sandbox) {
    sandbox.onLost((reason, outOfMemory) => {
      for (const executor of [...this.#executors]) executor.end(reason, outOfMemory ? { functionId: null } : undefined);
    });
  }

  start(executorId: string, language: ExecutorLanguage, events: ExecutorHostEvents): ExecutorHandle {
    const executor = new RemoteExecutor(executorId, events, () => this.#executors.delete(executor));
    this.#executors.add(executor);
    this.sandbox
      .open(executorId, language, (message) => executor.receive(message))
      .then(
        (link) => {
          const terminate = (): Promise<void> => {
            this.sandbox.terminate(executorId);
            return Promise.resolve();
          };
          executor.connect({ post: (message) => link.post(message), terminate }, language, language === 'python' ? this.sandbox.pythonAssets : null);
        },
        (error: unknown) => executor.end(`The executors' window could not be opened: ${String(error)}`),
      );
    return executor;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#executors].map((executor) => executor.terminate()));
    this.sandbox.close();
  }
}
