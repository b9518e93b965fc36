import { readFile } from 'node:fs/promises';

/**
 * Reads prepared input: each paragraph of the file is one batch, its lines are the records. Paragraphs are parted by
 * one empty line; each further empty line is one empty batch.
 * @returns one item a batch: whole lines with their ends, and how many
 */
export async function readBatches(file: string): Promise<{ readonly bytes: Uint8Array; readonly records: number }[]> {
  // A character a byte: bytes that are no UTF-8 go on as they are.
  return batches(await readFile(file, 'latin1'), (lines) => Buffer.from(lines, 'latin1'));
}

export function batchesOf(text: string): { readonly bytes: Uint8Array; readonly records: number }[] {
  return batches(text, (lines) => new TextEncoder().encode(lines));
}

function batches(text: string, encoded: (lines: string) => Uint8Array): { readonly bytes: Uint8Array; readonly records: number }[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  const found: string[][] = [[]];
  for (const line of lines) {
    if (line === '') found.push([]);
    else found.at(-1)!.push(line);
  }
  if (/^[ \t\r\n]*$/.test(text)) return [];
  return found.map((batch) => ({ bytes: encoded(batch.map((line) => `${line}\n`).join('')), records: batch.length }));
}
