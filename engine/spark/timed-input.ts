import { createServer, type Socket } from 'node:net';

export interface TimedInput {
  readonly port: number;
  close(): void;
}

/** ms into a batch at which its lines are sent: early, so that all of them arrive within it. */
const INTO_BATCH = 250;

/** Whole intervals that a client has before the first: a receiver that has just connected is slow with its first lines. */
const LEAD = 2;

/**
 * A server that sends one paragraph a batch interval, from the second interval on that begins after a client came. Two
 * programs that connect at different times get the same batches.
 * @param port 0: any free one
 * @param every ms of a batch
 */
export async function serveTimed(port: number, paragraphs: readonly Uint8Array[], every: number): Promise<TimedInput> {
  const clients = new Set<Socket>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    const begin = (Math.floor(Date.now() / every) + LEAD) * every + INTO_BATCH;
    for (const [index, bytes] of paragraphs.entries()) {
      timers.add(setTimeout(() => client.write(bytes), begin + index * every - Date.now()));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      for (const client of clients) client.destroy();
      server.close();
    },
  };
}
