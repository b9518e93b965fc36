import { spawn, spawnSync } from 'node:child_process';

/** A Python in which `import pyspark` works: SPARK_PYTHON, or the one on the path. Before 3.11 texts had other hashes. */
const python = process.env.SPARK_PYTHON ?? 'python3';
export const hasSpark = spawnSync(python, ['-c', 'import pyspark, sys; assert sys.version_info >= (3, 11)'], { cwd: '/' }).status === 0 && spawnSync('java', ['-version']).status === 0;

/** What spark-submit does, where only the Python package is there. */
const RUN = `
import os, sys, runpy
os.environ["PYSPARK_SUBMIT_ARGS"] = "--master local[2] --conf spark.ui.enabled=false --conf spark.ui.showConsoleProgress=false pyspark-shell"
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
`;

export const sparkEnvironment = { ...process.env, PYSPARK_PYTHON: python, PYTHONHASHSEED: '0', SPARK_LOCAL_IP: '127.0.0.1', TZ: 'UTC' };
export const sparkCommand = (script: string, args: readonly string[]): string[] => [python, '-c', RUN, script, ...args];

/** Runs a script on the Spark that is here. @returns what it printed, whatever became of it */
export function printedBySpark(script: string, args: readonly string[], directory: string): Promise<string> {
  const [program, ...rest] = sparkCommand(script, args);
  const child = spawn(program!, rest, { cwd: directory, env: sparkEnvironment, stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(stdout));
  });
}
