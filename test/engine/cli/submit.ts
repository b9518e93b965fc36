import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';

export interface Submitted {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the built dstream-submit.
 * @param limit that its shell is given before, such as "ulimit -f 100"
 * @param typed its standard input
 */
export function submit(args: readonly string[], directory: string, limit = '', typed = ''): Promise<Submitted> {
  const command = [process.execPath, join(projectRoot(), 'out/engine/dstream-submit.js'), ...args];
  const [program, ...rest] = limit === '' ? command : ['sh', '-c', `${limit}; exec "$@"`, 'sh', ...command];
  const child = spawn(program!, rest, { cwd: directory, env: { ...process.env, TZ: 'UTC' }, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined).end(typed);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
