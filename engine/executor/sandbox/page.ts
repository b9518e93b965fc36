/**
 * The page of the hidden window: one module worker for each executor, which gets the port that leads to the control
 * plane. The page itself sees no data.
 */
import type { SandboxCommand } from './sandbox-protocol';

const workers = new Map<string, Worker>();

function start(executorId: string, language: string, port: MessagePort): void {
  // The language decides what the worker's content policy allows, see the window's protocol handler.
  const worker = new Worker(`./executor-web.js?language=${language}`, { type: 'module', name: executorId });
  worker.onerror = (event) => port.postMessage({ type: 'startFailed', message: event.message });
  worker.postMessage(null, [port]);
  workers.set(executorId, worker);
}

window.onmessage = ({ data, ports }: MessageEvent<SandboxCommand>) => {
  if (data.command === 'start') {
    start(data.executorId, data.language, ports[0]!);
  } else {
    workers.get(data.executorId)?.terminate();
    workers.delete(data.executorId);
  }
};
