import type { ExecutorAssets, ExecutorLanguage, FromExecutor, ToExecutor } from './protocol';
import { capMemory } from './memory-cap';
import type { LanguageRuntime, PrintSink } from './language-runtime';
import { PrintBuffer } from './print-buffer';
import type { TaskDescription, TaskResult } from '../core/task';

export type Post = (message: FromExecutor, transfer: ArrayBuffer[]) => void;
export type LoadRuntime = (language: ExecutorLanguage, assets: ExecutorAssets | null, print: PrintSink, running: Int32Array | null) => Promise<LanguageRuntime>;

/**
 * One executor: a slot that runs tasks one after the other. It knows neither Node nor a browser; its host gives it a
 * way to post messages and to load a language.
 * @returns the handler for messages from the host
 */
export function createExecutor(post: Post, loadRuntime: LoadRuntime): (message: ToExecutor) => void {
  let runtime: LanguageRuntime | null = null;
  let interrupt: Uint8Array | null = null;
  let storageLimit = Infinity;
  /** Messages that came before the language was ready. */
  const waiting: ToExecutor[] = [];

  const printed = new PrintBuffer((message) => post(message, []));

  async function start({ language, assets, running }: Extract<ToExecutor, { type: 'start' }>): Promise<void> {
    const begin = performance.now();
    try {
      if (assets) capMemory(assets.memoryLimit);
      interrupt = assets?.interrupt ?? null;
      runtime = await loadRuntime(language, assets, printed.print, running ?? null);
    } catch (error) {
      post({ type: 'startFailed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }, []);
      return;
    }
    post({ type: 'ready', startupMs: performance.now() - begin }, []);
    for (const message of waiting.splice(0)) handle(message, runtime);
  }

  function handle(message: ToExecutor, language: LanguageRuntime): void {
    // An interrupt that came after its task had ended is none for what comes next.
    if (interrupt) interrupt[0] = 0;
    switch (message.type) {
      case 'start':
        return;
      case 'run':
        if (message.restored.length > 0) language.restore(message.restored);
        for (const fn of message.functions) language.define(fn);
        for (const task of message.tasks) {
          const result = language.run(withOwnBuffers(task));
          printed.flush();
          const spilled = language.overflow(storageLimit);
          if (spilled.length > 0) post({ type: 'spilled', blocks: spilled }, []);
          post({ type: 'result', result }, buffersOf(result));
        }
        return;
      case 'limitStorage':
        storageLimit = message.bytes;
        return;
      case 'clear':
        language.clear();
        return;
      case 'forget':
        language.forget(message.shuffles, message.functions, message.blocks);
        return;
      case 'check':
        post({ type: 'checked', requestId: message.requestId, error: language.check(message.fn) }, []);
        return;
    }
  }

  return (message) => {
    if (message.type === 'start') void start(message);
    else if (runtime) handle(message, runtime);
    else waiting.push(message);
  };
}

/** What comes in shared memory, such as received blocks, is copied here and not by the control plane; decoders refuse shared memory. */
function withOwnBuffers(task: TaskDescription): TaskDescription {
  return { ...task, buffers: task.buffers.map((bytes) => (bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice())) };
}

/** Outputs leave by transfer, not by copy; a view of a larger buffer (or a shared one) has to be copied instead. */
function buffersOf(result: TaskResult): ArrayBuffer[] {
  if (!result.ok) return [];
  const stored = result.blocks.flatMap(({ bytes }) => bytes ?? []);
  return [...result.outputs, ...stored]
    .filter((output) => output.buffer instanceof ArrayBuffer && output.byteLength === output.buffer.byteLength && output.byteLength > 0)
    .map((output) => output.buffer as ArrayBuffer);
}
