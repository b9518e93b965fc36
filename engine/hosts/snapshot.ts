import { open } from 'node:fs/promises';
import { outputPath } from './build-output';

let read: Promise<Uint8Array> | null = null;

/** The memory of an interpreter with our modules (31 MB): read once, straight into memory that all workers share. */
export function readSnapshot(): Promise<Uint8Array> {
  return (read ??= readShared(outputPath('python', 'snapshot.bin')));
}

async function readShared(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(bytes, at, size - at, at);
      if (bytesRead === 0) throw new Error(`${path} ended early.`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
