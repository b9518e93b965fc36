import type { Pipeline } from '#engine/model';

/** Whether a pipeline is the graph of a script's run (the engine's `scriptPipeline`): its nodes have lines, not parameters. */
export function isScriptGraph({ nodes }: Pipeline): boolean {
  return nodes.length > 0 && nodes.every(({ params }) => 'endLine' in params);
}
