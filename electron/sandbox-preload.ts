/** Hands commands and ports on to the executors' page; it sees nothing of what goes through them. */
import { ipcRenderer } from 'electron';

ipcRenderer.on('executor', (event, command: unknown) => window.postMessage(command, '*', event.ports));
