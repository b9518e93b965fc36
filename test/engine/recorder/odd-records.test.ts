import { beforeAll, describe, expect, it } from 'vitest';
import { OwnHistory } from '../history/own-history';
import { chain, recordRun } from '../replay/recorded-run';

const HUGE = 'x'.repeat(10 * 1024 * 1024);
const ODD = ['<img src=x onerror=alert(1)>', 'שלום עולם', 'cafe\u0301', '\u202eright to left', '__proto__', '👩‍👩‍👧 family', "'; DROP TABLE run; --"];

describe('odd records', () => {
  const history = new OwnHistory();
  const { executors } = history;
  let runId: number;
  beforeAll(async () => {
    runId = await recordRun(chain([['map', { f: 'lambda line: line' }]]), `${ODD.join('\n')}\n\n${HUGE}\nshort`, executors, history.store);
  });

  it('are recorded as the texts that they are, and found', async () => {
    const { records } = await history.store.records({ runId, batchTime: 1000, of: { nodeId: 'map0' }, limit: 100 });
    expect(records).toHaveLength(ODD.length);
    expect(records.every(({ type, cut }) => type === 'str' && !cut)).toBe(true);
    expect(records[0]!.repr).toBe(`'${ODD[0]}'`);
    expect(records[1]!.repr).toBe(`'${ODD[1]}'`);
    const any = { within: 'any', status: null, runId: null, from: null, to: null, before: null, limit: 10 } as const;
    for (const text of ['onerror', 'שלום', 'cafe\u0301', 'DROP TABLE']) expect((await history.store.search({ ...any, text })).batches.map(({ batchTime }) => batchTime), text).toEqual([1000]);
  });

  it('of 10 MB are shown by their beginning, and told to be cut; their neighbours are whole', async () => {
    const { records } = await history.store.records({ runId, batchTime: 2000, of: { nodeId: 'map0' }, limit: 100 });
    expect(records.map(({ cut }) => cut)).toEqual([true, false]);
    expect(records[0]!.repr.length).toBeLessThanOrEqual(2049);
    expect(records[1]!.repr).toBe("'short'");
    expect((await history.store.batch(runId, 2000))?.summary).toMatchObject({ status: 'completed', numRecords: 2 });
    // A batch whose input is too large to be kept cannot be replayed, and says so.
    expect((await history.store.replayInput(runId, 2000, 2000)).missing).toMatch(/\S/);
    expect((await history.store.replayInput(runId, 1000, 1000)).missing).toBe(null);
  });
});
