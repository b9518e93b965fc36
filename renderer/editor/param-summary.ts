import type { PipelineNode } from '#engine/model';

/** The one setting of a node that says most about it. */
export function paramSummary({ params }: PipelineNode): string {
  if (typeof params.code === 'string') return params.code;
  const shown = ['f', 'func', 'updateFunc', 'reduceFunc', 'file', 'directory', 'prefix', 'port', 'num', 'windowDuration'].map((name) => [name, params[name]] as const).find(([, value]) => value !== undefined && value !== null);
  if (!shown) return '';
  const [name, value] = shown;
  if (name === 'port') return `${String(params.hostname)}:${String(value)}`;
  if (name === 'file') return `${String(value)} · ${String(params.table)}`;
  if (name === 'windowDuration') return `last ${Number(value) / 1000} s`;
  return name === 'num' ? `first ${String(value)} records` : String(value);
}
