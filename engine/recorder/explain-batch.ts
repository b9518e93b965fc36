import type { BatchDetail } from '#engine/history';
import { incoming, type Pipeline, type PipelineNode, problem, type Problem } from '#engine/model';
import { explainFailure } from './explain-failure';
import { placeOf } from './place-of';
import { slowestNode } from './slowest-node';

/** Why a recorded batch is empty, late or failed, and why it printed nothing: each at its node. */
export function explainBatch(detail: BatchDetail): Problem[] {
  const { pipeline } = detail;
  if (!pipeline) return [];
  const ignored = detail.ignoredFiles.map((file) => problem('file-ignored', file, placeOf(file.nodeId)));
  return [...ignored, ...failures(detail, pipeline), ...lateness(detail, pipeline), ...emptiness(detail, pipeline), ...silence(detail, pipeline)];
}

const nameOf = ({ nodes }: Pipeline, nodeId: string | null): string => nodes.find(({ id }) => id === nodeId)?.name ?? 'an output';

function failures({ summary: { failure } }: BatchDetail, pipeline: Pipeline): Problem[] {
  if (!failure) return [];
  const { nodeId, error } = failure;
  const node = pipeline.nodes.find(({ id }) => id === nodeId);
  const name = nameOf(pipeline, nodeId);
  const known = explainFailure(error, { name, op: node?.op ?? '' }, placeOf(nodeId));
  return [known ?? problem('batch-failed', { name, error: `${error.type}: ${error.message}`.split('\n')[0]!.replace(/\.$/, '') }, placeOf(nodeId))];
}

function lateness({ summary, rdds, tasks, outputOperations }: BatchDetail, pipeline: Pipeline): Problem[] {
  const { processingDelay, schedulingDelay } = summary;
  const interval = pipeline.batchInterval;
  const timed = tasks.map(({ rdd, launchTime, finishTime }) => ({ rdd, duration: finishTime - launchTime }));
  const operations = outputOperations.map(({ nodeId, duration }) => ({ nodeId, startTime: 0, endTime: duration }));
  const slowest = slowestNode({ rdds, tasks: timed, info: { processingDelay, outputOperations: operations } });
  return [
    ...((processingDelay ?? 0) > interval ? [problem('batch-late', { name: nameOf(pipeline, slowest), processing: processingDelay!, interval }, placeOf(slowest))] : []),
    ...((schedulingDelay ?? 0) > interval ? [problem('batch-waited', { waited: schedulingDelay! }, placeOf(sourcesOf(pipeline)[0]?.id ?? null))] : []),
  ];
}

const SOURCES: ReadonlyMap<string, 'receiver' | 'files' | 'other'> = new Map([['socketTextStream', 'receiver'], ['textFileStream', 'files'], ['binaryRecordsStream', 'files'], ['queueStream', 'other']]);

function sourcesOf({ nodes }: Pipeline): PipelineNode[] {
  return nodes.filter(({ op }) => SOURCES.has(op));
}

/** The sources that gave nothing; where they gave something, the node that let none of it through. */
function emptiness({ summary, rdds }: BatchDetail, pipeline: Pipeline): Problem[] {
  const counts = new Map(rdds.flatMap(({ nodeId, isNodeOutput, batchTime, records }) => (nodeId !== null && isNodeOutput && batchTime === summary.batchTime && records !== null ? [[nodeId, records] as const] : [])));
  if (summary.numRecords === 0) return sourcesOf(pipeline).map(({ id, name, op }) => problem('batch-empty', { name, kind: SOURCES.get(op)! }, placeOf(id)));
  const wires = incoming(pipeline);
  return pipeline.nodes.flatMap(({ id, name }) => {
    const before = (wires.get(id) ?? []).map(({ from }) => counts.get(from) ?? 0).reduce((sum, records) => sum + records, 0);
    return counts.get(id) === 0 && before > 0 ? [problem('batch-filtered', { name, records: before }, placeOf(id))] : [];
  });
}

function silence({ console, outputOperations, summary }: BatchDetail, pipeline: Pipeline): Problem[] {
  if (console !== '') return [];
  const outputs = outputOperations.flatMap(({ nodeId }) => pipeline.nodes.filter(({ id }) => id === nodeId));
  const printing = outputs.find(({ op }) => op === 'pprint');
  if (printing) return summary.failure ? [problem('batch-prints-nothing', { name: printing.name, why: 'failed' }, placeOf(printing.id))] : [];
  return outputs[0] && outputs.every(({ op }) => op.startsWith('save')) ? [problem('batch-prints-nothing', { name: outputs[0].name, why: 'none' }, placeOf(outputs[0].id))] : [];
}
