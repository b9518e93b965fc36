/** A TCP server that sends lines to whoever connects, as `nc` does for a student. */
import { createServer } from 'node:net';

const WORDS = Array.from({ length: 5000 }, (_, index) => `${(index * 7919) % 5000}`.padStart((index % 5) + 2, 'w'));

/** Lines of eight words, the same ones at each call. */
export function textOf(lines, first = 0) {
  let text = '';
  for (let line = first; line < first + lines; line++) {
    const words = [];
    for (let word = 0; word < 8; word++) words.push(WORDS[(line * 31 + word * word * 977) % WORDS.length]);
    text += `${words.join(' ')}\n`;
  }
  return Buffer.from(text);
}

/**
 * @param {(send: (bytes: Buffer) => Promise<void>, isOpen: () => boolean) => Promise<void>} serve called for each client; `send` waits while the client is behind
 */
export async function lineServer(serve) {
  const clients = new Set();
  const server = createServer((client) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    let goOn = () => undefined;
    client.on('drain', () => goOn());
    client.on('close', () => goOn());
    const send = (bytes) =>
      new Promise((resolve) => {
        goOn = resolve;
        if (client.destroyed || client.write(bytes)) resolve();
      });
    void serve(send, () => !client.destroyed);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    close: () => {
      for (const client of clients) client.destroy();
      server.close();
    },
  };
}
