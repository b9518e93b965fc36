/** Records between executors: JSON, with marks for the values that JSON cannot say. */
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function serialize(records: readonly unknown[]): Uint8Array {
  return encoder.encode(JSON.stringify(records.map(pack)));
}

export function deserialize(bytes: Uint8Array): unknown[] {
  return (JSON.parse(decoder.decode(bytes)) as unknown[]).map(unpack);
}

/** A marked value is an array that begins with this, and so is an array that happens to begin with it. */
const MARK = '\0';

function pack(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
      return [MARK, 'undefined'];
    case 'bigint':
      return [MARK, 'bigint', String(value)];
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : [MARK, 'number', Object.is(value, -0) ? '-0' : String(value)];
    case 'function':
    case 'symbol':
      throw new TypeError(`A ${typeof value} cannot be sent between executors.`);
    case 'object':
      return value === null ? null : packObject(value);
    default:
      return value;
  }
}

function packObject(value: object): unknown {
  if (Array.isArray(value)) return value[0] === MARK ? [MARK, 'array', value.map(pack)] : value.map(pack);
  if (value instanceof Date) return [MARK, 'date', value.getTime()];
  if (value instanceof Map) return [MARK, 'map', [...value].map(([k, v]) => [pack(k), pack(v)])];
  if (value instanceof Set) return [MARK, 'set', [...value].map(pack)];
  if (value instanceof Uint8Array) return [MARK, 'bytes', Array.from(value)];
  return [MARK, 'object', Object.entries(value).map(([k, v]) => [k, pack(v)])];
}

function unpack(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value[0] !== MARK) return value.map(unpack);
  const inner: unknown = value[2];
  switch (value[1]) {
    case 'bigint':
      return BigInt(inner as string);
    case 'number':
      return Number(inner);
    case 'array':
      return (inner as unknown[]).map(unpack);
    case 'date':
      return new Date((inner as number | null) ?? Number.NaN);
    case 'map':
      return new Map((inner as [unknown, unknown][]).map(([k, v]) => [unpack(k), unpack(v)]));
    case 'set':
      return new Set((inner as unknown[]).map(unpack));
    case 'bytes':
      return Uint8Array.from(inner as number[]);
    case 'object':
      return Object.fromEntries((inner as [string, unknown][]).map(([k, v]) => [k, unpack(v)]));
    default:
      return undefined;
  }
}
