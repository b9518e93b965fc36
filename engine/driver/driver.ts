import type { PyodideInterface } from 'pyodide';
import type { PyProxy } from 'pyodide/ffi';
import type { DriverStart, FromDriver, ToDriver } from './driver-protocol';
import type { AskHost } from './host-file-system';

/** The worker's two ends: what it says, and what it waits for. */
export interface DriverLink {
  post(message: FromDriver): void;
  /** The next message from the engine, for which the thread waits. */
  next(): ToDriver;
}

/** Calls of a script's interpreter to the engine. Each blocks it until it is answered. */
export class DriverCalls {
  #lastCall = 0;
  /** Answers that came while a callback, called from within the call that waits for them, made calls of its own. */
  readonly #early = new Map<number, Extract<ToDriver, { type: 'answer' }>>();
  /** Callbacks that came while the interpreter was in the middle of something. */
  readonly #postponed: Extract<ToDriver, { type: 'callback' }>[] = [];
  runCallback: ((callback: number, args: string) => string) | null = null;

  constructor(private readonly link: DriverLink) {}

  /** Callbacks are served meanwhile. */
  call(request: string, buffers: readonly Uint8Array[]): [string, readonly Uint8Array[]] {
    return this.#wait(request, buffers, true);
  }

  /** For what must not be interrupted, such as reading a file. */
  callUndisturbed(request: string, buffers: readonly Uint8Array[]): [string, readonly Uint8Array[]] {
    return this.#wait(request, buffers, false);
  }

  /** A file operation. */
  readonly askHost: AskHost = (method, args, bytes) => {
    const [answer, buffers] = this.callUndisturbed(JSON.stringify([method, args]), bytes ? [bytes] : []);
    return { ...(JSON.parse(answer) as { value: { value?: unknown; error?: string } }).value, bytes: buffers[0] ?? null };
  };

  #wait(request: string, buffers: readonly Uint8Array[], serving: boolean): [string, readonly Uint8Array[]] {
    const id = ++this.#lastCall;
    this.link.post({ type: 'call', id, request, buffers });
    for (;;) {
      const answered = this.#early.get(id);
      if (answered) {
        this.#early.delete(id);
        return [answered.answer, answered.buffers];
      }
      const message = (serving && this.#postponed.shift()) || this.link.next();
      if (message.type === 'answer') this.#early.set(message.id, message);
      else if (serving) this.link.post({ type: 'called', id: message.id, outcome: this.runCallback!(message.callback, message.args) });
      else this.#postponed.push(message);
    }
  }
}

/** Runs the script to its end, in an interpreter that is up and has its files. */
export function runScript(pyodide: PyodideInterface, start: DriverStart, calls: DriverCalls, link: DriverLink): void {
  pyodide.setStdout(writer('stdout', link));
  pyodide.setStderr(writer('stderr', link));
  // What Python gets is converted here: it holds no object of JavaScript.
  const call = (request: string, buffers: PyProxy): unknown => pyodide.toPy(calls.call(request, buffers.toJs() as Uint8Array[]));
  pyodide.registerJsModule('_dstream_bridge', { call });
  const gateway = pyodide.pyimport('pyspark._gateway') as PyProxy & { run_callback: NonNullable<DriverCalls['runCallback']> };
  calls.runCallback = gateway.run_callback;
  const runner = pyodide.pyimport('pyspark._run') as PyProxy & { run(start: string): PyProxy };
  const [status, line, message] = runner.run(JSON.stringify(start)).toJs() as [number, number | undefined, string | undefined];
  link.post({ type: 'ended', status, exception: message === undefined ? null : { line: line ?? null, message } });
}

function writer(stream: 'stdout' | 'stderr', link: DriverLink): { write: (bytes: Uint8Array) => number } {
  const decoder = new TextDecoder();
  return {
    write: (bytes) => {
      link.post({ type: 'print', stream, text: decoder.decode(bytes.slice(), { stream: true }) });
      return bytes.length;
    },
  };
}
