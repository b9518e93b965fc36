/** How a record prints: a string as it is, anything else as `console.log` shows it on one line. */
export function display(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, new Set());
}

/** As `display`, but strings are quoted: what a sample or an error message shows. */
export function literal(value: unknown): string {
  return inspect(value, new Set());
}

export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'object') return typeof value;
  return (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name ?? 'object';
}

function inspect(value: unknown, above: ReadonlySet<object>): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return `[Function: ${value.name || '(anonymous)'}]`;
    case 'object':
      return value === null ? 'null' : above.has(value) ? '[Circular]' : container(value, new Set(above).add(value));
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

function quote(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1);
  return text.includes("'") && !text.includes('"') ? `"${inner}"` : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function container(value: object, above: ReadonlySet<object>): string {
  const show = (inner: unknown): string => inspect(inner, above);
  if (Array.isArray(value)) return wrap('[', value.map(show), ']');
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Set) return wrap(`Set(${value.size}) {`, [...value].map(show), '}');
  if (value instanceof Map) return wrap(`Map(${value.size}) {`, [...value].map(([k, v]) => `${show(k)} => ${show(v)}`), '}');
  if (ArrayBuffer.isView(value)) return wrap(`${typeName(value)}(${value.byteLength}) [`, [...(value as Uint8Array)].map(show), ']');
  const fields = Object.entries(value).map(([key, inner]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key)}: ${show(inner)}`);
  const name = typeName(value);
  return wrap(name === 'Object' || name === 'object' ? '{' : `${name} {`, fields, '}');
}

function wrap(open: string, parts: readonly string[], close: string): string {
  return parts.length === 0 ? `${open}${close}` : `${open} ${parts.join(', ')} ${close}`;
}
