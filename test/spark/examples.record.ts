import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { readBatches } from '#engine/sources';
import { findSpark, runProgram, serveTimed, submitArguments } from '#engine/spark';
import { argumentsOf, type Example, examples, linesOf, outputOf, plain, printedForFiles, scriptOf, sparkSource } from './example';

/** ms in which the Spark that is here has seen all linesOf, also on a loaded machine. */
const ENOUGH = 30_000;

/** Records what Spark prints for its examples that have no recording: `npx vitest run --project record examples`, with SPARK_SOURCE. */
async function record(example: Example): Promise<void> {
  const spark = findSpark();
  if (!spark) throw new Error('There is no Spark: set SPARK_PYTHON to a Python with pyspark, and have a java.');
  const out = mkdtempSync(join(tmpdir(), 'record-'));
  const served = await serveTimed(0, (await readBatches(linesOf(example))).map(({ bytes }) => bytes), 1000);
  const args = [scriptOf(example), ...argumentsOf(example, out, served.port)];
  const environment = { ...process.env, ...spark.environment, TZ: 'UTC', ...submitArguments(['--master', 'local[2]', '--conf', 'spark.ui.enabled=false']) };
  try {
    const stdout =
      example.input === 'files'
        ? await printedForFiles([spark.python, ...args], environment, out)
        : (await runProgram({ command: spark.python, args, environment, directory: example.inSource ? sparkSource : out, stopAfter: example.input === null ? null : ENOUGH })).stdout;
    writeFileSync(outputOf(example), plain(stdout, out));
  } finally {
    served.close();
    rmSync(out, { recursive: true, force: true });
  }
}

it.for(examples.filter((example) => !existsSync(outputOf(example))))('$name', { timeout: 120_000 }, record);
