/** State of many keys, and windows that are corrected. */
import { median, sparkPython, start } from './programs.mjs';

const KEYS = 1_000_000;

/** Spark checkpoints state every ten batches of a second: those, and the others after the first, ms. */
async function stateTimes(system, batches) {
  const program = start(system, 'many_keys.py', (folder, metrics) => [metrics, `${folder}/checkpoint`, String(KEYS)]);
  try {
    const done = await program.until(() => program.batches().length >= batches && program.batches(), 300_000);
    const zero = done[0].batchTime - 1000;
    const isCheckpointing = ({ batchTime }) => (batchTime - zero) % 10_000 === 0;
    const times = done.slice(1);
    const of = (some) => median(some.map(({ processingDelay }) => processingDelay));
    return { plain: of(times.filter((batch) => !isCheckpointing(batch))), checkpointing: of(times.filter(isCheckpointing)) };
  } finally {
    await program.stop();
  }
}

export async function state() {
  const ours = await stateTimes('ours', 21);
  const spark = sparkPython ? await stateTimes('spark', 11) : null;
  return ['plain', 'checkpointing'].map((kind) => ({
    what: `updateStateByKey, 1,000,000 keys, 1,000 records a batch${kind === 'plain' ? '' : ', a batch that checkpoints'}`,
    target: '≥ 10 × faster than PySpark',
    measured: spark ? `${ours[kind]} ms : ${spark[kind]} ms = 1/${(spark[kind] / ours[kind]).toFixed(1)}` : `${ours[kind]} ms`,
    met: spark ? spark[kind] / ours[kind] >= 10 : null,
  }));
}

async function windowTime(window, keys) {
  const batches = 120;
  const program = start('ours', 'inverse_window.py', (folder, metrics) => [metrics, `${folder}/checkpoint`, window, keys, 250].map(String));
  try {
    const done = await program.until(() => program.batches().length >= batches && program.batches(), 120_000);
    return median(done.slice(-50).map(({ processingDelay }) => processingDelay));
  } finally {
    await program.stop();
  }
}

export async function inverseWindow() {
  const rows = [];
  for (const keys of [1, 10_000]) {
    const [short, long] = [await windowTime(6, keys), await windowTime(60, keys)];
    rows.push({ what: `window of 60 batches with an inverse function against one of 6, ${keys} keys`, target: 'flat (≤ 1.2 ×)', measured: `${long} ms : ${short} ms = ${(long / short).toFixed(2)}`, met: long <= Math.max(short * 1.2, short + 1) });
  }
  return rows;
}
