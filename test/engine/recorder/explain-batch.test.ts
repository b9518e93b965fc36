import { describe, expect, it } from 'vitest';
import type { BatchDetail } from '#engine/history';
import { explainBatch } from '#engine/recorder';
import { chain } from '../replay/recorded-run';

const pipeline = chain([['filter', { f: 'lambda line: False' }], ['map', { f: 'lambda x: x' }]]);
const summary: BatchDetail['summary'] = { runId: 1, batchTime: 1000, number: 1, status: 'completed', numRecords: 3, schedulingDelay: 0, processingDelay: 10, totalDelay: 10, outputOpsSucceeded: 1, outputOpsTotal: 1, failure: null };
const rdd = (id: number, nodeId: string, records: number): BatchDetail['rdds'][number] => ({ id, kind: 'K', scope: nodeId, nodeId, isNodeOutput: true, batchTime: 1000, partitions: 1, dependencies: [], computedIn: 1000, records, sampled: 0, stageId: 0, duration: 1 });
const task = (of: number, from: number, to: number): BatchDetail['tasks'][number] => ({ taskId: of, jobId: 0, stageId: 0, rdd: of, partition: 0, executorId: 'a', launchTime: from, finishTime: to, failed: false });
const output = { id: 0, name: 'pprint', nodeId: 'print', startTime: 1000, duration: 10, failure: null };
const batch: BatchDetail = { summary, rdds: [rdd(1, 'lines', 3), rdd(2, 'filter0', 3), rdd(3, 'map1', 3)], tasks: [task(3, 0, 9)], outputOperations: [output], ignoredFiles: [], console: 'Time: …', pipeline, incomplete: null };
const failure = (message: string, type = 'ValueError'): BatchDetail['summary'] => ({ ...summary, status: 'failed', failure: { nodeId: 'map1', error: { type, message, traceback: 'first()', functionId: null, place: {}, rdd: null, record: null } } });
const told = (changed: Partial<BatchDetail>): (string | undefined)[][] => explainBatch({ ...batch, ...changed }).map(({ code, place, message }) => [code, place?.nodeId, message]);

describe('a recorded batch is explained', () => {
  it('with nothing where nothing is wrong', () => expect(told({})).toEqual([]));

  it.each<[what: string, changed: Partial<BatchDetail>, code: string, nodeId: string, message: RegExp]>([
    ['empty, at its source', { summary: { ...summary, numRecords: 0 } }, 'batch-empty', 'lines', /^This batch is empty: nothing came from lines before its time\./],
    ['without a file that was ignored', { ignoredFiles: [{ path: '/in/old.txt', nodeId: 'lines', reason: 'old' }] }, 'file-ignored', 'lines', /^The file \/in\/old\.txt is ignored: it was last changed before the stream was made/],
    ['empty behind a node that let nothing through', { rdds: [rdd(1, 'lines', 3), rdd(2, 'filter0', 0), rdd(3, 'map1', 0)] }, 'batch-filtered', 'filter0', /^filter0 let none of its 3 records through/],
    ['late, at the node that took longest', { summary: { ...summary, processingDelay: 1500 }, tasks: [task(2, 0, 1400)] }, 'batch-late', 'filter0', /^This batch took 1500 ms, and one comes every 1000 ms\. Most of it was spent at filter0/],
    ['late since it waited', { summary: { ...summary, schedulingDelay: 4000 } }, 'batch-waited', 'lines', /waited 4000 ms for those before it/],
    ['failed, in the words of the usual mistake', { summary: failure('RDD is empty') }, 'empty-batch', 'map1', /^first\(\) fails for a batch without records/],
    ["failed, in Python's own words else", { summary: failure('division by zero', 'ZeroDivisionError') }, 'batch-failed', 'map1', /^This batch failed at map1: ZeroDivisionError: division by zero\. Mend/],
    ['silent, since its output failed', { summary: failure('x'), console: '' }, 'batch-prints-nothing', 'print', /^print printed nothing because the batch failed/],
    ['silent, since no output prints', { console: '', pipeline: { ...pipeline, nodes: pipeline.nodes.map((node) => (node.op === 'pprint' ? { ...node, op: 'saveAsTextFiles' } : node)) } }, 'batch-prints-nothing', 'print', /^Nothing was printed: print writes elsewhere/],
  ])('that is %s', (_what, changed, code, nodeId, message) => {
    expect(told(changed)).toContainEqual([code, nodeId, expect.stringMatching(message)]);
  });
});
