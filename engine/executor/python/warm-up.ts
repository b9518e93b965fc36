import type { TaskDescription } from '../../core/task';
import type { LanguageRuntime } from '../language-runtime';

const CALLS = 300;
const CALLS_A_TURN = 20;

/**
 * After a snapshot, WebAssembly is in its slow tier, and a function reaches full speed only when it is entered again
 * and again (some 300 short calls). They are made in small turns once the executor is up, so that a task that comes
 * meanwhile waits some milliseconds at most. None of the functions is one that is known without being called.
 */
export function warmUp(runtime: LanguageRuntime): void {
  const lambda = (id: number, text: string): void => runtime.define({ id, form: { kind: 'source', text, prelude: '' }, place: {} });
  lambda(-1, 'lambda line: line.split(" ", -1)');
  lambda(-2, 'lambda word: (word, 1)');
  lambda(-3, 'lambda a, b: b + a');
  runtime.define({ id: -4, form: { kind: 'builtin', name: 'identity' }, place: {} });
  let left = CALLS;
  const turn = (): void => {
    for (let i = 0; i < CALLS_A_TURN; i++) runtime.run(TASK);
    left -= CALLS_A_TURN;
    if (left > 0) setTimeout(turn, 0);
    else runtime.forget([-1], [-1, -2, -3, -4], []);
  };
  setTimeout(turn, 0);
}

const TASK: TaskDescription = {
  taskId: -1,
  stageId: -1,
  partition: 0,
  attempt: 0,
  plan: {
    kind: 'narrow',
    rdd: 2,
    operator: 'map',
    f: -2,
    partition: 0,
    parent: { kind: 'narrow', rdd: 1, operator: 'flatMap', f: -1, partition: 0, parent: { kind: 'lines', rdd: 0, buffers: [0] } },
  },
  sink: {
    kind: 'shuffleWrite',
    shuffleId: -1,
    mapId: 0,
    partitioner: { kind: 'hash', numPartitions: 2, partitionFunc: null },
    aggregator: { createCombiner: -4, mergeValue: -3, mergeCombiners: -3 },
    keep: true,
  },
  observe: { samples: 10, valueLength: 100 },
  buffers: [new TextEncoder().encode('the quick brown fox jumps over the lazy dog\n'.repeat(8))],
};
