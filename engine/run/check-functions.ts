import type { FunctionDefinition } from '#engine/core';
import type { ExecutorPool } from '#engine/hosts';
import type { Pipeline, PipelineNode, Problem } from '#engine/model';
import { operators } from '#engine/operators';
import { preludeOf } from '#engine/pyspark';

/** Compiles every function of a pipeline in its own language, without running it. */
export async function checkFunctions(pipeline: Pipeline, executors: ExecutorPool): Promise<Problem[]> {
  const functions = pipeline.nodes.flatMap((node) => functionsOf(node, pipeline));
  if (functions.length === 0) return [];
  const executor = executors.borrow(pipeline.language);
  const errors = await Promise.all(functions.map((fn) => executor.check(fn)));
  return errors.flatMap((error, index): Problem[] => {
    const { nodeId, param } = functions[index]!.place;
    if (!error) return [];
    return [{ code: 'function-syntax', severity: 'error', message: error.message, place: { nodeId, param, line: error.line } }];
  });
}

function functionsOf(node: PipelineNode, pipeline: Pipeline): FunctionDefinition[] {
  const prelude = preludeOf(pipeline);
  const declared = Object.entries(operators.get(node.op)?.params ?? {});
  return declared.flatMap(([param, { type }], index) => {
    const text = node.params[param];
    if (type !== 'function' || typeof text !== 'string') return [];
    return [{ id: -1 - index, form: { kind: 'source', text, prelude }, place: { nodeId: node.id, param } }];
  });
}
