/** Plain data with bytes beside it, in one piece: the length of the JSON, the JSON, the buffers one after the other. */
export function pack(data: unknown, buffers: readonly Uint8Array[]): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify({ data, lengths: buffers.map(({ byteLength }) => byteLength) }));
  const bytes = new Uint8Array(4 + head.length + buffers.reduce((sum, { byteLength }) => sum + byteLength, 0));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const buffer of buffers) {
    bytes.set(buffer, at);
    at += buffer.byteLength;
  }
  return bytes;
}

/** The other way round. The buffers are copies: they may be handed on while the whole is let go. */
export function unpack(bytes: Uint8Array): { readonly data: unknown; readonly buffers: readonly Uint8Array[] } {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const { data, lengths } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as { data: unknown; lengths: number[] };
  let at = 4 + length;
  return { data, buffers: lengths.map((size) => bytes.slice(at, (at += size))) };
}
