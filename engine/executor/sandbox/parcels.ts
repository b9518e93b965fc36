/**
 * Messages between processes. A message is copied by the thread that sends it and by the one that gets it; large bytes go
 * ahead of it in pieces, so that neither thread is held up for long.
 */
import { joined } from './shared-channel';

/** Bytes that are copied at one go, in some 2 ms. */
const PIECE = 512 * 1024;

type Path = readonly (string | number)[];
interface Large {
  /** Where in the message the bytes belong. */
  readonly path: Path;
  readonly bytes: Uint8Array;
}

export type Parcel<M> = { readonly piece: Uint8Array } | { readonly message: M; readonly large: readonly { readonly path: Path; readonly pieces: number }[] };

/** Sends messages in order. */
export class ParcelSender<M> {
  readonly #waiting: (() => boolean)[] = [];

  /** @param later lets others have their turn between two pieces */
  constructor(
    private readonly post: (parcel: Parcel<M>) => void,
    private readonly later: (next: () => void) => void,
  ) {}

  send(message: M): void {
    const large: Large[] = [];
    const rest = withoutLarge(message, [], large) as M;
    const steps = large.flatMap(({ bytes }) => Array.from({ length: piecesOf(bytes) }, (_, piece) => () => (this.post({ piece: copyOf(bytes, piece * PIECE, (piece + 1) * PIECE) }), true)));
    const last = (): boolean => (this.post({ message: rest, large: large.map(({ path, bytes }) => ({ path, pieces: piecesOf(bytes) })) }), false);
    const idle = this.#waiting.length === 0;
    this.#waiting.push(...steps, last);
    if (idle) this.#next();
  }

  /** Small messages follow each other at once. */
  #next(): void {
    while (this.#waiting.length > 0) {
      const wasPiece = this.#waiting[0]!();
      this.#waiting.shift();
      if (wasPiece) return this.later(() => this.#next());
    }
  }
}

/**
 * @returns a receiver of parcels that gives whole messages to `receive`. What comes out of the sandbox may be of user code
 * that took its port: a parcel that no sender made is dropped, and nothing but the message itself is ever written to.
 */
export function parcelReceiver<M>(receive: (message: M) => void): (parcel: Parcel<M>) => void {
  let pieces: Uint8Array[] = [];
  return (parcel) => {
    if ('piece' in parcel) return void (parcel.piece instanceof Uint8Array && pieces.push(parcel.piece));
    const came = pieces;
    pieces = [];
    let at = 0;
    const isWhole = parcel.large.every(({ path, pieces: count }) => put(parcel.message, path, joined(came.slice(at, (at += count)))));
    if (isWhole) receive(parcel.message);
  };
}

function piecesOf(bytes: Uint8Array): number {
  return Math.ceil(bytes.byteLength / PIECE);
}

/** The same plain data with null for large bytes, which are put into `found`; shared memory, and views of more, become bytes of their own. */
function withoutLarge(value: unknown, path: Path, found: Large[]): unknown {
  if (value instanceof Uint8Array) {
    if (value.byteLength > PIECE) return found.push({ path, bytes: value }), null;
    return value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength ? value : copyOf(value);
  }
  if (Array.isArray(value)) return value.map((each, index) => withoutLarge(each, [...path, index], found));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutLarge(each, [...path, key], found)]));
}

/** Bytes of their own: `slice` of a Node Buffer is a view, with which all of its memory would be sent. */
function copyOf(bytes: Uint8Array, from = 0, to = bytes.byteLength): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, from, to);
}

/** Puts bytes in the place that was left for them. @returns false if there is none */
function put(message: unknown, path: Path, bytes: Uint8Array): boolean {
  let at = message;
  for (const [index, step] of path.entries()) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false;
    const holder = at as Record<string | number, unknown>;
    if (index < path.length - 1) at = holder[step];
    else if (holder[step] === null) holder[step] = bytes;
    else return false;
  }
  return path.length > 0;
}
