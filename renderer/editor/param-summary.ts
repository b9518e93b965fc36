import type { PipelineNode } from '#engine/model';

/** The one setting of a node that says most about it. */
export function paramSummary({ params: known, expressions = {} }: PipelineNode): string {
  // What only a run of the script can tell is shown as it stands there.
  const params = { ...expressions, ...known };
  if (typeof params.code === 'string') return params.code;
  const shown = ['f', 'func', 'updateFunc', 'reduceFunc', 'file', 'directory', 'prefix', 'port', 'num', 'windowDuration'].map((name) => [name, params[name]] as const).find(([, value]) => value !== undefined && value !== null);
  if (!shown) return '';
  const [name, value] = shown;
  if (name === 'port') return `${String(params.hostname)}:${String(value)}`;
  if (name === 'file') return `${String(value)} · ${String(params.table)}`;
  if (name === 'windowDuration') return (typeof value === 'number' ? `last ${value / 1000} s` : `last ${String(value)}`);
  return name === 'num' ? `first ${String(value)} records` : String(value);
}
