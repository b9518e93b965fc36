import { describe, expect, it } from 'vitest';
import { type Parcel, parcelReceiver, ParcelSender } from '#engine/executor';

/** A way between two processes: everything is cloned, and pieces wait until they are let on. */
function way(): { readonly send: (message: unknown) => void; readonly received: unknown[]; readonly letOn: () => void; readonly sizes: number[] } {
  const received: unknown[] = [];
  const sizes: number[] = [];
  const waiting: (() => void)[] = [];
  const receive = parcelReceiver<unknown>((message) => received.push(message));
  const sender = new ParcelSender<unknown>(
    (parcel: Parcel<unknown>) => {
      sizes.push('piece' in parcel ? parcel.piece.buffer.byteLength : 0);
      receive(structuredClone(parcel));
    },
    (next) => waiting.push(next),
  );
  return { send: (message) => sender.send(message), received, letOn: () => waiting.shift()?.(), sizes };
}

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) % 251);

/** Bytes as text: quicker to compare than number by number. */
const told = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_key, each: unknown) => (each instanceof Uint8Array ? Buffer.from(each).toString('base64') : each)));

/** A parcel as user code could make it. */
const forged = (large: unknown, message: unknown = {}): Parcel<unknown> => ({ message, large }) as Parcel<unknown>;

describe('messages between processes', () => {
  it('go at once where they are small', () => {
    const { send, received } = way();
    send({ type: 'run', tasks: [{ buffers: [bytesOf(10)] }] });
    send({ type: 'clear' });
    expect(received).toEqual([{ type: 'run', tasks: [{ buffers: [bytesOf(10)] }] }, { type: 'clear' }]);
  });

  it('go in pieces where they are large, and stay in order', () => {
    const { send, received, letOn, sizes } = way();
    const large = { type: 'run', tasks: [{ id: 1, buffers: [bytesOf(1_200_000), bytesOf(3)] }, { id: 2, buffers: [bytesOf(600_000)] }], restored: [{ bytes: bytesOf(524_289) }] };
    send(large);
    send({ type: 'clear' });
    expect(received).toEqual([]);
    for (let turn = 0; turn < 20; turn++) letOn();
    expect(told(received)).toEqual(told([large, { type: 'clear' }]));
    expect(Math.max(...sizes)).toBe(512 * 1024);
    send({ type: 'after' });
    expect(received.at(-1)).toEqual({ type: 'after' });
  });

  it('carry shared memory, and a part of a larger buffer, as bytes of their own', () => {
    const { send, received, letOn } = way();
    const shared = new Uint8Array(new SharedArrayBuffer(800_000));
    shared.set(bytesOf(800_000));
    send({ buffers: [shared, shared.subarray(5, 9), bytesOf(1000).subarray(10, 20)] });
    for (let turn = 0; turn < 5; turn++) letOn();
    const { buffers } = received[0] as { buffers: Uint8Array[] };
    expect(told(buffers)).toEqual(told([bytesOf(800_000), bytesOf(800_000).slice(5, 9), bytesOf(1000).slice(10, 20)]));
    expect(buffers.every(({ buffer, byteLength }) => buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)).toBe(true);
  });

  it('carry the bytes of a Node Buffer without the memory around them', () => {
    const { send, received, letOn, sizes } = way();
    const file = Buffer.from(bytesOf(1_500_000));
    send({ buffers: [file, Buffer.from('pooled')] });
    for (let turn = 0; turn < 5; turn++) letOn();
    const { buffers } = received[0] as { buffers: Uint8Array[] };
    expect(told(buffers)).toEqual(told([bytesOf(1_500_000), new TextEncoder().encode('pooled')]));
    expect(Math.max(...sizes)).toBe(512 * 1024);
    expect(buffers[1]!.buffer.byteLength).toBe(6);
  });

  it('write to nothing but the message, whatever the parcel says', () => {
    const received: unknown[] = [];
    const receive = parcelReceiver<unknown>((message) => received.push(message));
    for (const path of [['__proto__', 'polluted'], ['constructor', 'prototype', 'polluted'], ['missing'], ['taken'], []]) {
      receive({ piece: bytesOf(3) });
      receive(forged([{ path, pieces: 1 }], { taken: 1 }));
    }
    receive({ piece: { polluted: true } } as unknown as Parcel<unknown>);
    expect([received, ({} as Record<string, unknown>).polluted]).toEqual([[], undefined]);
    receive({ piece: bytesOf(3) });
    receive(forged([{ path: ['bytes'], pieces: 1 }], { bytes: null }));
    expect(told(received)).toEqual(told([{ bytes: bytesOf(3) }]));
  });
});
