/**
 * A way into a worker that blocks: through shared memory, a piece at a time. The worker waits for the flag that a piece
 * is there; the sender is told when it was taken.
 */
const FLAG = 0;
const LENGTH = 1;
const LAST = 2;
const HEADER = 12;
const PIECE = 1024 * 1024;

export function sharedChannel(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER + PIECE);
}

/** The sender's end. `taken` has to be called whenever the worker says that it took a piece. */
export class ChannelSender {
  readonly #header: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #queue: Uint8Array[] = [];
  #sent = 0;
  #isFree = true;

  constructor(shared: SharedArrayBuffer) {
    this.#header = new Int32Array(shared, 0, HEADER / 4);
    this.#bytes = new Uint8Array(shared, HEADER);
  }

  send(message: Uint8Array): void {
    this.#queue.push(message);
    this.#next();
  }

  taken(): void {
    this.#isFree = true;
    this.#next();
  }

  #next(): void {
    const message = this.#queue[0];
    if (!message || !this.#isFree) return;
    const piece = message.subarray(this.#sent, this.#sent + PIECE);
    this.#bytes.set(piece);
    this.#sent += piece.length;
    const last = this.#sent === message.length;
    if (last) {
      this.#queue.shift();
      this.#sent = 0;
    }
    this.#isFree = false;
    Atomics.store(this.#header, LENGTH, piece.length);
    Atomics.store(this.#header, LAST, last ? 1 : 0);
    Atomics.store(this.#header, FLAG, 1);
    Atomics.notify(this.#header, FLAG);
  }
}

/** The blocked worker's end. */
export class ChannelReceiver {
  readonly #header: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(
    shared: SharedArrayBuffer,
    /** Tells the sender that a piece was taken. */
    private readonly tellTaken: () => void,
  ) {
    this.#header = new Int32Array(shared, 0, HEADER / 4);
    this.#bytes = new Uint8Array(shared, HEADER);
  }

  /** Waits for a message. */
  next(): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (let last = false; !last; ) {
      Atomics.wait(this.#header, FLAG, 0);
      last = Atomics.load(this.#header, LAST) === 1;
      pieces.push(this.#bytes.slice(0, Atomics.load(this.#header, LENGTH)));
      Atomics.store(this.#header, FLAG, 0);
      this.tellTaken();
    }
    return joined(pieces);
  }
}

/** Plain data and buffers as bytes. */
export function packMessage(message: { readonly buffers?: readonly Uint8Array[] }): Uint8Array {
  const { buffers = [], ...data } = message;
  const text = new TextEncoder().encode(JSON.stringify({ data, lengths: buffers.map(({ length }) => length) }));
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, text.length);
  return joined([size, text, ...buffers]);
}

export function unpackMessage<T>(bytes: Uint8Array): T {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const { data, lengths } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))) as { data: object; lengths: number[] };
  let at = end;
  const buffers = lengths.map((length) => bytes.slice(at, (at += length)));
  return { ...data, buffers } as T;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
