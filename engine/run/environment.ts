import type { Observation } from '#engine/core';
import type { ExecutorPool } from '#engine/hosts';
import type { SQLiteSink } from '#engine/sinks';
import type { Files, StartSocketReceiver } from '#engine/sources';
import type { Clock, RunControl, StreamingListener } from '#engine/streaming';

/** What a program runs in: the same for a pipeline and a script, in the app and in `dstream-submit`. */
export interface RunEnvironment {
  readonly executors: ExecutorPool;
  readonly startSocketReceiver: StartSocketReceiver;
  readonly sqliteSink: SQLiteSink | null;
  readonly listener: StreamingListener;
  /** What `local[*]` stands for. */
  readonly cores: number;
  readonly clock: Clock;
  readonly observe: Observation;
  /** Holds the run between batches; left out: nobody does. */
  readonly control?: RunControl;
  /** Spark configuration. */
  readonly conf: ReadonlyMap<string, string>;
  /** Stop gracefully after so many batches; null: run on. */
  readonly maxBatches: number | null;
  /** The files that the program may use; left out: the computer's. */
  readonly files?: Files;
  /** Where a relative path leads. */
  readonly resolvePath: (path: string) => string;
}
