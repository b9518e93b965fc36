import { EngineError, type RDD } from '#engine/core';
import { type PipelineScript, pipelineScript, type ReadRecords } from '#engine/driver';
import { isScriptGraph, type Pipeline, type PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';
import { scriptOf } from '#engine/pyspark';
import type { StreamingContext } from '#engine/streaming';
import { ancestorsOf, inWorld } from './program';
import { Refused, refused } from './refusal';
import { runAgain } from './run-again';
import { type LoadedScript, loadScript, placeless, type ReplayEnvironment, type ScriptToReplay } from './script-program';
import { passesSingly, Trial, TRIAL_SAMPLES, type TrialAnswer, type TrialQuestion } from './trial';

/** ms that the script may take to make its streams. */
const LOAD_LIMIT = 20_000;

/**
 * Runs a script up to its `ssc.start()`, and one of its nodes on given records: as the only ones that ever came to it.
 * Its functions have all that they have when the script runs: globals, arguments, broadcasts, files.
 * @param timeLimit ms, from when the streams are made
 * @param pipeline that the script stands for; left out: it is one of its own
 */
export async function tryScriptNode(question: TrialQuestion, script: ScriptToReplay, environment: ReplayEnvironment, signal: AbortSignal, timeLimit: number, pipeline?: PipelineScript): Promise<TrialAnswer> {
  const { nodeId, inputs } = question;
  const graph = pipeline || isScriptGraph(question.pipeline) ? question.pipeline : withLines(question.pipeline);
  const declaration = operators.get(graph.nodes.find(({ id }) => id === nodeId)?.op ?? '');
  if (!declaration || declaration.output === null || declaration.inputs.length === 0 || declaration.kind === 'code') return refused('Only an operator that takes records and gives others can be tried.');

  const given = new AbortController();
  const late = AbortSignal.timeout(LOAD_LIMIT);
  const ends = AbortSignal.any([signal, given.signal]);
  const seen = new Trial(inputs, passesSingly(declaration), ends);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let program: LoadedScript | null = null;
  try {
    const observe = { samples: TRIAL_SAMPLES, valueLength: 2048 };
    program = await loadScript(script, graph, environment, observe, AbortSignal.any([ends, late]), { listener: (event) => event.type === 'log' && seen.print(event.text), ...(pipeline && { pipeline }) });
    timer = setTimeout(() => given.abort(), timeLimit);
    await Promise.race([tried(program, nodeId, seen, ends), program.ended]);
  } catch (error) {
    if (signal.aborted) return refused('Another try took the place of this one.');
    if (!program && late.aborted) return refused(`The script did not start its streams within ${LOAD_LIMIT / 1000} s.`);
    if (!given.signal.aborted) return refused(error instanceof EngineError || error instanceof Error ? error.message : String(error));
    seen.ended(timeLimit);
  } finally {
    clearTimeout(timer);
    await program?.close();
  }
  return seen.answer();
}

/** A node of a pipeline whose function works on RDDs: alone behind sources, as a script that sees no files. */
export function tryAsScript(question: TrialQuestion, node: PipelineNode, environment: ReplayEnvironment, signal: AbortSignal, timeLimit: number): Promise<TrialAnswer> {
  const sources = question.inputs.map(({ port }): PipelineNode => ({ id: `trial-${port}`, op: 'socketTextStream', name: `trial_${port}`, params: { hostname: 'localhost', port: 9999 } }));
  const edges = question.inputs.map(({ port }, at) => ({ from: sources[at]!.id, to: node.id, port }));
  const pipeline = { ...question.pipeline, nodes: [...sources, node], edges };
  const script = pipelineScript(pipeline);
  return tryScriptNode({ ...question, pipeline }, placeless(script), environment, signal, timeLimit, script);
}

async function tried(program: LoadedScript, nodeId: string, seen: Trial, signal: AbortSignal): Promise<void> {
  const { pipeline } = program;
  if (!pipeline.nodes.some(({ id }) => id === nodeId)) throw new Refused('The script as it is now makes no such stream.');
  const parents = pipeline.edges.filter(({ to }) => to === nodeId).map(({ from }) => from);
  const records = new Map<string, RDD>();
  for (const [at, { records: texts }] of seen.inputs.entries()) {
    const parent = parents[at];
    if (parent === undefined) continue;
    const read = await program.recordsOf(partitionsOf(texts, seen.singly));
    tellUnread(seen, texts, read);
    if (read.unread.length > 0 && !seen.singly) return;
    records.set(parent, read.rdd);
  }
  // A window is due when its slide is over: it is the first one.
  const slides = ancestorsOf(pipeline, [nodeId]).nodes.map(({ params }) => Number(params.slideDuration ?? 0));
  const due = Math.max(pipeline.batchInterval, ...slides);
  const prepare = (ssc: StreamingContext, batchTime: number): void => {
    for (const stream of ssc.graph.streams) {
      const parent = parents.find((id) => stream.outputOf === inWorld(0, id));
      if (parent !== undefined) stream.restore(batchTime, (batchTime === due && records.get(parent)) || ssc.sparkContext.blocks([]));
    }
  };
  await runAgain({
    program,
    copies: { worlds: 1, watched: [nodeId] },
    input: new Map(),
    prepare,
    from: pipeline.batchInterval,
    to: due,
    output: async (rdd, { batchTime, onTask }) => (batchTime === due ? seen.compute(rdd, onTask) : undefined),
    onLog: (event) => seen.print(event.text),
    signal,
  });
}

/** Where each record is tried by itself, each is a partition. */
function partitionsOf(records: TrialQuestion['inputs'][number]['records'], singly: boolean): string[][] {
  if (singly) return records.map(({ text }) => [text]);
  const partitions = new Map<number, string[]>();
  for (const { text, partition } of records) partitions.set(partition, [...(partitions.get(partition) ?? []), text]);
  return [...partitions.values()];
}

function tellUnread(seen: Trial, records: TrialQuestion['inputs'][number]['records'], { unread }: ReadRecords): void {
  const texts = partitionsOf(records, seen.singly);
  for (const { partition, place, why } of unread) seen.unread(seen.singly ? partition : null, texts[partition]![place]!, why);
}

/** The reading of a script's text, with the lines of its calls, by which they are found when it runs. */
function withLines(pipeline: Pipeline): Pipeline {
  const { lines } = scriptOf(pipeline);
  return { ...pipeline, nodes: pipeline.nodes.map((node) => ({ ...node, params: { line: lines.get(node.id)?.from ?? null } })) };
}
