/**
 * Reads a TCP socket into blocks (org.apache.spark.streaming.dstream.SocketReceiver and receiver.BlockGenerator).
 * Runs in a thread of its own, so that a flood of data never holds up the clock.
 */
import { connect, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { LineCutter } from './line-cutter';
import type { FromReceiver, ReceiverData, ToReceiver } from './receiver-protocol';

if (!parentPort) throw new Error('receiver.worker runs as a worker thread only.');
const port = parentPort;
const { streamId, hostname, port: tcpPort, blockInterval, restartDelay } = workerData as ReceiverData;

/** Blocks that the control plane has not taken yet: `spark.streaming.blockQueueSize`. Beyond it we stop reading. */
const BLOCK_QUEUE_SIZE = 10;
/** Bytes held within one block interval before the sender is made to wait. */
const MAX_BUFFERED = 64 * 1024 * 1024;

const lines = new LineCutter();
let socket: Socket | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
let untaken = 0;
let stopping = false;

function post(message: FromReceiver, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function cutBlock(all: boolean): void {
  if (untaken >= BLOCK_QUEUE_SIZE && !all) return;
  const taken = lines.take(all);
  if (!taken) return;
  untaken++;
  const blockId = `input-${streamId}-${Date.now()}`;
  post({ type: 'block', block: { streamId, blockId, ...taken } }, [taken.bytes.buffer as ArrayBuffer]);
}

function flowControl(): void {
  if (!socket) return;
  const full = untaken >= BLOCK_QUEUE_SIZE || (lines.length > MAX_BUFFERED && untaken > 0);
  if (full) socket.pause();
  else if (socket.isPaused()) socket.resume();
}

function open(): void {
  retry = null;
  post({ type: 'state', state: { state: 'connecting' } });
  const opened = connect({ host: hostname, port: tcpPort });
  socket = opened;
  let connected = false;
  let reason: string | null = null;
  opened.on('connect', () => {
    connected = true;
    post({ type: 'state', state: { state: 'connected', peer: `${opened.remoteAddress}:${opened.remotePort}` } });
  });
  opened.on('data', (bytes) => {
    lines.push(bytes);
    flowControl();
  });
  opened.on('error', (error) => {
    reason = connected ? `Error receiving data: ${error.message}` : `Error connecting to ${hostname}:${tcpPort}`;
  });
  opened.on('close', () => {
    if (socket === opened) socket = null;
    // A last line without an end is a record all the same.
    cutBlock(true);
    if (stopping) return;
    post({ type: 'state', state: { state: 'retrying', reason: reason ?? 'Socket data stream had no more data', retryAt: Date.now() + restartDelay } });
    retry = setTimeout(open, restartDelay);
  });
}

const cutter = setInterval(() => {
  cutBlock(false);
  flowControl();
}, blockInterval);

port.on('message', (message: ToReceiver) => {
  if (message.type === 'taken') {
    untaken--;
    flowControl();
    return;
  }
  stopping = true;
  clearInterval(cutter);
  if (retry) clearTimeout(retry);
  socket?.destroy();
  cutBlock(true);
  post({ type: 'state', state: { state: 'stopped' } });
  post({ type: 'ended' });
  port.close();
});

open();
