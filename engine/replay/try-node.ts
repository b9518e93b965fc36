import { EngineError } from '#engine/core';
import { type Pipeline, type PipelineNode, validatePipeline } from '#engine/model';
import { type OperatorDeclaration, operators, valueOf } from '#engine/operators';
import { checkFunctions } from '#engine/run';
import { readingNode } from './read-records';
import { pipelineProgram } from './pipeline-program';
import { refused } from './refusal';
import { runAgain } from './run-again';
import type { ReplayEnvironment } from './script-program';
import { passesSingly, Trial, TRIAL_SAMPLES, type TrialAnswer, type TrialQuestion, type TrialRecord } from './trial';
import { tryAsScript, tryScriptNode } from './try-script-node';

/** ms, from when the language is up, or the script has made its streams. */
const TIME_LIMIT = 5000;

/**
 * Tries a node's functions on given records, with nothing written. What only a script says is there when it runs: then
 * the script is run for it, up to its streams.
 * @param signal gives up when it is aborted; the node's functions are ended
 */
export async function tryNode(question: TrialQuestion, environment: ReplayEnvironment, signal: AbortSignal, { timeLimit = TIME_LIMIT, isForeign = false }: TrialOptions = {}): Promise<TrialAnswer> {
  const { script } = question;
  if (!script) return tryPipelineNode(question, environment, signal, timeLimit);
  return tryScriptNode(question, { ...script, notFirst: null, isForeign }, environment, signal, timeLimit);
}

export interface TrialOptions {
  readonly timeLimit?: number;
  /** The user did not say that the script may be run: it gets no files. */
  readonly isForeign?: boolean;
}

/**
 * Runs one node on given records, in an executor of its own: as its only batch, with no window or state before it, and
 * with nothing written. Where each record is passed on by itself, each is tried by itself, so that one that fails does
 * not hide what the others give.
 */
async function tryPipelineNode(question: TrialQuestion, environment: ReplayEnvironment, signal: AbortSignal, timeLimit: number): Promise<TrialAnswer> {
  const node = question.pipeline.nodes.find(({ id }) => id === question.nodeId);
  const declaration = operators.get(node?.op ?? '');
  const { language } = question.pipeline;
  if (!node || !declaration || declaration.output === null || declaration.inputs.length === 0 || declaration.kind === 'code' || (!declaration.build && language !== 'python')) return refused('Only an operator that takes records and gives others can be tried.');
  const pipeline = trialPipeline(question.pipeline, node, declaration, question.inputs);
  const mistake = validatePipeline(pipeline).find(({ severity, place }) => severity === 'error' && place?.nodeId === node.id);
  if (mistake) return refused(mistake.message);
  await environment.executors.borrow(language).ready;
  const syntax = await checkFunctions({ ...pipeline, nodes: [node] }, environment.executors);
  if (syntax.length > 0) return { ok: true, outputs: [], total: 0, printed: '', failures: syntax.map(({ message, place }) => ({ from: null, type: 'SyntaxError', message, traceback: '', param: place?.param ?? null, line: place?.line ?? null, record: null })) };
  if (!declaration.build) return tryAsScript(question, node, environment, signal, timeLimit);

  const late = AbortSignal.timeout(timeLimit);
  const ends = AbortSignal.any([signal, late]);
  const seen = new Trial(question.inputs, passesSingly(declaration), ends);
  try {
    await runAgain({
      program: pipelineProgram(pipeline, environment, { samples: TRIAL_SAMPLES, valueLength: 2048 }),
      input: new Map([[pipeline.batchInterval, new Map(question.inputs.map(({ port, records }) => [sourceId(port), blocksOf(records, seen.singly)]))]]),
      from: pipeline.batchInterval,
      to: pipeline.batchInterval,
      output: (rdd, { onTask }) => seen.compute(rdd, onTask),
      onLog: (event) => seen.print(event.text),
      signal: ends,
    });
  } catch (error) {
    if (signal.aborted) return refused('Another try took the place of this one.');
    if (!late.aborted) return refused(error instanceof EngineError || error instanceof Error ? error.message : String(error));
    seen.ended(timeLimit);
  }
  return seen.answer();
}

const sourceId = (port: string): string => `trial-source-${port}`;

/** The node between sources of text, which is read, and an output. Each window ends with the one batch that there is. */
function trialPipeline(pipeline: Pipeline, node: PipelineNode, declaration: OperatorDeclaration, inputs: TrialQuestion['inputs']): Pipeline {
  const slides = Object.hasOwn(declaration.params, 'slideDuration') && typeof valueOf(node, 'slideDuration', declaration.params.slideDuration!, pipeline.language) === 'number';
  const tried = slides ? { ...node, params: { ...node.params, slideDuration: pipeline.batchInterval } } : node;
  const sources = inputs.map(({ port }): PipelineNode => ({ id: sourceId(port), op: 'socketTextStream', name: `source_${port}`, params: { hostname: 'localhost', port: 9999 } }));
  const readers = inputs.map(({ port }) => readingNode(port, pipeline.language));
  const print: PipelineNode = { id: 'trial-output', op: 'pprint', name: 'trial_output', params: {} };
  const edges = inputs.flatMap(({ port }, at) => [
    { from: sources[at]!.id, to: readers[at]!.id, port: 'parent' },
    { from: readers[at]!.id, to: node.id, port },
  ]);
  // A slot for the tasks, beside those that the sources hold.
  return { ...pipeline, master: `local[${inputs.length + 1}]`, settings: {}, nodes: [...sources, ...readers, tried, print], edges: [...edges, { from: node.id, to: print.id, port: 'parent' }] };
}

/** Lines of text, a record each; a block is a partition. */
function blocksOf(records: readonly TrialRecord[], singly: boolean): Uint8Array[] {
  const blocks = new Map<number, string>();
  records.forEach(({ text, partition }, at) => {
    const block = singly ? at : partition;
    blocks.set(block, `${blocks.get(block) ?? ''}${text.replaceAll(/[\r\n]+/g, ' ')}\n`);
  });
  return [...blocks.values()].map((text) => new TextEncoder().encode(text));
}
