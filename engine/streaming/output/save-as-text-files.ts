import { type RDD, type TaskReport, unwritable } from '#engine/core';
import type { Files } from '#engine/sources';
import type { StreamingContext } from '../streaming-context';
import type { OutputAction } from './output-operation';

/** Saves each batch as a directory `prefix-TIME[.suffix]` of text files (DStream.saveAsTextFiles). TIME is in ms. */
export function saveAsTextFiles(ssc: StreamingContext, prefix: string, suffix: string | null): OutputAction {
  return (rdd, { batchTime, onTask }) => {
    const name = `${prefix}-${batchTime}${suffix ? `.${suffix}` : ''}`;
    return saveAsTextFile(rdd, ssc.files, ssc.resolvePath(name), { onTask });
  };
}

/**
 * One file `part-00000` … a partition, a line a record (its str), and `_SUCCESS` when all are there
 * (RDD.saveAsTextFile). What an earlier run left in the directory is overwritten.
 * @param suffix of each file's name: with `.gz` they are packed
 * @throws EngineError `sink-failed` where it cannot be written
 */
export async function saveAsTextFile(rdd: RDD, files: Files, directory: string, { onTask, suffix = '' }: { readonly onTask?: (report: TaskReport) => void; readonly suffix?: string } = {}): Promise<void> {
  const results = await rdd.context.runJob(rdd, rdd.partitions, { kind: 'collect', form: 'text', limit: null }, onTask);
  try {
    for (const [index, { outputs }] of results.entries()) {
      const lines = JSON.parse(new TextDecoder().decode(outputs[0])) as string[];
      const text = lines.map((line) => `${line}\n`).join('');
      await files.write(partFile(directory, index) + suffix, new TextEncoder().encode(text));
    }
    await files.write(`${directory}/_SUCCESS`, new Uint8Array(0));
  } catch (error) {
    throw unwritable('sink-failed', directory, error);
  }
}

/** Hadoop's name for the file of a partition. */
export function partFile(directory: string, partition: number): string {
  return `${directory}/part-${String(partition).padStart(5, '0')}`;
}
