export { type FileEntry, type Files, nodeFiles } from './files';
export { LineCutter } from './line-cutter';
export { batchesOf, readBatches } from './manual-input';
export type * from './receiver';
export { startSocketReceiver } from './socket-receiver';
export { type ServerClient, SocketServer, type SocketServerState } from './socket-server';
