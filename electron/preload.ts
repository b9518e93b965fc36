/** All that the renderer gets of Electron: the bridge. It never grows; a new request touches api.ts and one handler. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from './api';

const bridge: Bridge = {
  invoke: (name, params) => ipcRenderer.invoke('request', name, params) as never,
  pathOf: (file) => webUtils.getPathForFile(file),
  on: (name, handler) => {
    const listener = (_event: unknown, told: string, payload: unknown): void => {
      if (told === name) handler(payload as never);
    };
    ipcRenderer.on('event', listener);
    return () => ipcRenderer.off('event', listener);
  },
};
contextBridge.exposeInMainWorld('dstream', bridge);
