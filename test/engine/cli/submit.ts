import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';

export interface Submitted {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built dstream-submit. */
export function submit(args: readonly string[], directory: string): Promise<Submitted> {
  const child = spawn(process.execPath, [join(projectRoot(), 'out/engine/dstream-submit.js'), ...args], { cwd: directory, env: { ...process.env, TZ: 'UTC' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
