import type { ExecutorPool } from '#engine/hosts';
import { type Pipeline, type Problem, validatePipeline } from '#engine/model';
import { isScript } from '#engine/pyspark';
import { checkFunctions } from './check-functions';

/**
 * What keeps a pipeline from running, as far as it can be told beforehand: mistakes in the graph, then functions that do
 * not compile. A script tells its mistakes itself, in Python's words.
 */
export async function mistakesIn(pipeline: Pipeline, executors: ExecutorPool): Promise<readonly Problem[]> {
  const mistakes = validatePipeline(pipeline).filter(({ code, severity }) => severity === 'error' && (!isScript(pipeline) || code === 'unknown-operator'));
  return mistakes.length > 0 || isScript(pipeline) ? mistakes : checkFunctions(pipeline, executors);
}
