import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What pprint printed in one batch: of several outputs the lines follow each other. */
export interface PrintedBatch {
  /** As the heading says it, such as "2024-05-01 12:00:03". */
  readonly time: string;
  readonly lines: readonly string[];
}

const RULE = '-'.repeat(43);
const TIME = /^Time: (.+)$/;

/** Finds the batches that pprint printed among the lines of a standard output: an empty line ends each block. */
export class PrintedBatches {
  readonly #batches: { time: string; lines: string[] }[] = [];
  /** In a block; between its two rules the heading's time; else null. */
  #state: 'out' | 'ruled' | 'headed' | 'in' = 'out';
  #time = '';

  take(line: string): void {
    if (line === RULE && this.#state !== 'headed') this.#state = 'ruled';
    else if (this.#state === 'ruled') {
      const time = TIME.exec(line)?.[1];
      this.#time = time ?? '';
      this.#state = time === undefined ? 'out' : 'headed';
    } else if (this.#state === 'headed') {
      this.#state = line === RULE ? 'in' : 'out';
      if (this.#state === 'in' && this.#batches.at(-1)?.time !== this.#time) this.#batches.push({ time: this.#time, lines: [] });
    } else if (line === '') this.#state = 'out';
    else if (this.#state === 'in') this.#batches.at(-1)!.lines.push(line);
  }

  get all(): readonly PrintedBatch[] {
    return this.#batches;
  }
}

export function printedBatches(output: string): readonly PrintedBatch[] {
  const found = new PrintedBatches();
  for (const line of output.split(/\r?\n/)) found.take(line);
  return found.all;
}

/**
 * Reads a file with the standard output of a Spark, piece by piece.
 * @throws Error of the file system
 */
export async function readPrintedBatches(path: string): Promise<readonly PrintedBatch[]> {
  const found = new PrintedBatches();
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) found.take(line);
  return found.all;
}
