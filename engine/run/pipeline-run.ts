import { defaultParallelism, localSlots, SparkContext, storageShare, taskMaxFailures, toTaskError } from '#engine/core';
import { type Pipeline, problem, type Problem, validatePipeline } from '#engine/model';
import { buildPipeline } from '#engine/operators';
import { hasOperatorsOnly, preludeOf } from '#engine/pyspark';
import { nodeFiles } from '#engine/sources';
import { printedEvent, ReplacedTextLog, spilledEvent, StreamingContext } from '#engine/streaming';
import { checkFunctions } from './check-functions';
import { openSinks } from './open-sinks';
import type { RunEnvironment } from './environment';
import { warnOfStarvation } from './starvation';

/** A pipeline that runs. */
export interface PipelineRun {
  /** Resolves true when it has ended; rejects with the last failure (StreamingContext.awaitTermination). */
  awaitTermination(timeout?: number | null): Promise<boolean>;
  /** Resolves when nothing of it runs any more and its executors are free again. */
  stop(options: { readonly graceful: boolean }): Promise<void>;
}

export type StartedRun = { readonly started: true; readonly run: PipelineRun } | { readonly started: false; readonly problems: readonly Problem[] };

/**
 * Builds a pipeline and starts it. Whatever can be told beforehand is told beforehand, at its node: mistakes in the
 * graph, functions that do not compile, files that cannot be written.
 */
export async function startPipelineRun(pipeline: Pipeline, environment: RunEnvironment): Promise<StartedRun> {
  const mistakes = validatePipeline(pipeline).filter(({ severity }) => severity === 'error');
  if (mistakes.length > 0) return { started: false, problems: mistakes };
  // Before anything is built: what has no operator here would silently be left out.
  if (!hasOperatorsOnly(pipeline)) return { started: false, problems: [problem('needs-script', undefined)] };
  const syntax = await checkFunctions(pipeline, environment.executors);
  if (syntax.length > 0) return { started: false, problems: syntax };

  let context: SparkContext | null = null;
  try {
    const replaced = replacedTextLog(pipeline, environment);
    context = sparkContext(pipeline, environment, replaced);
    const ssc = streamingContext(pipeline, { ...environment, listener: replaced.listener }, context);
    buildPipeline(pipeline, ssc);
    const unwritable = await openSinks(ssc);
    if (unwritable.length > 0) {
      await context.stop();
      return { started: false, problems: unwritable };
    }
    warnOfStarvation(ssc, localSlots(pipeline.master, environment.cores));
    ssc.start();
    return { started: true, run: runOf(ssc, context) };
  } catch (error) {
    await context?.stop();
    const { type, message, place } = toTaskError(error);
    return { started: false, problems: [{ code: type, severity: 'error', message, place }] };
  }
}

/** The pipeline's own settings, under those of the command line. */
function settingsOf(pipeline: Pipeline, conf: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...Object.entries(pipeline.settings), ...conf]);
}

/** The two contexts that a pipeline is built in. */
export function contextsOf(pipeline: Pipeline, environment: RunEnvironment): { readonly context: SparkContext; readonly ssc: StreamingContext } {
  const replaced = replacedTextLog(pipeline, environment);
  const context = sparkContext(pipeline, environment, replaced);
  return { context, ssc: streamingContext(pipeline, { ...environment, listener: replaced.listener }, context) };
}

function replacedTextLog({ nodes }: Pipeline, { listener }: RunEnvironment): ReplacedTextLog {
  return new ReplacedTextLog(listener, (id) => nodes.find((node) => node.id === id)?.name ?? null);
}

function sparkContext(pipeline: Pipeline, { executors, cores, observe, listener, conf }: RunEnvironment, replaced: ReplacedTextLog): SparkContext {
  const slots = localSlots(pipeline.master, cores);
  const settings = settingsOf(pipeline, conf);
  const context = new SparkContext({
    executors: executors.of(pipeline.language),
    slots,
    maxFailures: taskMaxFailures(pipeline.master),
    defaultParallelism: defaultParallelism(settings, slots),
    observe,
    onPrint: (printed) => listener(printedEvent(printed)),
    storageShare: storageShare(settings),
    onSpilled: (bytes) => listener(spilledEvent(bytes)),
    onReplaced: replaced.add,
    onExecutorLost: (reason) => listener({ type: 'log', level: 'error', text: reason, nodeId: null }),
  });
  // A pipeline that keeps state needs no directory: its checkpoints only cut the state's past off.
  context.checkpointDirectory = 'memory';
  return context;
}

function streamingContext(pipeline: Pipeline, environment: RunEnvironment, context: SparkContext): StreamingContext {
  const ssc = new StreamingContext({
    sparkContext: context,
    batchInterval: pipeline.batchInterval,
    startSocketReceiver: environment.startSocketReceiver,
    sqliteSink: environment.sqliteSink,
    resolvePath: environment.resolvePath,
    clock: environment.clock,
    conf: settingsOf(pipeline, environment.conf),
    prelude: preludeOf(pipeline),
    maxBatches: environment.maxBatches,
    control: environment.control,
    files: environment.files ?? nodeFiles,
  });
  ssc.addStreamingListener(environment.listener);
  return ssc;
}

function runOf(ssc: StreamingContext, context: SparkContext): PipelineRun {
  let stopped: Promise<void> | null = null;
  const end = async (graceful: boolean): Promise<void> => {
    await ssc.stop({ graceful });
    await context.stop();
  };
  return {
    awaitTermination: (timeout = null) => ssc.awaitTermination(timeout),
    stop: ({ graceful }) => (stopped ??= end(graceful)),
  };
}
