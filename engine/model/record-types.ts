import { operators } from '../operators';
import { incoming } from './graph';
import { returnType } from './lambda-types';
import type { Pipeline, PipelineEdge, PipelineNode } from './pipeline';
import { ANY, INT, type RecordType, STR, tupleOf } from './record-type';

interface Told {
  readonly edges: readonly PipelineEdge[];
  readonly types: ReadonlyMap<string, RecordType>;
}
/** By the list of nodes, which is made anew when one changes, and not when one is moved. */
const told = new WeakMap<readonly PipelineNode[], Told>();

/** The type of each node's records, as far as the graph and the functions' texts tell. */
export function recordTypes(pipeline: Pipeline): ReadonlyMap<string, RecordType> {
  const before = told.get(pipeline.nodes);
  if (before?.edges === pipeline.edges) return before.types;
  const types = infer(pipeline);
  told.set(pipeline.nodes, { edges: pipeline.edges, types });
  return types;
}

/** Each node after those that feed it, without recursion, since chains may be long; on a circle nothing is known. */
function infer(pipeline: Pipeline): Map<string, RecordType> {
  const wires = incoming(pipeline);
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const types = new Map<string, RecordType>();
  for (const { id } of pipeline.nodes) {
    const waiting = [id];
    const begun = new Set<string>();
    for (let current = waiting.at(-1); current !== undefined; current = waiting.at(-1)) {
      const feeders = (wires.get(current) ?? []).map(({ from }) => from).filter((from) => nodes.has(from) && !types.has(from) && !begun.has(from));
      begun.add(current);
      if (feeders.length > 0) {
        waiting.push(...feeders);
        continue;
      }
      waiting.pop();
      if (!types.has(current)) types.set(current, recordType(nodes.get(current)!, wires.get(current) ?? [], types, pipeline));
    }
  }
  return types;
}

function recordType(node: PipelineNode, wires: readonly PipelineEdge[], types: ReadonlyMap<string, RecordType>, { language }: Pipeline): RecordType {
  const { inputs: ports = [], output, records } = operators.get(node.op) ?? {};
  const inputs = ports.flatMap(({ name }) => wires.filter(({ port }) => port === name)).map(({ from }) => types.get(from) ?? ANY);
  if (records) return records(inputs, (param, ...given) => (typeof node.params[param] === 'string' ? returnType(node.params[param], language, given) : ANY));
  if (output === 'same') return inputs[0] ?? ANY;
  return output === 'str' ? STR : output === 'int' ? INT : output === 'pair' ? tupleOf(ANY, ANY) : ANY;
}
