import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBatches } from '#engine/sources';
import { findSpark, runProgram, serveTimed, submitArguments } from '#engine/spark';
import { argumentsOf, filesOf, inputOf, type Lab, labs, NOT_COMPARED, outputOf, scriptOf } from './lab';

/** A loaded machine needs more time than the scripts give it: they wait longer, and sockets' batches take longer. */
const PACE = 3;
const PATIENT = `
import os, runpy, sys
from pyspark.streaming import StreamingContext
batches, wait, sys.argv = int(sys.argv[1]), StreamingContext.awaitTerminationOrTimeout, sys.argv[2:]
StreamingContext._jduration = lambda self, seconds, ms=StreamingContext._jduration: ms(self, seconds * batches)
StreamingContext.awaitTerminationOrTimeout = lambda self, timeout: wait(self, timeout * ${PACE})
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
`;

/**
 * Records what the Spark that is here prints and writes for labs: `npx vitest run --project record labs`, with
 * RECORD=name,name for some of them.
 */
const chosen = process.env.RECORD?.split(',');

async function record(lab: Lab): Promise<void> {
  const spark = findSpark();
  if (!spark) throw new Error('There is no Spark: set SPARK_PYTHON to a Python with pyspark, and have a java.');
  const out = mkdtempSync(join(tmpdir(), 'record-'));
  const input = inputOf(lab);
  const served = await serveTimed(0, input === null ? [] : (await readBatches(input)).map(({ bytes }) => bytes), PACE * 1000);
  try {
    const environment = { ...process.env, ...spark.environment, TZ: 'UTC', ...submitArguments(['--master', 'local[2]', '--conf', 'spark.ui.enabled=false']) };
    const { stdout, stderr, status } = await runProgram({ command: spark.python, args: ['-c', PATIENT, input === null ? '1' : String(PACE), scriptOf(lab), ...argumentsOf(lab, out, served.port)], environment, directory: out, stopAfter: null });
    expect([status, status === (lab.status ?? 0) ? '' : stderr]).toEqual([lab.status ?? 0, '']);
    writeFileSync(outputOf(lab), stdout);
    rmSync(filesOf(lab), { recursive: true, force: true });
    const written = (path: string): boolean => !path.endsWith('.crc') && !NOT_COMPARED.some((name) => path.startsWith(join(out, name)));
    if (readdirSync(out).some((name) => written(join(out, name)))) cpSync(out, filesOf(lab), { recursive: true, filter: written });
  } finally {
    served.close();
    rmSync(out, { recursive: true, force: true });
  }
}

it.for(labs.filter((lab) => (chosen ? chosen.includes(lab.name) : !existsSync(outputOf(lab)))))('$name', { timeout: 180_000 }, record);
