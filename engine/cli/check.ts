import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { parsePipeline, validatePipeline } from '#engine/model';
import { checkFunctions } from '#engine/run';
import { readFile } from 'node:fs/promises';
import { problemLine, writeOut } from './output';

/** Tells the mistakes and warnings of a pipeline, one a line. @returns 0 if none is an error, else 1 */
export async function checkFile(file: string): Promise<number> {
  const parsed = parsePipeline(await readFile(file, 'utf8'), file);
  const executors = new ExecutorPool(new WorkerHost());
  try {
    const problems = parsed.ok ? [...validatePipeline(parsed.pipeline), ...(await checkFunctions(parsed.pipeline, executors))] : parsed.problems;
    for (const found of problems) writeOut(problemLine(file, found));
    return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
  } finally {
    await executors.close();
  }
}
