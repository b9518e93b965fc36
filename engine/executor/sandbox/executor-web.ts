/** An executor in a worker of the sandboxed window. */
import type { loadPyodide } from 'pyodide';
import { createExecutor } from '../executor';
import { createJavaScriptRuntime } from '../javascript';
import type { FromExecutor, ToExecutor } from '../protocol';
import { createPythonRuntime } from '../python';
import { type Parcel, parcelReceiver, ParcelSender } from './parcels';

self.onmessage = ({ ports }: MessageEvent) => {
  const port = ports[0]!;
  const sender = new ParcelSender<FromExecutor>((parcel) => port.postMessage(parcel), (next) => next());
  const receive = createExecutor(
    // Across processes a transfer is a copy all the same.
    (message) => sender.send(message),
    async (language, assets, print) => {
      if (language === 'javascript') return createJavaScriptRuntime(print, null);
      if (!assets || typeof assets.snapshot !== 'string') throw new Error('A Python executor in a window needs the URL of its snapshot.');
      const [{ loadPyodide: load }, snapshot] = await Promise.all([
        import(/* @vite-ignore */ `${assets.pyodide}pyodide.mjs`) as Promise<{ loadPyodide: typeof loadPyodide }>,
        fetch(assets.snapshot).then((response) => response.arrayBuffer()),
      ]);
      return createPythonRuntime({ loadPyodide: load, indexURL: assets.pyodide, snapshot: new Uint8Array(snapshot) }, print);
    },
  );
  const open = parcelReceiver(receive);
  port.onmessage = (event: MessageEvent<Parcel<ToExecutor>>) => open(event.data);
};
