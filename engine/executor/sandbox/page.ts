/**
 * The page of the hidden window. Each executor is a module worker, which gets the port that leads to the control plane;
 * the page sees nothing of it. A script's interpreter blocks, so that it cannot read its port: the page hands it what
 * comes through shared memory.
 */
import { ChannelSender, packMessage, sharedChannel } from './shared-channel';
import type { SandboxCommand } from './sandbox-protocol';

const workers = new Map<string, Worker>();

function startExecutor(id: string, language: string, port: MessagePort): void {
  // The language decides what the worker's content policy allows, see the window's protocol handler.
  const worker = new Worker(`./executor-web.js?language=${language}`, { type: 'module', name: id });
  worker.onerror = (event) => port.postMessage({ message: { type: 'startFailed', message: event.message }, large: [] });
  worker.postMessage(null, [port]);
  workers.set(id, worker);
}

function startDriver(id: string, port: MessagePort): void {
  const worker = new Worker('./driver-web.js', { type: 'module', name: id });
  const shared = sharedChannel();
  const channel = new ChannelSender(shared);
  worker.onerror = (event) => port.postMessage({ type: 'failed', message: event.message });
  worker.onmessage = ({ data }) => {
    if (data === 'taken') channel.taken();
    else port.postMessage(data);
  };
  port.onmessage = ({ data }: MessageEvent<{ readonly buffers?: readonly Uint8Array[] }>) => channel.send(packMessage(data));
  worker.postMessage(shared);
  workers.set(id, worker);
}

window.onmessage = ({ data, ports }: MessageEvent<SandboxCommand>) => {
  if (data.command === 'start') {
    startExecutor(data.executorId, data.language, ports[0]!);
  } else if (data.command === 'startDriver') {
    startDriver(data.driverId, ports[0]!);
  } else {
    workers.get(data.executorId)?.terminate();
    workers.delete(data.executorId);
  }
};
