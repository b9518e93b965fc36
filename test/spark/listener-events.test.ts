import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';

const fixture = join(projectRoot(), 'test/fixtures/events/all_callbacks');

/** A sender of two lines, which then closes; whoever connects next hears nothing. */
async function sender(): Promise<{ readonly port: number; readonly close: () => void }> {
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

it('a listener is told of batches, output operations and receivers what Spark tells it, whether they fail or not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'listener-'));
  const { port, close } = await sender();
  try {
    const { status, stdout, stderr } = await submit(['--master', 'local[4]', `${fixture}.py`, String(port), '1', join(folder, 'incoming')], folder);
    // What Spark 4.3.0 printed (PyPI, Java 17, Python 3.11).
    expect(stdout.split('\n'), stderr).toEqual(readFileSync(`${fixture}.txt`, 'utf8').split('\n'));
    expect(status).toBe(0);
  } finally {
    close();
    rmSync(folder, { recursive: true, force: true });
  }
});
