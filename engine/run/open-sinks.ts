import type { Problem } from '#engine/model';
import type { StreamingContext } from '#engine/streaming';

/** A sink that cannot be written is told before anything runs. */
export async function openSinks(ssc: StreamingContext): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const target of ssc.sinkTargets) {
    try {
      await ssc.sqliteSink?.open(target);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      problems.push({ code: 'sink-unusable', severity: 'error', message, place: { nodeId: target.sink, param: 'file' } });
    }
  }
  return problems;
}
