import { createServer, type Server, type Socket } from 'node:net';
import { SAMPLE_LINES } from './sample-text';

export interface ServerClient {
  readonly id: number;
  readonly address: string;
}

/** The app's own socket server as others see it. */
export interface SocketServerState {
  readonly listening: boolean;
  readonly port: number;
  /** The port that was asked for, where it was busy and the next free one was taken; else null. */
  readonly insteadOf: number | null;
  readonly clients: readonly ServerClient[];
  readonly linesSent: number;
  /** Lines that wait for a client. */
  readonly linesWaiting: number;
  /** True while the sample text is being sent by itself. */
  readonly sampling: boolean;
  readonly error: string | null;
}

type OwnState = Omit<SocketServerState, 'clients' | 'sampling'>;

/** How many ports are tried from the one that was asked for. */
const PORTS_TO_TRY = 50;
/** A client that reads so much slower than we send is cut off, before its backlog fills the memory; as much is kept for one that is to come. Bytes. */
const MAX_BACKLOG = 16 * 1024 * 1024;
const SAMPLE_INTERVAL_MS = 400;

/**
 * Serves lines to any number of clients, as `nc -lk` does for one. What is sent while there is none waits for the next
 * one, as what one types into `nc` does: a person may type before their program has come up.
 * Listens on this computer only, on IPv4 and, where there is one, on IPv6, so that `localhost` finds it either way.
 */
export class SocketServer {
  #servers: Server[] = [];
  readonly #clients = new Map<Socket, ServerClient>();
  #lastClient = 0;
  #sampler: ReturnType<typeof setInterval> | null = null;
  #sampled = 0;
  #sample: readonly string[] = SAMPLE_LINES;
  #waiting: Buffer[] = [];
  #state: OwnState = { listening: false, port: 9999, insteadOf: null, linesSent: 0, linesWaiting: 0, error: null };

  constructor(private readonly onChange: (state: SocketServerState) => void) {}

  get state(): SocketServerState {
    return { ...this.#state, clients: [...this.#clients.values()], sampling: this.#sampler !== null };
  }

  /** Listens on a port, or on the next free one; never rejects: what went wrong is in the state. */
  async start(port: number): Promise<SocketServerState> {
    await this.#close();
    for (let candidate = port; candidate < Math.min(port + PORTS_TO_TRY, 65536); candidate++) {
      const failure = await this.#listen(candidate);
      if (failure === null) {
        return this.#change({ listening: true, port: candidate, insteadOf: candidate === port ? null : port, error: null });
      }
      if (failure.code !== 'EADDRINUSE') {
        return this.#change({ listening: false, port, insteadOf: null, error: `Port ${candidate} cannot be used: ${failure.message}` });
      }
    }
    return this.#change({ listening: false, port, insteadOf: null, error: `Ports ${port} to ${port + PORTS_TO_TRY - 1} are all in use. Choose another one.` });
  }

  async stop(): Promise<SocketServerState> {
    this.sample(false);
    await this.#close();
    this.#waiting = [];
    return this.#change({ listening: false, linesWaiting: 0 });
  }

  /**
   * Sends one or many lines to all clients, or keeps them for the next one; a line end is added to the last.
   * @returns clients: how many got them; 0: the lines wait, or are dropped where too much waits already (`isDropped`)
   */
  send(text: string): { readonly lines: number; readonly clients: number; readonly isDropped: boolean } {
    const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const clients = this.#clients.size;
    const isDropped = clients === 0 && this.#waiting.reduce((sum, { length }) => sum + length, bytes.length) > MAX_BACKLOG;
    if (clients > 0) this.#sendNow(bytes, lines.length);
    else if (!isDropped) {
      this.#waiting.push(bytes);
      this.#change({ linesWaiting: this.#state.linesWaiting + lines.length });
    }
    return { lines: lines.length, clients, isDropped };
  }

  /** The lines that are sent as the sample from now on; none: the usual ones. */
  useSample(lines: readonly string[]): void {
    this.#sample = lines.length > 0 ? lines : SAMPLE_LINES;
    this.#sampled = 0;
  }

  /** Sends the sample text, a line every 400 ms, until told to stop. */
  sample(on: boolean): SocketServerState {
    if (on && !this.#sampler) {
      this.#sampler = setInterval(() => this.#sendSample(), SAMPLE_INTERVAL_MS);
      this.#sampler.unref();
    } else if (!on && this.#sampler) {
      clearInterval(this.#sampler);
      this.#sampler = null;
    }
    return this.#change({});
  }

  /** The sample waits for nobody: it would be a flood for whoever comes after an hour. */
  #sendSample(): void {
    if (this.#clients.size > 0) this.#sendNow(Buffer.from(`${this.#sample[this.#sampled++ % this.#sample.length]!}\n`), 1);
  }

  #sendNow(bytes: Buffer, lines: number): void {
    for (const client of this.#clients.keys()) {
      client.write(bytes);
      if (client.writableLength > MAX_BACKLOG) client.destroy();
    }
    this.#change({ linesSent: this.#state.linesSent + lines });
  }

  /** null if it listens; both address families have to get the same port. */
  async #listen(port: number): Promise<NodeJS.ErrnoException | null> {
    const servers: Server[] = [];
    for (const host of ['127.0.0.1', '::1']) {
      const server = createServer((socket) => this.#accept(socket));
      const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
        server.once('error', resolve);
        server.listen({ port, host, ipv6Only: true }, () => resolve(null));
      });
      if (failure === null) servers.push(server);
      // A computer without IPv6 is no failure, a port that only IPv6 has busy is one.
      else if (host === '127.0.0.1' || failure.code === 'EADDRINUSE') {
        await closeAll(servers);
        return failure;
      }
    }
    this.#servers = servers;
    return null;
  }

  #accept(socket: Socket): void {
    this.#clients.set(socket, { id: ++this.#lastClient, address: `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}` });
    socket.setNoDelay(true);
    socket.resume(); // What clients send is not ours to keep.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#clients.delete(socket);
      this.#change({});
    });
    if (this.#waiting.length === 0) return void this.#change({});
    const waited = this.#state.linesWaiting;
    this.#state = { ...this.#state, linesWaiting: 0 };
    this.#sendNow(Buffer.concat(this.#waiting.splice(0)), waited);
  }

  async #close(): Promise<void> {
    for (const socket of this.#clients.keys()) socket.destroy();
    await closeAll(this.#servers.splice(0));
  }

  #change(change: Partial<OwnState>): SocketServerState {
    this.#state = { ...this.#state, ...change };
    const { state } = this;
    this.onChange(state);
    return state;
  }
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
}
