import { appendFileSync, writeFileSync } from 'node:fs';
import type { StreamingListener } from '#engine/streaming';

/** Writes one JSON line for each completed batch, with Spark's names and ms. */
export function metricsWriter(file: string): StreamingListener {
  writeFileSync(file, '');
  return (event) => {
    if (event.type !== 'batchCompleted') return;
    const { info } = event.report;
    const failure = info.outputOperations.find((operation) => operation.failure !== null)?.failure ?? null;
    const line = {
      batchTime: info.batchTime,
      numRecords: info.numRecords,
      schedulingDelay: info.schedulingDelay,
      processingDelay: info.processingDelay,
      totalDelay: info.totalDelay,
      outputOps: info.outputOperations.length,
      failureReason: failure ? failure.traceback || `${failure.type}: ${failure.message}` : null,
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
}
