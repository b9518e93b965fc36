/**
 * Reads a TCP socket into blocks (org.apache.spark.streaming.dstream.SocketReceiver and receiver.BlockGenerator).
 * Runs in a thread of its own, so that a flood of data never holds up the clock.
 */
import { connect, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { LineCutter } from './line-cutter';
import { LineGate } from './line-gate';
import { RateLimiter } from './rate-limiter';
import type { FromReceiver, ReceiverData, ToReceiver } from './receiver-protocol';

/** Bytes; no string of JavaScript is longer. Whoever sends more without a line end sends no lines. */
const MAX_LINE = 512 * 1024 * 1024;

if (!parentPort) throw new Error('receiver.worker runs as a worker thread only.');
const port = parentPort;
const { streamId, hostname, port: tcpPort, blockInterval, blockQueueSize, restartDelay, initialRate, maxRate, maxLine = MAX_LINE } = workerData as ReceiverData;

/** Why a connection ended, or was not made; `error` is empty if nothing failed. */
interface Ending {
  readonly what: string;
  readonly error: string;
}

/** Bytes held within one block interval before a block is cut early or, while others are not taken yet, the sender has to wait. */
const MAX_BUFFERED = 64 * 1024 * 1024;

const lines = new LineCutter();
const limiter = new RateLimiter(initialRate, maxRate);
const gate = new LineGate(limiter, lines);
let socket: Socket | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
/** Runs when the limiter lets the next line pass. */
let passing: ReturnType<typeof setTimeout> | null = null;
/** Blocks that the control plane has not taken yet. */
let untaken = 0;
/** Why the connection ended, from its end until all that came through it is in blocks. */
let ended: Ending | null = null;
let stopping = false;

function post(message: FromReceiver): void {
  port.postMessage(message);
}

function cutBlock(all: boolean): void {
  const taken = lines.take(all);
  if (!taken) return;
  untaken++;
  const blockId = `input-${streamId}-${Date.now()}`;
  post({ type: 'block', block: { streamId, blockId, ...taken } });
}

/** Moves on what can move, and lets the socket be read only if there is room: TCP then makes the sender wait. */
function flow(): void {
  if (stopping) return;
  const wait = gate.pass(performance.now());
  if (wait !== null) passing ??= setTimeout(pass, Math.ceil(wait));
  if (lines.length > MAX_BUFFERED && untaken === 0) cutBlock(false);
  if (ended && gate.isEmpty && untaken < blockQueueSize) return disconnected(ended);
  if (!socket) return;
  if (lines.unfinished > maxLine) socket.destroy(new Error(`a line is longer than ${Math.round(maxLine / 2 ** 20)} MB, and was not taken. Does the sender end its lines?`));
  const full = !gate.isEmpty || untaken >= blockQueueSize || (lines.length > MAX_BUFFERED && untaken > 0);
  if (full) socket.pause();
  else if (socket.isPaused()) socket.resume();
}

function pass(): void {
  passing = null;
  flow();
}

function disconnected({ what, error }: Ending): void {
  ended = null;
  // A last line without an end is a record all the same.
  cutBlock(lines.unfinished <= maxLine);
  lines.clear();
  post({ type: 'state', state: { state: 'retrying', reason: error === '' ? what : `${what}: ${error}`, error, retryAt: Date.now() + restartDelay } });
  retry = setTimeout(open, restartDelay);
}

function open(): void {
  retry = null;
  post({ type: 'state', state: { state: 'connecting' } });
  if (tcpPort < 0 || tcpPort > 65_535) return disconnected({ what: `Error connecting to ${hostname}:${tcpPort}`, error: 'ports go from 0 to 65535.' });
  const opened = connect({ host: hostname, port: tcpPort });
  socket = opened;
  let connected = false;
  let failed: Ending | null = null;
  opened.on('connect', () => {
    connected = true;
    post({ type: 'state', state: { state: 'connected', peer: `${opened.remoteAddress}:${opened.remotePort}` } });
  });
  opened.on('data', (bytes) => {
    gate.push(bytes);
    flow();
  });
  opened.on('error', (error) => {
    failed = connected ? { what: 'Error receiving data', error: error.message } : { what: `Error connecting to ${hostname}:${tcpPort}`, error: whyNot(error) };
  });
  opened.on('close', () => {
    if (stopping) return;
    socket = null;
    // What a paused socket had read already when the sender reset it.
    for (let rest = opened.read() as Buffer | null; rest; rest = opened.read() as Buffer | null) gate.push(rest);
    ended = failed ?? { what: 'Socket data stream had no more data', error: '' };
    flow();
  });
}

/** Why there was no connection, and what to look at. */
function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'connection refused. Is the sender running, and does it listen on this port?';
  if (code === 'ENOTFOUND') return 'there is no host of this name. Is it spelled right?';
  if (code === 'EAI_AGAIN') return 'the name of the host could not be looked up. Is it spelled right, and is there a network?';
  return message || String(code);
}

const cutter = setInterval(() => {
  if (untaken < blockQueueSize) cutBlock(false);
  flow();
}, blockInterval);

port.on('message', (message: ToReceiver) => {
  if (message.type === 'taken') {
    untaken--;
    return flow();
  }
  if (message.type === 'rate') {
    limiter.setRate(message.recordsPerSecond, performance.now());
    return flow();
  }
  stopping = true;
  clearInterval(cutter);
  if (retry) clearTimeout(retry);
  if (passing) clearTimeout(passing);
  socket?.destroy();
  // Half a line, whose rest may still be on its way, is no record; neither is what the limiter has not let in.
  cutBlock(ended !== null && gate.isEmpty);
  post({ type: 'state', state: { state: 'stopped' } });
  post({ type: 'ended' });
  port.close();
});

open();
