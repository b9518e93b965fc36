import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { outputPath } from '#engine/hosts';
import { readBatches } from '#engine/sources';
import { compareFolders, compareOutput, findSpark, type ProgramResult, runProgram, serveTimed, submitArguments, type TimedInput } from '#engine/spark';
import { type CompareOptions, UsageError } from './options';
import { writeErr, writeOut } from './output';

/** What a script's arguments say for a folder of each run's own. */
const OWN_FOLDER = '{out}';

/**
 * Runs a script here and with the Spark of this computer, with the same input at the same times, and compares standard
 * output, files and exit status.
 * @returns 0 if all is the same, else 1
 */
export async function compareWithSpark(options: CompareOptions): Promise<number> {
  const spark = findSpark();
  if (!spark) throw new UsageError('--compare-with-spark needs a Spark and Java: set SPARK_HOME, or SPARK_PYTHON to a Python with pyspark.');
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  const script = resolve(options.file);
  const common = [...(options.master === null ? [] : ['--master', options.master]), ...[...options.conf].flatMap(([key, value]) => ['--conf', `${key}=${value}`]), ...(options.pyFiles.length > 0 ? ['--py-files', options.pyFiles.map((path) => resolve(path)).join(',')] : [])];
  const run = async (name: string, command: string, first: readonly string[], environment: Readonly<Record<string, string>>): Promise<ProgramResult> => {
    const own = join(folder, name);
    mkdirSync(own);
    const inputs = await Promise.all([...options.inputs].map(([port, file]) => served(Number(port), file, options.every)));
    try {
      writeErr(`Running ${name} …\n`);
      const args = [...first, script, ...options.args.map((arg) => arg.replaceAll(OWN_FOLDER, own))];
      return await runProgram({ command, args, environment: { ...process.env, ...environment }, directory: process.cwd(), stopAfter: options.seconds === null ? null : options.seconds * 1000 });
    } finally {
      for (const input of inputs) input.close();
    }
  };
  try {
    const there = await run('spark', spark.python, [], { ...spark.environment, ...submitArguments(['--conf', 'spark.ui.enabled=false', ...common]) });
    const here = await run('here', process.execPath, [outputPath('engine', 'dstream-submit.js'), '--quiet', ...common], {});
    const told = difference(there, here, options.unordered) ?? compareFolders(join(folder, 'spark'), join(folder, 'here')).difference;
    if (told !== null) {
      writeOut(`${told}\n`);
      return 1;
    }
    const lines = compareOutput(there.stdout, here.stdout, options);
    writeOut(`Same: ${lines.same ? lines.lines : 0} lines of output, ${compareFolders(join(folder, 'spark'), join(folder, 'here')).files} files, exit status ${there.status ?? '(stopped)'}.\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function difference(there: ProgramResult, here: ProgramResult, unordered: boolean): string | null {
  const output = compareOutput(there.stdout, here.stdout, { unordered });
  if (!output.same) {
    const line = (text: string | null): string => (text === null ? '(nothing)' : text);
    return `Standard output differs at line ${output.line} (headers of batches and empty batches left out).\n  Spark: ${line(output.expected)}\n  here:  ${line(output.actual)}`;
  }
  if (there.status !== here.status) return `The exit status differs. Spark: ${there.status}, here: ${here.status}.\n${here.stderr.split('\n').slice(-8).join('\n')}`;
  return null;
}

async function served(port: number, file: string, every: number): Promise<TimedInput> {
  const batches = await readBatches(resolve(file));
  return serveTimed(port, batches.map(({ bytes }) => bytes), every * 1000);
}
