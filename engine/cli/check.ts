import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { parsePipeline, type Pipeline, type Problem, validatePipeline } from '#engine/model';
import { decodeScript, openPipeline, readingOf, readScript, scriptProblems } from '#engine/pyspark';
import { checkFunctions } from '#engine/run';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { askPython } from './ask-python';
import { readNotebook } from './notebook';
import { unknownKind, UsageError } from './options';
import { problemLine, writeErr, writeOut } from './output';

/** Tells the mistakes and warnings of a script or a pipeline, one a line. @returns 0 if none is an error, else 1 */
export async function checkFile(file: string): Promise<number> {
  if (!['.py', '.ipynb', '.dstream'].includes(extname(file))) throw unknownKind(file);
  const problems = extname(file) === '.dstream' ? await checkPipeline(await readFile(file, 'utf8'), file) : await checkScript(await scriptOf(file), file);
  for (const found of problems) writeOut(problemLine(file, found));
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** Python's own words first; what is no Python 3 has no streams to check. */
async function checkScript(bytes: Uint8Array, file: string): Promise<Problem[]> {
  const beside = (await readdir(dirname(file))).map((name) => name.replace(/\.py$/, ''));
  const found = await askPython('pyspark._check', `module.check(text, ${JSON.stringify(JSON.stringify(beside))})`, bytes);
  const problems = (JSON.parse(found) as [line: number, code: string, sentence: string][]).map(([line, code, message]): Problem => ({ code, severity: code === 'warning' ? 'warning' : 'error', message, place: { file, line } }));
  return problems.some(({ code }) => code === 'syntax' || code === 'python-2') ? problems : [...problems, ...scriptProblems(readScript(decodeScript(bytes).text), file)];
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

/**
 * Python 2 as Python 3: shows what would change, as a unified diff, or changes the file.
 * @returns 0; 1 where that is not enough for Python 3
 */
export async function fixFile(file: string, write: boolean): Promise<number> {
  if (extname(file) !== '.py') throw new UsageError('check --fix rewrites scripts (.py) only.');
  const bytes = await readFile(file);
  const answer = await askPython('pyspark._check', `module.fix(text, ${JSON.stringify(file)})`, bytes);
  const { text, diff, error } = JSON.parse(answer) as { readonly text?: string; readonly diff?: string; readonly error?: string };
  if (text === undefined) {
    writeErr(`${file}: the rewrite is no Python 3 either: ${error}\n`);
    return 1;
  }
  if (write && diff !== '') await writeFile(file, text);
  writeOut(diff === '' ? '' : diff!);
  if (diff === '') writeErr(`${file}: there is nothing to change.\n`);
  else if (!write) writeErr(`To make these changes: dstream-submit check --fix --write ${file}\n`);
  return 0;
}

async function scriptOf(file: string): Promise<Uint8Array> {
  return extname(file) === '.ipynb' ? Buffer.from((await readNotebook(file)).text) : readFile(file);
}
