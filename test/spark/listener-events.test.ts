import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';

const fixtures = join(projectRoot(), 'test/fixtures/events');
/** Without the times of batches, and the empty ones after the last that a script gives. */
const plain = (text: string): string[] => text.replaceAll(/^-+\nTime: .*\n-+\n\n/gm, '').replaceAll(/^Time: .*$/gm, '').split('\n');

/** A sender of two lines, which then closes; whoever connects next hears nothing. */
async function sender(): Promise<{ readonly port: number; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (sockets.push(socket) > 1) return;
    socket.write('one two\nthree\n');
    setTimeout(() => socket.end(), 300);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

describe('a listener is told what Spark tells it', () => {
  it.concurrent.for([
    ['of batches, output operations and receivers, whether they fail or not', 'all_callbacks'],
    ['of batches that overlap with two concurrent jobs, which are printed as they end', 'overlapping_batches'],
  ] as const)('%s', async ([, name], context) => {
    const folder = mkdtempSync(join(tmpdir(), 'listener-'));
    const { port, close } = await sender();
    try {
      const { status, stdout, stderr } = await submit(['--master', 'local[4]', join(fixtures, `${name}.py`), String(port), '1', join(folder, 'incoming')], folder);
      // What Spark 4.3.0 printed (PyPI, Java 17, Python 3.11).
      context.expect(plain(stdout), stderr).toEqual(plain(readFileSync(join(fixtures, `${name}.txt`), 'utf8')));
      context.expect(status).toBe(0);
    } finally {
      close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
