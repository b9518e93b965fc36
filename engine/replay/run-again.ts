import { RDD, type SparkContext } from '#engine/core';
import type { PipelineNode } from '#engine/model';
import { ManualFeed } from '#engine/run';
import { type BatchReport, ManualClock, type OutputAction, type StreamingContext, type StreamingEvent } from '#engine/streaming';
import { type Built, type Copies, inWorld, type Program, splitWorld } from './program';
import { aborted } from './refusal';

/** A block or a file; or records that the program itself has, as an RDD of it. */
export type InputPiece = Uint8Array | RDD;
/** Input by batch time and by node, in the order in which it came. */
export type ReplayInput = ReadonlyMap<number, ReadonlyMap<string, readonly InputPiece[]>>;

/** An output of the program: what it does itself, and what it prints. */
export interface OwnOutput {
  readonly name: string;
  readonly run: OutputAction;
  readonly takePrinted: Built['takePrinted'];
}

export interface Again {
  readonly program: Program;
  /** Left out: the program itself runs, with its outputs. The outputs of copies are the nodes that are watched. */
  readonly copies?: Copies;
  readonly input: ReplayInput;
  /** Gives streams more than the input, before each batch. */
  readonly prepare?: (ssc: StreamingContext, batchTime: number) => void;
  /** First and last batch that runs, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** What each output does instead of writing; it may fail. */
  readonly output: (...told: [...Parameters<OutputAction>, own: OwnOutput]) => Promise<void>;
  readonly onBatch?: (report: BatchReport) => void;
  /** Told what is printed and warned of. */
  readonly onLog?: (event: Extract<StreamingEvent, { type: 'log' }>) => void;
  /** Gives up when it is aborted. */
  readonly signal: AbortSignal;
}

/**
 * Runs a program at a manual clock with nothing but recorded input, and with all sinks off: nothing is printed, saved
 * or sent. The same input gives the same records, each time.
 * @throws EngineError where it can't be built; the signal's reason if it is aborted
 */
export async function runAgain({ program, copies, input, prepare: giveMore, from, to, output, onBatch, onLog, signal }: Again): Promise<void> {
  const interval = program.pipeline.batchInterval;
  const clock = new ManualClock(from - interval);
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const prepare = (batchTime: number): void => {
    giveInput(built.ssc, nodes, copies !== undefined, batchTime, input);
    giveMore?.(built.ssc, batchTime);
  };
  const feed = new ManualFeed(clock, () => undefined, Math.round((to - from) / interval) + 1, () => end(), prepare);
  const nodes = new Map(program.pipeline.nodes.map((node) => [node.id, node]));
  const listener = (event: StreamingEvent): void => {
    if (event.type === 'batchCompleted') onBatch?.(event.report);
    else if (event.type === 'log') onLog?.(event);
    feed.listener(event);
  };
  const built = await program.build({ clock, listener, ...(copies && { copies }) });
  try {
    const { graph } = built.ssc;
    // Nothing comes from outside, and what holds no slot keeps none from others.
    graph.receivers.splice(0);
    const own = graph.outputs.splice(0);
    if (copies) watch(built.ssc, copies, (rdd, context) => output(rdd, context, NOTHING));
    else graph.outputs.push(...own.map((operation) => ({ ...operation, run: (...told: Parameters<OutputAction>) => output(...told, { ...operation, takePrinted: built.takePrinted }) })));
    built.ssc.start();
    await Promise.race([ended, aborted(signal)]);
  } finally {
    await built.end();
  }
}

/** What a copy does by itself. */
const NOTHING: OwnOutput = { name: '', run: () => Promise.resolve(), takePrinted: () => '' };

function watch(ssc: StreamingContext, { worlds, watched }: Copies, run: OutputAction): void {
  const streams = new Map(ssc.graph.streams.map((stream) => [stream.outputOf, stream]));
  for (let world = 0; world < worlds; world++) {
    for (const nodeId of watched) {
      const id = inWorld(world, nodeId);
      const stream = streams.get(id);
      if (stream) ssc.withNode(id, () => void ssc.graph.addOutput(ssc, stream, run));
    }
  }
}

function giveInput(ssc: StreamingContext, nodes: ReadonlyMap<string, PipelineNode>, isCopied: boolean, batchTime: number, input: ReplayInput): void {
  for (const stream of ssc.graph.streams) {
    const id = stream.outputOf;
    const node = stream.parents.length === 0 && id !== null && nodes.get(isCopied ? splitWorld(id).nodeId : id);
    if (!node) continue;
    const pieces = input.get(batchTime)?.get(id) ?? [];
    // Prepared batches come from the program itself, unless others are given.
    if (node.op === 'queueStream' && pieces.length === 0) continue;
    const rdd = ssc.sparkContext.withScope({ name: node.op, nodeId: id, batchTime }, () => inputRdd(ssc.sparkContext, node, pieces));
    rdd.outputOf = id;
    stream.restore(batchTime, rdd);
  }
}

/** A partition a block or file. */
export function inputRdd(context: SparkContext, { op, params }: PipelineNode, pieces: readonly InputPiece[]): RDD {
  const rdds = pieces.filter((piece) => piece instanceof RDD);
  if (rdds.length > 0) return rdds.length === 1 ? rdds[0]! : context.union(rdds);
  const bytes = pieces.filter((piece) => piece instanceof Uint8Array);
  if (op === 'socketTextStream') return context.blocks(bytes);
  const format = op === 'binaryRecordsStream' ? ({ kind: 'binary', recordLength: Number(params.recordLength) } as const) : ({ kind: 'lines' } as const);
  return context.union(bytes.map((file) => context.files([file], format, op)));
}
