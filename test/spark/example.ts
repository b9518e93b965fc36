import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';

/** One of Spark's own Python streaming examples, by its name in a Spark source tree, which SPARK_SOURCE names. */
export interface Example {
  readonly name: string;
  /** {out}: a folder of the run's own; {port}: that of its socket. */
  readonly args: readonly string[];
  /** How it gets its input; null: it makes its own. */
  readonly input: 'socket' | 'files' | null;
  /** It reads data of the source tree by a relative path, in which some words have no number: its input has none of them. */
  readonly inSource?: true;
}

const SOCKET = ['localhost', '{port}'];
export const examples: readonly Example[] = [
  { name: 'hdfs_wordcount', args: ['{out}/incoming'], input: 'files' },
  { name: 'network_wordcount', args: SOCKET, input: 'socket' },
  { name: 'network_wordjoinsentiments', args: SOCKET, input: 'socket', inSource: true },
  { name: 'queue_stream', args: [], input: null },
  { name: 'recoverable_network_wordcount', args: [...SOCKET, '{out}/checkpoint', '{out}/output'], input: 'socket' },
  { name: 'sql_network_wordcount', args: SOCKET, input: 'socket' },
  { name: 'stateful_network_wordcount', args: SOCKET, input: 'socket' },
];

export const sparkSource = process.env.SPARK_SOURCE ?? '/';
const folder = join(projectRoot(), 'test/fixtures/examples');
/** Each batch with lines has an empty one before and after it. */
export const linesOf = ({ inSource }: Example): string => join(folder, inSource ? 'sentiments.txt' : 'lines.txt');
export const scriptOf = ({ name }: Example): string => join(sparkSource, `examples/src/main/python/streaming/${name}.py`);
export const hasExamples = process.env.SPARK_SOURCE !== undefined && existsSync(scriptOf(examples[0]!));
/** What Spark 4.3.0 printed (PyPI, Java 17, Python 3.11, PYTHONHASHSEED=0), with times and folders made plain. */
export const outputOf = ({ name }: Example): string => join(folder, `${name}.expected.txt`);
export const argumentsOf = ({ args }: Example, out: string, port: number): string[] => args.map((arg) => arg.replace('{out}', out).replace('{port}', String(port)));

const BATCH = /^(?=-{43}\nTime: |={9} |Counts at |Happiest )/m;

/** Without times and folders; of batches that print the same one after the other, such as empty ones, there is one. */
export function plain(stdout: string, out: string): string {
  const batches = stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/g, 'TIME').replaceAll(out, '{out}').split(BATCH);
  return batches.filter((text, index) => text !== batches[index - 1]).join('');
}

/**
 * Runs a program that watches `incoming`: puts a file there when it has printed its first batch, and one more when it has
 * printed an empty batch after that, so that what comes does not depend on how fast the program is; then stops it.
 */
export async function printedForFiles(command: readonly string[], environment: NodeJS.ProcessEnv, out: string): Promise<string> {
  const incoming = join(out, 'incoming');
  mkdirSync(incoming);
  const put = (name: string, text: string): void => {
    writeFileSync(join(out, name), text);
    renameSync(join(out, name), join(incoming, name));
  };
  const child = spawn(command[0]!, command.slice(1), { cwd: out, env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  // What is seen of the output, what is done then, and what is waited for next.
  const steps: [string, () => unknown][] = [
    ['Time: ', () => put('one.txt', 'to be or not to be\n')],
    ["('or', 1)", () => undefined],
    ['Time: ', () => put('two.txt', 'hello world\nhello\n')],
    ["('hello', 2)", () => undefined],
    ['Time: ', () => child.kill('SIGINT')],
  ];
  let [stdout, from] = ['', 0];
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    while (steps.length > 0 && stdout.includes(steps[0]![0], from)) {
      from = stdout.length;
      steps.shift()![1]();
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(stdout));
  });
}
