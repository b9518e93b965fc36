import { availableParallelism, totalmem } from 'node:os';

const MB = 1024 * 1024;

/** Bytes that one interpreter may take: all of them together leave half of the computer to others. */
export function executorMemory(): number {
  const share = totalmem() / 2 / availableParallelism();
  return Math.min(2048 * MB, Math.max(512 * MB, share));
}
