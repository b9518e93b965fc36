import type { Pipeline } from '#engine/model';
import type { StreamNode } from '#engine/streaming';

/** What a script's run is called, and runs with. */
export interface ScriptRunInfo {
  readonly name: string;
  readonly master: string;
  /** ms */
  readonly batchInterval: number;
  readonly text: string;
}

/**
 * A script's graph in the form of a pipeline, for the views and the history. It cannot be run: its nodes have the text
 * of their calls (`code`) and its lines (`line`, `endLine`) instead of parameters, and stand nowhere yet.
 */
export function scriptPipeline(nodes: readonly StreamNode[], { name, master, batchInterval, text }: ScriptRunInfo): Pipeline {
  return {
    dstream: 1,
    name,
    language: 'python',
    master,
    batchInterval,
    settings: {},
    nodes: nodes.map(({ id, operation, site, socket }) => ({
      id,
      op: operation,
      name: site?.name ?? (site ? `line ${site.line}` : operation),
      params: { code: site?.code ?? '', line: site?.line ?? null, endLine: site?.endLine ?? null, ...(socket ?? {}) },
    })),
    edges: nodes.flatMap(({ id, parents }) => parents.map((from) => ({ from, to: id, port: 'parent' }))),
    code: [{ id: 'script', text }],
    layout: { nodes: {} },
  };
}
