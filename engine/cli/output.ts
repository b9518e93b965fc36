import { writeSync } from 'node:fs';
import type { TaskError } from '#engine/core';
import type { Problem } from '#engine/model';

/** Standard output is written at once and in full: a reader at the other end of a pipe sees each batch as it is done. */
export function writeOut(text: string): void {
  writeAll(1, text);
}

export function writeErr(text: string): void {
  writeAll(2, text);
}

function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The reader is slow: a pipe in non-blocking mode says so instead of waiting.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else if (code === 'EPIPE') process.exit(141);
      else throw error;
    }
  }
}

/** Standard input line by line, each with its end; read when it is asked for; null at its end. */
export function standardInput(): () => Promise<string | null> {
  let lines: AsyncIterator<string> | null = null;
  return async () => {
    lines ??= linesOf(process.stdin.setEncoding('utf8'));
    const next = await lines.next();
    return next.done ? null : next.value;
  };
}

async function* linesOf(pieces: AsyncIterable<string | Buffer>): AsyncGenerator<string, void> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + String(piece)).split(/(?<=\n)/);
    rest = lines.at(-1)!.endsWith('\n') ? '' : lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** `FILE:LINE: code: sentence`; the line is one within the node's parameter where a pipeline has no lines. */
export function problemLine(file: string, { code, message, place }: Problem): string {
  const node = place?.nodeId ? ` [${place.nodeId}${place.param ? `.${place.param}` : ''}]` : '';
  return `${place?.file ?? file}:${place?.line ?? 1}: ${code}: ${message}${node}\n`;
}

/** Python's own traceback, then the record and the node. */
export function failureText({ traceback, type, message, place, record }: TaskError): string {
  const lines = [traceback.trimEnd() || `${type}: ${message}`];
  if (place.nodeId) lines.push(`  at node ${place.nodeId}${place.param ? `, ${place.param}` : ''}${place.line ? `, line ${place.line}` : ''}`);
  if (record !== null) lines.push(`  with record ${record}`);
  return `${lines.join('\n')}\n`;
}
