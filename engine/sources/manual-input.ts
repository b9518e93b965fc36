import { readFile } from 'node:fs/promises';

/**
 * Reads prepared input: each paragraph of the file is one batch, its lines are the records. Paragraphs are parted by
 * one empty line; each further empty line is one empty batch.
 * @returns one item a batch: whole lines with their ends, and how many
 */
export async function readBatches(file: string): Promise<{ readonly bytes: Uint8Array; readonly records: number }[]> {
  return batchesOf(await readFile(file, 'utf8'));
}

export function batchesOf(text: string): { readonly bytes: Uint8Array; readonly records: number }[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  const batches: string[][] = [[]];
  for (const line of lines) {
    if (line === '') batches.push([]);
    else batches.at(-1)!.push(line);
  }
  if (text.trim() === '') return [];
  return batches.map((batch) => ({ bytes: new TextEncoder().encode(batch.map((line) => `${line}\n`).join('')), records: batch.length }));
}
