import { expect, it } from 'vitest';
import { realInput } from '#engine/history';
import { InputRecord, type StreamingContext } from '#engine/streaming';
import { report } from '../history/reports';

it('keeps the blocks of batches that were done before a recovery, and does not count them again', async () => {
  const block = (batchTime: number) => [batchTime, [{ streamId: 0, blockId: `input-0-${batchTime}`, records: 5, bytes: new Uint8Array() }]];
  const ssc = { blocks: { allocatedBetween: () => [1000, 2000, 3000, 4000].map(block) }, graph: { streams: [], receivers: [{ streamId: 0, nodeId: 'lines' }] } } as unknown as StreamingContext;
  const input = new InputRecord();
  input.countFrom(3000);
  const { blocks } = await input.take(ssc, 4000, []);
  expect(blocks.map(({ batchTime, isCounted }) => [batchTime, isCounted])).toEqual([[1000, true], [2000, true], [3000, undefined], [4000, undefined]]);
  // Two of its own, five of the batch of 3 s.
  expect(realInput({ ...report(4000), inputBlocks: blocks }).records).toBe(7);
});
