import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type RecordedScript, scriptPipeline } from '#engine/driver';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { type NewRun, openHistory } from '#engine/history';
import { RunRecorder } from '#engine/recorder';
import { type BatchInput, ManualFeed, type RunEnvironment } from '#engine/run';
import { openSQLiteSink } from '#engine/sinks';
import { readBatches, type SocketReceiverOptions, startSocketReceiver } from '#engine/sources';
import { logText, ManualClock, type StreamingListener, SystemClock } from '#engine/streaming';
import { metricsWriter } from './metrics';
import { type SubmitOptions, UsageError } from './options';
import { writeErr, writeOut } from './output';

export interface SubmitEnvironment {
  readonly environment: RunEnvironment;
  /** Called with what ends a program at a manual clock. */
  onInputsUsed(stop: () => void): void;
  close(): Promise<void>;
}

const NO_BATCHES = '--clock manual needs to know how many batches to run: give --input PORT_OR_NODE=FILE or --batches N. Neither was given, and no queueStream tells it: the streams were stopped.';

/** Everything that a run from the command line stands on. */
export async function submitEnvironment(
  options: SubmitOptions,
  /** What runs; the history notes it. The graph of a script is known when its streams start. */
  { script, ...program }: Pick<NewRun, 'documentName' | 'master' | 'language' | 'pipeline'> & { readonly script?: Omit<RecordedScript, 'notFirst'> },
  /** Ports that an input of `--clock manual` feeds, by port or by node. */
  portOf: (name: string) => number | null,
  /** A folder of further Python packages. */
  packages: string | null = null,
): Promise<SubmitEnvironment> {
  const executors = new ExecutorPool(new WorkerHost(packages));
  const sqliteSink = openSQLiteSink();
  const listeners: StreamingListener[] = [consoleListener(options.quiet)];
  if (options.metrics !== null) listeners.push(metricsListener(options.metrics));
  const history = options.history === null ? null : await openHistory(resolve(options.history)).catch(unusable('--history'));
  let recorder: RunRecorder | null = null;
  let graph = program.pipeline;
  if (history) {
    tellTrouble(history);
    listeners.push((event) => {
      if (event.type === 'streamGraph' && script) graph = scriptPipeline(event.nodes, { name: program.documentName, master: event.master, batchInterval: event.batchInterval, ...script, input: [...script.input], notFirst: event.notFirst });
      if (event.type === 'streamingStarted') {
        recorder = new RunRecorder(history.store, { ...program, pipeline: graph, startedAt: Date.now(), batchInterval: event.batchInterval });
      }
      recorder?.listener(event);
    });
  }

  // It may have ended before anyone asks.
  let used = false;
  let stop = (): void => void (used = true);
  const end = (batches: number): void => {
    if (batches === 0 && options.inputs.size === 0 && options.batches === null) writeErr(`${NO_BATCHES}\n`);
    stop();
  };
  const clock = options.manualClock ? new ManualClock() : new SystemClock();
  let start = startSocketReceiver;
  if (clock instanceof ManualClock) {
    const inputs = new Map<number, Awaited<ReturnType<typeof readBatches>>>();
    const unread = new Map<number, string>();
    for (const [name, file] of options.inputs) {
      const port = portOf(name);
      if (port === null) throw new UsageError(`--input ${name}=…: "${name}" is neither a port nor a socket source of this pipeline.`);
      inputs.set(port, await readInput(resolve(file)));
      unread.set(port, name);
    }
    const inputOf = ({ port }: SocketReceiverOptions): readonly BatchInput[] | undefined => {
      unread.delete(port);
      return inputs.get(port);
    };
    const feed = new ManualFeed(clock, inputOf, options.batches, end);
    listeners.push(feed.listener, (event) => {
      if (event.type === 'streamingStarted' && !options.quiet) for (const name of unread.values()) writeErr(`--input ${name}: no socket source of the program reads from it.\n`);
    });
    start = feed.startSocketReceiver;
  }
  return {
    environment: {
      executors,
      startSocketReceiver: start,
      sqliteSink,
      listener: (event) => {
        for (const listener of listeners) listener(event);
      },
      cores: availableParallelism(),
      clock,
      observe: { samples: history ? 100 : 0, valueLength: 2048 },
      conf: options.conf,
      maxBatches: options.batches,
      resolvePath: (path) => resolve(path),
    },
    onInputsUsed: (callback) => {
      stop = callback;
      if (used) callback();
    },
    close: async () => {
      await recorder?.close();
      await history?.store.close();
      await sqliteSink.close();
      await executors.close();
    },
  };
}

/** What becomes of a history that cannot be used, or not written; the run goes on. */
function tellTrouble({ store, opened: { setAside, readOnly } }: Awaited<ReturnType<typeof openHistory>>): void {
  if (setAside) writeErr(`--history: ${setAside.reason} The old one is kept as ${setAside.copy}.\n`);
  if (readOnly) writeErr('--history: it is read-only, so that nothing of this run is kept in it.\n');
  store.onTrouble((trouble) => writeErr(`--history: ${trouble ?? 'Batches are kept again.'}\n`));
}

/** A file of the command line that cannot be used is a mistake in the command line. */
function unusable(option: string): (error: Error) => never {
  return ({ message }) => {
    throw new UsageError(`${option}: ${message}`);
  };
}

function metricsListener(file: string): StreamingListener {
  try {
    return metricsWriter(file);
  } catch (error) {
    throw new UsageError(`--metrics: ${file} cannot be written: ${(error as Error).message}`);
  }
}

async function readInput(file: string): ReturnType<typeof readBatches> {
  try {
    return await readBatches(file);
  } catch (error) {
    throw new UsageError(`The input ${file} cannot be read: ${(error as Error).message}`);
  }
}

function consoleListener(quiet: boolean): StreamingListener {
  return (event) => {
    if (event.type === 'console') writeOut(event.text);
    else if (event.type === 'log' && !quiet) writeErr(logText(event));
    else if (event.type === 'streamingStopping' && event.phase === 'batches' && event.jobs > 0 && !quiet) writeErr(`Stopping: ${event.jobs} output ${event.jobs === 1 ? 'operation waits or runs' : 'operations wait or run'}.\n`);
    else if (event.type === 'receiverState' && !quiet && event.state.state === 'retrying') {
      writeErr(`Restarting receiver with delay ${event.state.retryAt - Date.now()} ms: ${event.state.reason}\n`);
    }
  };
}
