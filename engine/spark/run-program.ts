import { spawn } from 'node:child_process';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
  /** ms after which it is stopped; null: it ends by itself. */
  readonly stopAfter: number | null;
}

export interface ProgramResult {
  readonly stdout: string;
  readonly stderr: string;
  /** null: it was stopped. */
  readonly status: number | null;
}

/** ms that a program has to end after it was asked to. */
const GRACE = 20_000;

/** Runs a program to its end, or stops it as Ctrl-C does. */
export function runProgram({ command, args, environment, directory, stopAfter }: Program): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: directory, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    // Its own children are stopped with it: spark-submit starts Java and Python.
    const signal = (name: NodeJS.Signals): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
    };
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      signal('SIGINT');
      timers.push(setTimeout(signal, GRACE, 'SIGKILL'));
    };
    const timers = stopAfter === null ? [] : [setTimeout(stop, stopAfter)];
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ stdout, stderr, status: stopped ? null : status });
    });
  });
}
