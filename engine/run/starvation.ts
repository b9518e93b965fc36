import type { StreamingContext } from '#engine/streaming';

/**
 * With as many receivers as slots no task ever runs. Spark only logs a warning and then prints nothing; so do we, but
 * the warning is seen.
 */
export function warnOfStarvation(ssc: StreamingContext, slots: number): void {
  const receivers = ssc.graph.receivers.length;
  if (receivers === 0 || slots > receivers) return;
  ssc.post({
    type: 'log',
    level: 'warning',
    text:
      'spark.master should be set as local[n], n > 1 in local mode if you have receivers to get data, otherwise Spark jobs will not get resources to process the received data. ' +
      `Here ${receivers === 1 ? 'the receiver holds' : `${receivers} receivers hold`} all ${slots === 1 ? 'one slot' : `${slots} slots`}: use local[${receivers + 1}] or more.`,
    nodeId: ssc.graph.receivers[0]!.nodeId,
  });
}
