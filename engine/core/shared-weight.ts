/** As long as shared bytes live, so does a buffer of their size that nobody writes to: an untouched one takes no memory. */
const weights = new WeakMap<ArrayBufferLike, ArrayBuffer>();

/**
 * Lets the garbage collector of this thread feel the size of bytes in shared memory. V8 counts ordinary buffers, and
 * collects before there are too many; of shared ones it knows the few bytes of their handle, and would keep gigabytes.
 */
export function weigh({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof SharedArrayBuffer && !weights.has(buffer)) weights.set(buffer, new ArrayBuffer(byteLength));
}
