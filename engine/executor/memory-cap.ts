const PAGE = 65_536;

/**
 * Lets no interpreter of this thread grow beyond `limit` bytes: its allocation fails, and the language raises its own
 * error (Python's MemoryError) at the line that asked for too much. Nothing else caps WebAssembly memory: a worker's
 * resource limits do not count it.
 */
export function capMemory(limit: number): void {
  const grow = Reflect.get(WebAssembly.Memory.prototype, 'grow');
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE > limit) throw new RangeError(`An executor has ${limit} bytes at most.`);
    return Reflect.apply(grow, this, [pages]);
  };
}
