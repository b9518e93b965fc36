import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SocketServer, type SocketServerState } from '#engine/sources';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A served port of its own, and a way to wait until its state is so. */
async function served(): Promise<{ server: SocketServer; port: number; readonly until: (is: (state: SocketServerState) => boolean) => Promise<void> }> {
  const heard = new Set<() => void>();
  const server = new SocketServer(() => heard.forEach((each) => each()));
  open.push({ close: () => server.stop() });
  const { port } = await server.start(40_000 + (process.pid % 20_000));
  const until = (is: (state: SocketServerState) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!is(server.state)) return;
        heard.delete(look);
        resolve();
      };
      heard.add(look);
      look();
    });
  return { server, port, until };
}

async function client(port: number): Promise<{ socket: Socket; readonly reads: (text: string) => Promise<void> }> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  open.push({ close: () => socket.destroy() });
  let got = '';
  socket.on('data', (text: string) => (got += text));
  await once(socket, 'connect');
  const reads = async (text: string): Promise<void> => {
    while (got.length < text.length) await once(socket, 'data');
    expect(got).toBe(text);
    got = '';
  };
  return { socket, reads };
}

describe('the socket server', () => {
  it('keeps what is sent while nobody reads for the next client, once, as nc does', async () => {
    const { server, port, until } = await served();
    expect(server.send('one\ntwo')).toMatchObject({ lines: 2, clients: 0, isDropped: false });
    server.send('three\r\n');
    expect(server.state).toMatchObject({ linesWaiting: 3, linesSent: 0 });
    const first = await client(port);
    await first.reads('one\ntwo\nthree\n');
    expect(server.state).toMatchObject({ linesWaiting: 0, linesSent: 3 });
    const second = await client(port);
    await until(({ clients }) => clients.length === 2);
    expect(server.send('four')).toMatchObject({ clients: 2 });
    await Promise.all([first, second].map(({ reads }) => reads('four\n')));
  });

  it('keeps 16 MB and no more; what it does not take is told', async () => {
    const { server, port } = await served();
    const line = 'x'.repeat(1024 * 1024 - 1);
    for (let n = 0; n < 16; n++) expect(server.send(line).isDropped).toBe(false);
    expect(server.send('one more').isDropped).toBe(true);
    await (await client(port)).reads(`${line}\n`.repeat(16));
  });

  it('keeps no sample for later, and nothing over its stop', async () => {
    const { server, port, until } = await served();
    server.useSample(['sample']);
    server.sample(true);
    server.send('before the stop');
    await server.stop();
    expect(server.state).toMatchObject({ linesWaiting: 0, listening: false });
    await server.start(port);
    server.sample(true);
    const reader = await client(server.state.port);
    await until(({ linesSent }) => linesSent >= 2);
    server.sample(false);
    await reader.reads('sample\n'.repeat(server.state.linesSent));
  });
});
