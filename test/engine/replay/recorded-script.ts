import { join, resolve } from 'node:path';
import { GrantedFolders, ScratchFiles, scriptPipeline, startScript } from '#engine/driver';
import type { ExecutorPool } from '#engine/hosts';
import type { HistoryStore } from '#engine/history';
import { RunRecorder } from '#engine/recorder';
import type { ReplayEnvironment } from '#engine/replay';
import { ManualFeed } from '#engine/run';
import { batchesOf } from '#engine/sources';
import { ManualClock } from '#engine/streaming';

/** Where a script runs, and what it is started with. */
export interface ScriptPlace {
  readonly folder: string;
  readonly args?: readonly string[];
}

/** What a replay of scripts needs: they run in worker threads, and read in the folder of the script. */
export function scriptReplays(executors: ExecutorPool): ReplayEnvironment {
  return {
    executors,
    cores: 2,
    startScript: async ({ path, text, arguments: args }, options, environment) => {
      const directory = join(path, '..');
      const granted = new GrantedFolders([directory]);
      const scratch = new ScratchFiles((file) => granted.allows(file));
      const run = await startScript({ ...options, script: path, text, args, pyFiles: [], master: 'local[2]', appName: 'replayed', granted, scratch, directory }, environment);
      return { ended: run.ended, close: () => run.close().finally(() => scratch.close()) };
    },
  };
}

/**
 * Runs a script at a manual clock, a paragraph a batch, and records it as the app does.
 * @returns the run's id, and what the script printed
 */
export async function recordScript(text: string, input: string | ((port: number) => string), executors: ExecutorPool, store: HistoryStore, { folder, args = [] }: ScriptPlace, batches: number | null = null): Promise<{ readonly runId: number; readonly printed: string }> {
  const clock = new ManualClock(3_600_000);
  let recorder: RunRecorder | null = null;
  let printed = '';
  const feed = new ManualFeed(clock, ({ port }) => batchesOf(typeof input === 'string' ? input : input(port)), batches, () => void run.then((started) => started.stopStreams()));
  const script = join(folder, 'script.py');
  const run = startScript(
    { script, text, args, pyFiles: [], master: 'local[2]', appName: 'recorded', directory: folder, print: (_stream, told) => void (printed += told) },
    {
      executors,
      startSocketReceiver: feed.startSocketReceiver,
      sqliteSink: null,
      listener: (event) => {
        if (event.type === 'streamGraph') {
          const pipeline = scriptPipeline(event.nodes, { name: 'script.py', master: event.master, batchInterval: event.batchInterval, text, path: script, arguments: args, input: [], notFirst: event.notFirst });
          recorder = new RunRecorder(store, { documentName: 'script.py', startedAt: clock.now(), batchInterval: event.batchInterval, master: event.master, language: 'python', pipeline });
        }
        recorder?.listener(event);
        feed.listener(event);
        if (event.type === 'console') printed += event.text;
      },
      cores: 2,
      clock,
      observe: { samples: 100, valueLength: 2048 },
      conf: new Map(),
      maxBatches: null,
      resolvePath: (path) => resolve(folder, path),
    },
  );
  const started = await run;
  const end = await started.ended;
  await started.close();
  if (!recorder) throw new Error(`The script made no streams (${end.status}): ${printed}`);
  await (recorder as RunRecorder).close();
  return { runId: await (recorder as RunRecorder).runId, printed };
}
