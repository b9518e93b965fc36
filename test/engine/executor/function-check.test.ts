import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { emptyPipeline } from '#engine/model';
import { checkFunctions } from '#engine/run';

describe('the check of a function by its interpreter', () => {
  const executors = new ExecutorPool(new WorkerHost());
  afterAll(() => executors.close());

  it.each([
    ['one that ends too early', 'lambda x: x +', 1],
    ['one of three lines, at its last', 'lambda x: (x +\n  1 +\n  2) +', 3],
    ['a bracket that is left open, at the bracket', 'lambda x: (x +\n  1', 1],
    ['one that ends too early in its last line', 'lambda x:\n  x +\n  ', 3],
    ['a mistake in the middle', 'lambda x: (\n  x x,\n  1)', 2],
    ['a bracket too many', 'lambda x: x)', 1],
    ['a def without its body', 'def f(x):\n', 1],
    ['a def with a mistake in its second line', 'def f(x):\n  return x +', 2],
  ])('tells the line of %s, within the text', async (_, f, line) => {
    const pipeline = { ...emptyPipeline(), nodes: [{ id: 'm', op: 'map', name: 'm', params: { f } }] };
    expect(await checkFunctions(pipeline, executors)).toEqual([expect.objectContaining({ code: 'function-syntax', place: { nodeId: 'm', param: 'f', line } })]);
  });
});
