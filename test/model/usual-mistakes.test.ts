import { describe, expect, it } from 'vitest';
import { apply, type Pipeline, type PipelineNode, validatePipeline, wordCountPipeline } from '#engine/model';

const source = (op: string, params: PipelineNode['params']): Pipeline => {
  const pipeline = wordCountPipeline();
  return { ...pipeline, nodes: pipeline.nodes.map((node) => (node.op === 'socketTextStream' ? { ...node, op, params } : node)) };
};
const windowed = (invFunc: string): Pipeline => {
  const pipeline = wordCountPipeline();
  return { ...pipeline, nodes: pipeline.nodes.map((node) => (node.op === 'reduceByKey' ? { ...node, op: 'reduceByKeyAndWindow', params: { ...node.params, invFunc, windowDuration: 5000, slideDuration: 1000 } } : node)) };
};
const slow = wordCountPipeline();

describe('a usual mistake in a pipeline that was built by hand', () => {
  it.each<[string, Pipeline, string | undefined]>([
    ['starvation', { ...slow, master: 'local[1]' }, 'Use local[2]'],
    ['file-instead-of-folder', source('textFileStream', { directory: '/data/in/lines.txt' }), 'Watch /data/in'],
    ['file-instead-of-folder', source('textFileStream', { directory: 'lines.csv' }), 'Watch its folder'],
    ['host-is-address', source('socketTextStream', { hostname: 'tcp://example.org:9999', port: 9999 }), 'Use example.org'],
    ['window-as-inverse', windowed('30'), 'Take it out'],
    ['backpressure-off', { ...slow, settings: { 'spark.streaming.backpressure.initialRate': '100' } }, 'Turn it on'],
  ])('is told as %s, and its one action mends it', (code, pipeline, action) => {
    const told = validatePipeline(pipeline).filter((each) => each.code === code);
    expect(told.map(({ fix }) => fix?.title)).toEqual([action]);
    expect(validatePipeline(apply(pipeline, told[0]!.fix!.command)).map((each) => each.code)).not.toContain(code);
  });

  it.each(['localhost', '127.0.0.1', '::1', 'fe80::1%eth0', 'my-host.example.org'])('is not the host %s', (hostname) => {
    expect(validatePipeline(source('socketTextStream', { hostname, port: 9999 }))).toEqual([]);
  });

  it.each(['input', 'in/*.d', '/data/2024.01', 'logs.d/'])('is not the folder %s', (directory) => {
    expect(validatePipeline(source('textFileStream', { directory }))).toEqual([]);
  });
});
