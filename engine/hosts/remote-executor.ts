import type { OutOfMemory } from '../core/executor-provider';
import type { KeptBlock } from '../core/kept-block';
import type { FunctionDefinition, TaskDescription } from '../core/task';
import type { CheckError, ExecutorAssets, ExecutorLanguage, FromExecutor, ToExecutor } from '../executor/protocol';
import { executorMemory } from './executor-memory';
import type { ExecutorHandle, ExecutorHostEvents } from './executor-host';

const SIGINT = 2;

/** How messages reach an executor, wherever it runs. */
export interface ExecutorLink {
  post(message: ToExecutor): void;
  /** Ends the executor at once. */
  terminate(): Promise<void>;
}

/** The near side of an executor that is reached by messages: what all hosts have in common. */
export class RemoteExecutor implements ExecutorHandle {
  readonly ready: Promise<{ readonly startupMs: number }>;
  readonly #checks = new Map<number, (error: CheckError | null) => void>();
  #resolveReady!: (started: { readonly startupMs: number }) => void;
  #rejectReady!: (error: Error) => void;
  #lastCheck = 0;
  #ended = false;
  #link: ExecutorLink | null = null;
  #interrupt: Uint8Array | null = null;
  /** Messages sent before there was a link. */
  readonly #unsent: ToExecutor[] = [];

  constructor(
    readonly id: string,
    private readonly events: ExecutorHostEvents,
    private readonly onEnd: () => void,
  ) {
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    // A failed start is also told as a loss; without this line it would end the process when nobody awaits `ready`.
    this.ready.catch(() => undefined);
  }

  /** The executor can be reached from now on. */
  connect(link: ExecutorLink, language: ExecutorLanguage, assets: ExecutorAssets | null, running?: Int32Array): void {
    if (this.#ended) {
      void link.terminate();
      return;
    }
    this.#link = link;
    this.#interrupt = assets?.interrupt ?? null;
    link.post({ type: 'start', executorId: this.id, language, assets, ...(running ? { running } : {}) });
    for (const message of this.#unsent.splice(0)) link.post(message);
  }

  receive(message: FromExecutor): void {
    switch (message.type) {
      case 'ready':
        return this.#resolveReady({ startupMs: message.startupMs });
      case 'startFailed':
        return this.end(`The executor could not start: ${message.message}`);
      case 'result':
        return this.events.result(this.id, message.result);
      case 'print':
        return this.events.print(this.id, message.stream, message.text, message.place);
      case 'spilled':
        return this.events.spilled(this.id, message.blocks);
      case 'checked':
        this.#checks.get(message.requestId)?.(message.error);
        this.#checks.delete(message.requestId);
    }
  }

  /** It died, or never came up. */
  end(reason: string, outOfMemory?: OutOfMemory): void {
    if (this.#ended) return;
    this.#close(reason);
    this.events.lost(this.id, reason, outOfMemory);
  }

  run(functions: readonly FunctionDefinition[], tasks: readonly TaskDescription[], restored: readonly KeptBlock[]): void {
    this.#post({ type: 'run', functions, tasks, restored });
  }

  clear(): void {
    this.#post({ type: 'clear' });
  }

  limitStorage(share: number): void {
    this.#post({ type: 'limitStorage', bytes: share * executorMemory() });
  }

  forget(shuffles: readonly number[], functions: readonly number[], blocks: readonly number[]): void {
    this.#post({ type: 'forget', shuffles, functions, blocks });
  }

  check(fn: FunctionDefinition): Promise<CheckError | null> {
    if (this.#ended) return Promise.resolve(null);
    const requestId = ++this.#lastCheck;
    return new Promise((resolve) => {
      this.#checks.set(requestId, resolve);
      this.#post({ type: 'check', requestId, fn });
    });
  }

  interrupt(): boolean {
    if (!this.#interrupt) return false;
    this.#interrupt[0] = SIGINT;
    return true;
  }

  async terminate(): Promise<void> {
    if (this.#ended) return;
    this.#close('It was ended.');
    await this.#link?.terminate();
  }

  #close(reason: string): void {
    this.#ended = true;
    this.#rejectReady(new Error(reason));
    for (const answer of this.#checks.values()) answer(null);
    this.#checks.clear();
    this.onEnd();
  }

  #post(message: ToExecutor): void {
    if (this.#ended) return;
    if (this.#link) this.#link.post(message);
    else this.#unsent.push(message);
  }
}
