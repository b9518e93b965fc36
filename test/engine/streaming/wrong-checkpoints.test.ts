import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineError, SparkContext } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { nodeFiles, type StartSocketReceiver } from '#engine/sources';
import { ManualClock, StreamingContext } from '#engine/streaming';
import { runStreams } from './run-streams';
import { js } from './started-streams';

const pool = new ExecutorPool(new WorkerHost());
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wrong-checkpoints-'));
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

const noSockets: StartSocketReceiver = () => {
  throw new Error('There are no sockets here.');
};

/** Starts a stream of state, and gives what start() throws. */
async function failure(checkpointDirectory: string | null, interval: number | null): Promise<unknown> {
  const context = new SparkContext({ executors: pool.of('javascript'), slots: 1, defaultParallelism: 1, observe: { samples: 0, valueLength: 0 } });
  context.checkpointDirectory = checkpointDirectory;
  const ssc = new StreamingContext({ sparkContext: context, batchInterval: 1000, startSocketReceiver: noSockets, clock: new ManualClock(), files: nodeFiles });
  const input = ssc.withNode('files', () => ssc.textFileStream(folder));
  const state = ssc.withNode('state', () => input.map(js('line => [line, 1]')).updateStateByKey(js('(values, state) => 1'), null));
  if (interval !== null) state.checkpoint(interval);
  state.pprint(10);
  try {
    ssc.start();
    return null;
  } catch (error) {
    return error;
  } finally {
    await ssc.stop({ graceful: false });
    await context.stop();
  }
}

describe('state that has no place to be saved', () => {
  const set = 'The checkpoint interval for PythonStateDStream has been set to';
  it.each([
    ['no checkpoint directory', null, null, 'The checkpoint directory has not been set. Please set it by StreamingContext.checkpoint().'],
    ['an interval shorter than a batch', 'memory', 500, `${set} 500 ms which is lower than its slide time (1000 ms). Please set it to at least 1000 ms.`],
    ['an interval between batches', 'memory', 1500, `${set}  1500 ms which not a multiple of its slide time (1000 ms). Please set it to a multiple of 1000 ms.`],
  ])('keeps a context from starting, and is told at its node in Spark’s words: %s', async (_, directory, interval, text) => {
    const error = await failure(directory, interval);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 'invalid-argument', message: `requirement failed: ${text}`, task: { type: 'invalid-argument', place: { nodeId: 'state' } } });
  });
});

describe('a checkpoint of other code', () => {
  it('is refused where it has streams that this code has not, with what to do, and stays as it is', async () => {
    const checkpointDirectory = join(folder, 'checkpoints');
    const run = (build: Parameters<typeof runStreams>[1]['build']): Promise<unknown> => runStreams(pool, { language: 'javascript', inputs: [[[['a', 1]], [['b', 1]]]], batches: 2, checkpointDirectory, build });
    await run(([stream]) => stream!.map(js('pair => pair')).map(js('pair => pair')).updateStateByKey(js('(values, state) => 1'), null).checkpoint(1000));
    const before = readdirSync(checkpointDirectory);
    await expect(run(([stream]) => stream!)).rejects.toMatchObject({
      code: 'checkpoint-unreadable',
      message: `The checkpoint in ${checkpointDirectory} was made by other code: it has a stream 3, and there are 2. Run the code that made it, or delete the directory and begin anew.`,
    });
    expect(readdirSync(checkpointDirectory)).toEqual(before);
  });
});
