/** More records, and more time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineServer, textOf } from './line-server.mjs';
import { median, residentBytes, sleep, start } from './programs.mjs';

const SIZES = [62_500, 125_000, 250_000, 500_000, 1_000_000];
const REPEATS = 5;

/** Each size several times in a row, the smallest twice as often: its first batches find compilers at work. */
export async function doubling() {
  const folder = mkdtempSync(join(tmpdir(), 'dstream-bench-'));
  const files = SIZES.flatMap((records) => {
    const file = join(folder, `${records}.txt`);
    writeFileSync(file, textOf(records));
    return Array.from({ length: records === SIZES[0] ? 2 * REPEATS : REPEATS }, () => file);
  });
  const program = start('ours', 'file_word_count.py', (_folder, metrics) => [metrics, '500', ...files]);
  try {
    const times = await program.until(() => program.batches().length >= files.length && program.batches().map(({ processingDelay }) => processingDelay), 180_000);
    const medians = SIZES.map((_, index) => median(times.slice((index + 1) * REPEATS, (index + 2) * REPEATS)));
    const ratios = medians.slice(1).map((time, index) => time / medians[index]);
    const measured = `${SIZES.map((size, index) => `${size / 1000} k: ${medians[index]} ms`).join(', ')}; at most ${Math.max(...ratios).toFixed(2)} ×`;
    return [{ what: 'records in a batch doubled, up to 1,000,000', target: '≤ 2.2 × time', measured, met: ratios.every((ratio) => ratio <= 2.2) }];
  } finally {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {number} seconds after half a minute of warming up */
export async function memory(seconds = 60) {
  const server = await lineServer(async (send, isOpen) => {
    const piece = textOf(5000);
    for (let next = Date.now(); isOpen(); next += 100) {
      await send(piece);
      await sleep(Math.max(0, next + 100 - Date.now()));
    }
  });
  const program = start('ours', 'word_count.py', (_folder, metrics) => [metrics, server.port, 1000].map(String));
  try {
    const samples = [];
    await program.until(() => program.age > 30_000, 60_000);
    const begin = Date.now();
    while (Date.now() - begin < seconds * 1000) {
      samples.push(residentBytes(program.pid) / 1e6);
      await sleep(500);
    }
    const [first, last] = [median(samples.slice(0, samples.length / 4)), median(samples.slice((-samples.length * 1) / 4))];
    const rate = median(program.batches().slice(-20).map(({ numRecords }) => numRecords));
    const measured = `${Math.round(first)} MB in the first quarter, ${Math.round(last)} MB in the last of ${seconds} s, at ${rate} lines/s`;
    return [{ what: 'memory at 50,000 lines/s', target: 'flat (≤ 1.1 ×)', measured, met: last <= first * 1.1 }];
  } finally {
    await program.stop();
    server.close();
  }
}
