import type { Pipeline } from '#engine/model';
import { runsAsPipeline, scriptOf } from '#engine/pyspark';

/** A pipeline that runs as the script that it is: what the script's calls stand for. */
export interface PipelineScript {
  readonly text: string;
  /** A batch that fails does not end it, as it does not end a pipeline that one watches: `awaitTermination` waits on. */
  readonly goesOn: boolean;
  /** The node that a call on this line (1-based) makes; of several on one line, the next each time. */
  made(line: number): string | undefined;
  /** The node that stands on this line. */
  at(line: number): string | undefined;
  /** Where a node saves to (saveToSQLite): the engine does that by itself, and not the function of the script. */
  savedTable(node: string): { readonly file: string; readonly table: string } | undefined;
}

/** Whether the engine cannot run a pipeline by its operators alone. */
export function runsAsScript(pipeline: Pipeline): boolean {
  return pipeline.language === 'python' && !runsAsPipeline(pipeline);
}

/** How a pipeline runs of which not every node has an operator in the engine, such as one with `transform`. */
export function pipelineScript(pipeline: Pipeline, goesOn = false): PipelineScript {
  const { text, lines } = scriptOf(pipeline);
  const byLine = new Map<number, string[]>();
  for (const [id, { from, to }] of lines) {
    for (let line = from; line <= to; line++) byLine.set(line, [...(byLine.get(line) ?? []), id]);
  }
  const left = new Map([...byLine].map(([line, ids]) => [line, [...ids]]));
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  return {
    text,
    goesOn,
    made: (line) => {
      const ids = left.get(line) ?? [];
      // A node may be several calls, such as a union of many.
      return ids.length > 1 ? ids.shift() : ids[0];
    },
    at: (line) => byLine.get(line)?.[0],
    savedTable: (id) => {
      const node = nodes.get(id);
      return node?.op === 'saveToSQLite' ? { file: String(node.params.file), table: String(node.params.table) } : undefined;
    },
  };
}
