/** Writes the SQLite sinks of one program (DESIGN 3.4), away from everything that must not wait for a disk. */
import { parentPort } from 'node:worker_threads';
import type { SinkAnswer, SinkRequest } from './sink-protocol';
import { SinkFile } from './sink-file';

if (!parentPort) throw new Error('sqlite-sink.worker runs as a worker thread only.');
const port = parentPort;
const files = new Map<string, SinkFile>();

function answer(request: SinkRequest): number {
  if (request.type === 'close') {
    for (const file of files.values()) file.close();
    files.clear();
    return 0;
  }
  const { target } = request;
  const known = files.get(target.file);
  const file = known ?? new SinkFile(target.file);
  try {
    if (request.type === 'write') return file.write(target, request.batchTime, request.partitions);
    file.check(target.table);
    files.set(target.file, file);
    return 0;
  } catch (error) {
    if (!known) file.close();
    throw error;
  }
}

port.on('message', (request: SinkRequest) => {
  let reply: SinkAnswer;
  try {
    reply = { id: request.id, rows: answer(request) };
  } catch (error) {
    reply = { id: request.id, error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply);
});
