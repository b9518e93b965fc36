import { EngineError, type TaskReport, toTaskError } from '#engine/core';
import { Observations, type Sample } from '#engine/history';
import { type Pipeline, type PipelineNode, validatePipeline } from '#engine/model';
import { type OperatorDeclaration, operators, valueOf } from '#engine/operators';
import { checkFunctions, type RunEnvironment } from '#engine/run';
import { READING, readingNode } from './read-records';
import { pipelineProgram } from './pipeline-program';
import { refused, type Refusal } from './refusal';
import { runAgain } from './run-again';

/** A record as its text: `repr` in Python, a literal in JavaScript. */
export interface TrialRecord {
  readonly text: string;
  /** Records of the same number are given to `mapPartitions` together. */
  readonly partition: number;
}

export interface TrialQuestion {
  /** Of it only the node, the language and the code that functions use are looked at. */
  readonly pipeline: Pipeline;
  readonly nodeId: string;
  readonly inputs: readonly { readonly port: string; readonly records: readonly TrialRecord[] }[];
}

/** `from` is the place of the record that it was made of, where that is one. */
export type TrialOutput = Sample & { readonly from: number | null };

export interface TrialFailure {
  readonly from: number | null;
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  /** The function that failed, and its line (from 1); null where they are unknown. */
  readonly param: string | null;
  readonly line: number | null;
  /** Text of the record; null where none was being computed. */
  readonly record: string | null;
}

export type TrialAnswer =
  | { readonly ok: true; readonly outputs: readonly TrialOutput[]; /** Records that came out, shown or not. */ readonly total: number; readonly failures: readonly TrialFailure[]; /** What the functions printed. */ readonly printed: string }
  | Refusal;

/** ms, from when the language is up. */
const TIME_LIMIT = 5000;
const SAMPLES = 200;
/** Characters of what is printed. */
const MAX_PRINTED = 10_000;

/**
 * Runs one node on given records, in an executor of its own: as its only batch, with no window or state before it, and
 * with nothing written. Where each record is passed on by itself, each is tried by itself, so that one that fails does
 * not hide what the others give.
 * @param signal gives up when it is aborted; the node's functions are ended
 */
export async function tryNode(question: TrialQuestion, environment: Pick<RunEnvironment, 'executors' | 'cores'>, signal: AbortSignal, timeLimit = TIME_LIMIT): Promise<TrialAnswer> {
  const node = question.pipeline.nodes.find(({ id }) => id === question.nodeId);
  const declaration = operators.get(node?.op ?? '');
  if (!node || !declaration?.build || declaration.output === null || declaration.inputs.length === 0) return refused('Only an operator that takes records and gives others can be tried.');
  const { language } = question.pipeline;
  const pipeline = trialPipeline(question.pipeline, node, declaration, question.inputs);
  const mistake = validatePipeline(pipeline).find(({ severity, place }) => severity === 'error' && place?.nodeId === node.id);
  if (mistake) return refused(mistake.message);
  await environment.executors.borrow(language).ready;
  const syntax = await checkFunctions({ ...pipeline, nodes: [node] }, environment.executors);
  if (syntax.length > 0) return { ok: true, outputs: [], total: 0, printed: '', failures: syntax.map(({ message, place }) => ({ from: null, type: 'SyntaxError', message, traceback: '', param: place?.param ?? null, line: place?.line ?? null, record: null })) };

  const late = AbortSignal.timeout(timeLimit);
  const ends = AbortSignal.any([signal, late]);
  const seen = new Trial(question.inputs, passesSingly(declaration), ends);
  try {
    await runAgain({
      program: pipelineProgram(pipeline, environment, { samples: SAMPLES, valueLength: 2048 }),
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

/** What came of it so far. */
class Trial {
  readonly #tasks: TaskReport[] = [];
  readonly #failures: TrialFailure[] = [];
  #rdd: number | null = null;
  #running: number | null = null;
  #printed = '';

  constructor(
    private readonly inputs: TrialQuestion['inputs'],
    readonly singly: boolean,
    private readonly ends: AbortSignal,
  ) {}

  async compute(rdd: Parameters<Parameters<typeof runAgain>[0]['output']>[0], onTask: (report: TaskReport) => void): Promise<void> {
    this.#rdd = rdd.id;
    const told = (report: TaskReport): void => {
      this.#tasks.push(report);
      onTask(report);
    };
    const jobs = this.singly ? rdd.partitions.map((partition) => [partition]) : [rdd.partitions];
    for (const partitions of jobs) {
      this.#running = this.singly ? partitions[0]! : null;
      try {
        await rdd.context.runJob(rdd, partitions, { kind: 'drain' }, told);
      } catch (error) {
        // What was ended is told once, by whoever ended it.
        if (this.ends.aborted) return;
        this.#failed(toTaskError(error));
      }
    }
  }

  #failed({ type, message, traceback, place, record }: ReturnType<typeof toTaskError>): void {
    const isReading = place.nodeId?.startsWith(READING) === true;
    const common = { from: this.#running, record: record ?? this.#text };
    if (isReading) this.#failures.push({ ...common, type: 'Record', message: `This cannot be read as a record: ${type}: ${message}`, traceback: '', param: null, line: null });
    else this.#failures.push({ ...common, type, message, traceback, param: place.param ?? null, line: place.line ?? null });
  }

  ended(timeLimit: number): void {
    this.#failures.push({ from: this.#running, type: 'Timeout', message: `It did not end within ${timeLimit / 1000} s, and was ended.`, traceback: '', param: null, line: null, record: this.#text });
  }

  get #text(): string | null {
    return this.#running === null ? null : (this.inputs[0]?.records[this.#running]?.text ?? null);
  }

  print(text: string): void {
    if (this.#printed.length < MAX_PRINTED) this.#printed = (this.#printed + text).slice(0, MAX_PRINTED);
  }

  answer(): TrialAnswer {
    const seen = new Observations(this.#tasks.filter(({ error }) => error === null).map((task) => ({ ...task, outputOperation: 0 })), SAMPLES);
    const samples = this.#rdd === null ? [] : seen.samples(this.#rdd);
    const outputs = samples.map((sample): TrialOutput => ({ ...sample, from: this.singly ? sample.partition : null }));
    return { ok: true, outputs, total: this.#rdd === null ? 0 : (seen.records(this.#rdd) ?? 0), failures: this.#failures, printed: this.#printed };
  }
}

/** Whether each record has its own outputs, or none. */
function passesSingly({ reach, inputs, params }: OperatorDeclaration): boolean {
  return reach === 'record' && inputs.length === 1 && Object.values(params).some(({ type }) => type === 'function');
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
