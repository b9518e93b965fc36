import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';

/**
 * Runs a program that counts what a TCP server sends, as students do: serves some lines in one batch, and gives back
 * what was printed for that batch.
 * @param command gets the port
 */
export async function printedForOneBatch(command: (port: number) => readonly string[], lines: string, environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const clients: Socket[] = [];
  const server = createServer((client) => {
    clients.push(client);
    client.on('error', () => undefined);
    // Early in a second, so that all of it falls into one batch of one second.
    setTimeout(() => client.write(lines), 1250 - (Date.now() % 1000));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const [program, ...args] = command(address.port);
  const child = spawn(program!, args, { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  try {
    return await new Promise<string>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`${program} ended with ${code} before it printed a batch: ${output}`)));
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString();
        const batch = batchesOf(output).find((text) => text.includes("('"));
        if (batch !== undefined) resolve(batch);
      });
    });
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
    for (const client of clients) client.destroy();
    server.close();
  }
}

/** Whole printed batches, without their times. */
export function batchesOf(output: string): string[] {
  return output.split(/^-{43}\nTime: .*\n-{43}\n/m).slice(1).filter((text) => text.endsWith('\n\n'));
}
