import { describe, expect, it } from 'vitest';
import type { ReceivedBlock } from '#engine/sources';
import { ReceivedBlockTracker } from '#engine/streaming';

const block = (bytes: number): ReceivedBlock => ({ streamId: 0, blockId: 'input-0-0', records: 1, bytes: new Uint8Array(bytes) });

describe('received blocks', () => {
  it('make receivers wait while they fill the room, and let them go on once batches are done', async () => {
    const full: number[] = [];
    const tracker = new ReceivedBlockTracker((held) => full.push(held), () => undefined, 100);
    let taken = 0;
    const add = (): void => tracker.add(block(60), () => taken++);
    add();
    add();
    add();
    expect([taken, full]).toEqual([1, [120]]);
    await tracker.allocate(1000);
    add();
    expect(taken).toBe(1);
    tracker.clear(1000);
    expect(taken).toBe(4);
    await tracker.allocate(2000);
    expect(tracker.blocksOf(2000)).toHaveLength(1);
  });
});
