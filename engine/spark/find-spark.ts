import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Spark of this computer, as a Python that can import pyspark. */
export interface Spark {
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The Spark that is here: of the Python of SPARK_PYTHON (or python3) where pyspark is installed, or of SPARK_HOME.
 * Scripts run by Python itself, which starts Spark: spark-submit would put standard error into standard output.
 * @returns null where there is none, or no Java
 */
export function findSpark(environment: NodeJS.ProcessEnv = process.env): Spark | null {
  if (spawnSync('java', ['-version'], { env: environment }).status !== 0) return null;
  const python = environment.SPARK_PYTHON ?? environment.PYSPARK_PYTHON ?? 'python3';
  // Hashes of strings decide the order of keys: as bin/spark-submit sets it.
  const common = { PYTHONHASHSEED: '0', SPARK_LOCAL_IP: '127.0.0.1', PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python };
  const home = environment.SPARK_HOME;
  const path = home === undefined ? null : packagesOf(home);
  const own: Readonly<Record<string, string>> = path === null ? {} : { PYTHONPATH: [...path, ...(environment.PYTHONPATH ? [environment.PYTHONPATH] : [])].join(delimiter) };
  const found = spawnSync(python, ['-c', 'import pyspark'], { cwd: '/', env: { ...environment, ...own } });
  return found.status === 0 ? { python, environment: { ...common, ...own } } : null;
}

/** What a Spark that was unpacked has of Python: pyspark, and Py4J in a zip. */
function packagesOf(home: string): string[] | null {
  const python = join(home, 'python');
  const library = join(python, 'lib');
  if (!existsSync(library)) return null;
  return [python, ...readdirSync(library).filter((name) => name.startsWith('py4j-')).map((name) => join(library, name))];
}

/** The options that Spark reads where Python starts it. */
export function submitArguments(options: readonly string[]): Readonly<Record<string, string>> {
  const quoted = options.map((option) => (/^[\w./:=,[\]*-]+$/.test(option) ? option : `"${option.replaceAll('"', '\\"')}"`));
  return { PYSPARK_SUBMIT_ARGS: [...quoted, 'pyspark-shell'].join(' ') };
}
