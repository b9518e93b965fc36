import { Worker } from 'node:worker_threads';
import { EngineError } from '#engine/core';
import { workerFile } from '#engine/hosts';

/** What the worker is started with. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly name: string;
}

export type Unpacked = { readonly bytes: Uint8Array } | { readonly failure: string };

/** Unpacks in a thread of its own. @throws EngineError `invalid-argument` where it is no whole bzip2 file */
export function unpackBzip2(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const worker = new Worker(workerFile('bunzip2'), { workerData: { bytes, name } satisfies Packed, name: 'bunzip2' });
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => reject(new EngineError('invalid-argument', why));
    worker.on('message', (result: Unpacked) => ('bytes' in result ? resolve(result.bytes) : failed(result.failure)));
    worker.on('error', (error) => failed(`${name} could not be unpacked (${error.message}): unpack it first.`));
    worker.on('exit', () => failed(`${name} could not be unpacked: unpack it first.`));
  });
}
