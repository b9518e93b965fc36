export { type FileEntry, type Files, nodeFiles } from './files';
export { durableFiles } from './durable-files';
export { LineCutter } from './line-cutter';
export { LineGate } from './line-gate';
export { batchesOf, readBatches } from './manual-input';
export { RateLimiter } from './rate-limiter';
export type * from './receiver';
export { startSocketReceiver } from './socket-receiver';
export { type ServerClient, SocketServer, type SocketServerState } from './socket-server';
