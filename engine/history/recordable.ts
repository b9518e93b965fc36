import type { BatchReport, InputBlock } from '#engine/streaming';

/** Input bytes kept of one batch; beyond it only what came is noted. */
export const MAX_INPUT_BYTES = 8 * 1024 * 1024;

/** Why a batch lacks its records and its input. */
export type Incomplete = 'behind' | 'full';

/** A batch as it goes to the store: what is not kept does not cross over to it. */
export interface Recordable extends Omit<BatchReport, 'inputBlocks'> {
  readonly inputBlocks: readonly (Omit<InputBlock, 'bytes'> & { /** null: not kept */ readonly bytes: Uint8Array | null; /** Bytes that came. */ readonly length: number })[];
}

export function recordable(report: BatchReport): Recordable {
  let kept = 0;
  const inputBlocks = report.inputBlocks.map((block) => {
    const length = block.bytes.byteLength;
    kept += length;
    return { ...block, length, bytes: kept <= MAX_INPUT_BYTES ? block.bytes : null };
  });
  return { ...report, inputBlocks };
}

/** Without what takes room: counts and times are never dropped. */
export function withoutSamples(report: Recordable): Recordable {
  return {
    ...report,
    tasks: report.tasks.map((task) => ({ ...task, samples: '[]' })),
    inputBlocks: report.inputBlocks.map((block) => ({ ...block, bytes: null })),
  };
}

/** Bytes on their way to the disk, more or less. */
export function sizeOf({ tasks, inputBlocks, console }: Recordable): number {
  const samples = tasks.reduce((sum, task) => sum + task.samples.length * 2, 0);
  return samples + inputBlocks.reduce((sum, { bytes }) => sum + (bytes?.byteLength ?? 0), 0) + console.length * 2;
}
