import { EngineError } from '#engine/core';
import type { SQLiteSinkTarget } from '#engine/sinks';
import type { StreamingContext } from '../streaming-context';
import type { OutputAction } from './output-operation';

/** Saves every record of each batch in one transaction (DESIGN 3.4). The rows are parsed only by the sink's worker. */
export function saveToSQLite(ssc: StreamingContext, file: string, table: string): OutputAction {
  const sink = ssc.sqliteSink;
  if (!sink) throw new EngineError('sink-failed', 'This program cannot save to SQLite: it was started without a sink.');
  const target: SQLiteSinkTarget = { sink: ssc.buildScope.nodeId ?? `output-${ssc.graph.outputs.length}`, file: ssc.resolvePath(file), table };
  ssc.addSinkTarget(target);
  return async (rdd, { batchTime, onTask }) => {
    const results = await rdd.context.runJob(rdd, rdd.partitions, { kind: 'collect', form: 'columns', limit: null }, onTask);
    try {
      await sink.writeBatch(target, batchTime, results.map(({ outputs }) => outputs[0]!));
    } catch (error) {
      throw new EngineError('sink-failed', error instanceof Error ? error.message : String(error), { cause: error });
    }
  };
}
