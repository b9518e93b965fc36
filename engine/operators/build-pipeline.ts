import type { Pipeline, PipelineEdge, PipelineNode } from '../model/pipeline';
import type { BuildContext } from './declaration';
import type { GraphBuilder, Stream } from './graph-builder';
import { paramsOf } from './params';
import { operators } from './registry';

/**
 * Builds a valid pipeline in an engine: parents first, and otherwise in the order of the document, in which outputs
 * then run.
 */
export function buildPipeline(pipeline: Pipeline, graph: GraphBuilder): void {
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const built = new Map<string, Stream | undefined>();
  const incoming = new Map<string, PipelineEdge[]>();
  for (const edge of pipeline.edges) incoming.set(edge.to, [...(incoming.get(edge.to) ?? []), edge]);

  const inputsOf = (node: PipelineNode): BuildContext['inputs'] => {
    const inputs = new Map<string, Stream[]>();
    for (const { from, port } of incoming.get(node.id) ?? []) {
      const stream = built.get(from);
      if (stream) inputs.set(port, [...(inputs.get(port) ?? []), stream]);
    }
    return inputs;
  };

  // A stack instead of recursion: a pipeline may be a chain of thousands.
  const build = (first: PipelineNode): void => {
    const stack = [first];
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const parents = (incoming.get(node.id) ?? []).map(({ from }) => nodes.get(from));
      const missing = parents.filter((parent) => parent && !built.has(parent.id)) as PipelineNode[];
      if (missing.length > 0) {
        stack.push(...missing.reverse());
        continue;
      }
      stack.pop();
      const declaration = operators.get(node.op);
      if (!declaration?.build || built.has(node.id)) continue;
      const { id } = node;
      const { build: buildNode } = declaration;
      const context: BuildContext = { graph, inputs: inputsOf(node), params: paramsOf(node, pipeline.language) };
      built.set(id, graph.withNode(id, () => buildNode(context)));
    }
  };
  for (const node of pipeline.nodes) if (!built.has(node.id)) build(node);
}
