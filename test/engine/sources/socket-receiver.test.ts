import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { workerFile } from '#engine/hosts';
import { type Receiver, type SocketReceiverOptions, startSocketReceiver } from '#engine/sources';
import type { FromReceiver, ReceiverData, ToReceiver } from '../../../engine/sources/receiver-protocol';

interface Received {
  readonly receiver: Receiver;
  /** All blocks' text. */
  readonly text: () => string;
  readonly lines: () => number;
  /** Why it lost its connections. */
  readonly reasons: readonly string[];
  /** Lines of the blocks of each moment at which one came, ms since the first. */
  readonly arrivals: readonly { readonly at: number; readonly records: number }[];
}

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function serve(talk: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    talk(socket);
  });
  open.push({ close: () => (sockets.forEach((socket) => socket.destroy()), new Promise((resolve) => server.close(resolve))) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function receive(port: number, options: Partial<SocketReceiverOptions> = {}): Received {
  const decoder = new TextDecoder();
  const reasons: string[] = [];
  const arrivals: { at: number; records: number }[] = [];
  let text = '';
  let begin: number | null = null;
  const receiver = startSocketReceiver(
    { streamId: 0, hostname: '127.0.0.1', port, blockInterval: 50, restartDelay: 50, blockQueueSize: 10, initialRate: Infinity, maxRate: Infinity, ...options },
    {
      block: ({ bytes, records }, taken) => {
        taken();
        text += decoder.decode(bytes, { stream: true });
        arrivals.push({ at: performance.now() - (begin ??= performance.now()), records });
      },
      state: (_, state) => state.state === 'retrying' && reasons.push(state.reason),
    },
  );
  open.push({ close: () => receiver.stop() });
  return { receiver, arrivals, reasons, text: () => text, lines: () => arrivals.reduce((sum, { records }) => sum + records, 0) };
}

async function until(condition: () => boolean, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; !condition(); await sleep(10)) if (Date.now() > end) throw new Error('It took too long.');
}

const numbered = (count: number): string => Array.from({ length: count }, (_, n) => `line ${n}\n`).join('');

describe('the socket receiver', () => {
  it('takes everything at once where nothing is limited', async () => {
    const sent = numbered(300_000);
    const received = receive(await serve((socket) => socket.write(sent)));
    await until(() => received.lines() === 300_000);
    expect(received.text()).toBe(sent);
  });

  it('lets in about 100 lines a second with a highest rate of 100, evenly, and loses none', async () => {
    const sent = numbered(350);
    const received = receive(await serve((socket) => socket.write(sent)), { initialRate: 100, maxRate: 100 });
    await until(() => received.lines() === 350);
    expect(received.text()).toBe(sent);
    const { at } = received.arrivals.at(-1)!;
    expect(at).toBeGreaterThan(3000);
    expect(at).toBeLessThan(8000);
    // A block of 50 ms holds five lines or so; a slow computer may put a few blocks' worth into one.
    expect(Math.max(...received.arrivals.map(({ records }) => records))).toBeLessThan(60);
  });

  it('lets in the rest of a connection that the sender closed before the next one', async () => {
    let connections = 0;
    const port = await serve((socket) => socket.end(connections++ === 0 ? `${numbered(59)}unfinished` : connections === 2 ? 'next\n' : ''));
    const received = receive(port, { maxRate: 60 });
    await until(() => received.lines() === 61);
    expect(received.text()).toBe(`${numbered(59)}unfinishednext\n`);
    expect(received.arrivals.at(-1)!.at).toBeGreaterThan(500);
  });

  it('follows the rate that it is set, never above the highest', async () => {
    const sent = numbered(100_000);
    const received = receive(await serve((socket) => socket.write(sent)), { initialRate: 10, maxRate: 20_000 });
    await until(() => received.lines() > 0);
    await sleep(500);
    expect(received.lines()).toBeLessThan(40);
    received.receiver.setRate(1_000_000);
    const [before, begin] = [received.lines(), performance.now()];
    await sleep(1500);
    const perSecond = ((received.lines() - before) * 1000) / (performance.now() - begin);
    expect(perSecond).toBeGreaterThan(5000);
    expect(perSecond).toBeLessThan(40_000);
    await received.receiver.stop();
    expect(sent.startsWith(received.text())).toBe(true);
    expect(received.text().endsWith('\n')).toBe(true);
  });

  it('makes a sender wait that sends more than is let in', async () => {
    const sender: { socket?: Socket } = {};
    const port = await serve((socket) => {
      sender.socket = socket;
      const chunk = Buffer.from(numbered(8000));
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', more);
      more();
    });
    const received = receive(port, { maxRate: 100 });
    await until(() => received.lines() > 20);
    const sent = (): number => sender.socket!.bytesWritten - sender.socket!.writableLength;
    // The operating system's buffers fill, and then nothing more goes out.
    await sleep(1000);
    const before = sent();
    await sleep(1000);
    expect(sent() - before).toBeLessThan(1024 * 1024);
    expect(sent()).toBeLessThan(64 * 1024 * 1024);
    await received.receiver.stop();
    expect(received.lines()).toBeLessThan(1000);
  });

  it('cuts no more blocks than may wait to be taken, makes the sender wait meanwhile, and then gives all', async () => {
    // 100 MB: more than the operating system's buffers and the receiver's 64 MB hold.
    const chunk = numbered(100_000);
    const sender: { socket?: Socket } = {};
    const port = await serve((socket) => {
      sender.socket = socket;
      for (let n = 0; n < 80; n++) socket.write(chunk);
      socket.end('unfinished');
    });
    // Straight at the worker, for startSocketReceiver takes each block at once.
    const data: ReceiverData = { streamId: 0, hostname: '127.0.0.1', port, blockInterval: 10, restartDelay: 60_000, blockQueueSize: 3, initialRate: Infinity, maxRate: Infinity };
    const worker = new Worker(workerFile('receiver'), { workerData: data });
    open.push({ close: () => worker.terminate() });
    const post = (message: ToReceiver): void => worker.postMessage(message);
    let [blocks, lines, taking, disconnected] = [0, 0, false, false];
    worker.on('message', (message: FromReceiver) => {
      if (message.type === 'state') disconnected ||= message.state.state === 'retrying';
      if (message.type !== 'block') return;
      blocks++;
      lines += message.block.records;
      if (taking) post({ type: 'taken' });
    });
    await until(() => blocks === 3);
    await sleep(500);
    expect(blocks).toBe(3);
    expect(disconnected).toBe(false);
    expect(lines).toBeLessThan(8_000_000);
    expect(sender.socket!.writableLength).toBeGreaterThan(0);
    taking = true;
    for (let n = 0; n < 3; n++) post({ type: 'taken' });
    await until(() => disconnected);
    expect(lines).toBe(8_000_001);
  });

  it('takes a line of 100 MB whole', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const received = receive(await serve((socket) => {
      for (let n = 0; n < 100; n++) socket.write(piece);
      socket.write('\nnext\n');
    }));
    await until(() => received.lines() === 2);
    expect(received.text().length).toBe(100 * 1024 * 1024 + 6);
    expect(received.text().endsWith('x\nnext\n')).toBe(true);
    expect(received.reasons).toEqual([]);
  });

  it('refuses a line that is longer than it may be, and takes those before it and of the next connection', async () => {
    let connections = 0;
    const port = await serve((socket) => socket.write(connections++ === 0 ? `before\n${'x'.repeat(3 * 1024 * 1024)}` : 'after\n'));
    const received = receive(port, { maxLine: 1024 * 1024 });
    await until(() => received.lines() === 2);
    expect(received.text()).toBe('before\nafter\n');
    expect(received.reasons).toEqual(['Error receiving data: a line is longer than 1 MB, and was not taken. Does the sender end its lines?']);
  });

  it('tells a port where nobody listens and a host that is not known, and tries again', async () => {
    const refused = receive(1);
    const unknown = receive(9, { hostname: 'no-such-host.invalid' });
    const outside = receive(65_536);
    await until(() => [refused, unknown, outside].every(({ reasons }) => reasons.length >= 2));
    expect(refused.reasons[0]).toBe('Error connecting to 127.0.0.1:1: connection refused. Is the sender running, and does it listen on this port?');
    expect(unknown.reasons[0]).toMatch(/^Error connecting to no-such-host\.invalid:9: (there is no host of this name|the name of the host could not be looked up)\./);
    expect(outside.reasons[0]).toBe('Error connecting to 127.0.0.1:65536: ports go from 0 to 65535.');
  });

  it('hands over no half line when it is stopped', async () => {
    const received = receive(await serve((socket) => socket.write('whole\nhal')), { blockInterval: 60_000 });
    await sleep(500);
    await received.receiver.stop();
    expect(received.text()).toBe('whole\n');
  });
});
