/** A script's own interpreter in a worker of the sandboxed window: it has the folders that were granted, and no more. */
import type { loadPyodide } from 'pyodide';
import { PYTHON_ENVIRONMENT } from '../executor/python';
import { DriverCalls, type DriverLink, runScript } from './driver';
import type { FromDriver, ToDriver } from './driver-protocol';
import { mountHostFolders } from './host-file-system';
import { ChannelReceiver, unpackMessage } from '../executor/sandbox/shared-channel';
import type { SandboxDriverStart } from './sandbox-driver';

const post = (message: FromDriver | 'taken'): void => self.postMessage(message);

self.onmessage = ({ data: shared }: MessageEvent<SharedArrayBuffer>) => {
  const receiver = new ChannelReceiver(shared, () => post('taken'));
  const start = unpackMessage<SandboxDriverStart>(receiver.next());
  run(start, receiver).catch((error: unknown) => post({ type: 'failed', message: String(error instanceof Error ? (error.stack ?? error.message) : error) }));
};

async function run({ start, pyodide: url, snapshot: snapshotUrl, folders }: SandboxDriverStart, receiver: ChannelReceiver): Promise<void> {
  const [{ loadPyodide: load }, snapshot] = await Promise.all([
    import(/* @vite-ignore */ `${url}pyodide.mjs`) as Promise<{ loadPyodide: typeof loadPyodide }>,
    fetch(snapshotUrl).then((response) => response.arrayBuffer()),
  ]);
  const pyodide = await load({ indexURL: url, _loadSnapshot: new Uint8Array(snapshot), env: PYTHON_ENVIRONMENT });
  const link: DriverLink = { post, next: () => unpackMessage<ToDriver>(receiver.next()) };
  const calls = new DriverCalls(link);
  mountHostFolders(pyodide, folders, calls.askHost);
  runScript(pyodide, start, calls, link);
}
