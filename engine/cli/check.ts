import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { parsePipeline, type Pipeline, type Problem, validatePipeline } from '#engine/model';
import { decodeScript, openPipeline, readingOf, readScript, scriptProblems } from '#engine/pyspark';
import { checkFunctions } from '#engine/run';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { problemLine, writeOut } from './output';

/** Tells the mistakes and warnings of a script or a pipeline, one a line. @returns 0 if none is an error, else 1 */
export async function checkFile(file: string): Promise<number> {
  const problems = extname(file) === '.py' ? checkScript(await readFile(file), file) : await checkPipeline(await readFile(file, 'utf8'), file);
  for (const found of problems) writeOut(problemLine(file, found));
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function checkScript(bytes: Uint8Array, file: string): Problem[] {
  return scriptProblems(readScript(decodeScript(bytes).text), file);
}

async function checkPipeline(text: string, file: string): Promise<readonly Problem[]> {
  const parsed = parsePipeline(text, file);
  if (!parsed.ok) return parsed.problems;
  const pipeline = openPipeline(parsed.pipeline);
  const reading = readingOf(pipeline);
  // Lines are those of the script that the pipeline is.
  const problems = reading ? scriptProblems(reading, file) : validatePipeline(pipeline);
  return [...problems, ...(await functionProblems(pipeline))];
}

/** The language itself tells whether functions compile. */
async function functionProblems(pipeline: Pipeline): Promise<Problem[]> {
  const executors = new ExecutorPool(new WorkerHost());
  try {
    return await checkFunctions(pipeline, executors);
  } finally {
    await executors.close();
  }
}
