import { operators } from '../operators';
import type { Pipeline, PipelineEdge, PipelineNode } from './pipeline';
import type { Problem } from './problem';
import { problem } from './problem-texts';

/** Windows and slides that are no multiples of the time at which their input comes, and numbers where an inverse function belongs. */
export function windowProblems(pipeline: Pipeline, wires: ReadonlyMap<string, readonly PipelineEdge[]>): Problem[] {
  const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
  const slides = new Map<string, number>();
  /** ms between the batches of a node's stream; without recursion, since chains may be long. */
  const slideOf = (id: string): number => {
    const path: PipelineNode[] = [];
    let slide = pipeline.batchInterval;
    for (let node = nodes.get(id); node; node = nodes.get(wires.get(node.id)?.[0]?.from ?? '')) {
      const known = slides.get(node.id) ?? own(node);
      if (known !== null) {
        slide = known;
        break;
      }
      path.push(node);
      if (path.length > pipeline.nodes.length) break;
    }
    for (const node of path) slides.set(node.id, slide);
    return slide;
  };
  return pipeline.nodes.flatMap((node) => (operators.get(node.op)?.params.windowDuration ? windowProblem(node, slideOf(wires.get(node.id)?.[0]?.from ?? '')) : []));
}

function own({ params }: PipelineNode): number | null {
  return typeof params.slideDuration === 'number' && params.slideDuration > 0 ? params.slideDuration : null;
}

function windowProblem(node: PipelineNode, slide: number): Problem[] {
  const problems: Problem[] = [];
  const { params, id, name } = node;
  for (const [param, what] of [['windowDuration', 'window'], ['slideDuration', 'slide']] as const) {
    const value = params[param];
    // What is no duration at all is told as such, see validate.
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || !(value > 0) || !(slide > 0) || value % slide === 0) continue;
    const better = Math.max(1, Math.round(value / slide)) * slide;
    problems.push({ ...problem('window-multiple', { name, what, value, slide }, { nodeId: id, param }), fix: { title: `Use ${better} ms`, command: { kind: 'setParam', id, param, value: better } } });
  }
  for (const param of ['invFunc', 'invReduceFunc']) {
    const text = params[param];
    if (typeof text === 'string' && /^\s*[\d.]+\s*$/.test(text)) problems.push({ ...problem('window-as-inverse', { name, value: text.trim() }, { nodeId: id, param }), fix: { title: 'Take it out', command: { kind: 'setParam', id, param, value: null } } });
  }
  return problems;
}
