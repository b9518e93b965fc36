import type { Observation } from '#engine/core';
import { pipelineScript, recordedScript, runsAsScript } from '#engine/driver';
import type { HistoryStore } from '#engine/history';
import { isScriptGraph, type Pipeline, validatePipeline } from '#engine/model';
import type { KeptRun } from './look-back';
import { pipelineProgram } from './pipeline-program';
import type { Program } from './program';
import { Refused } from './refusal';
import { type LoadedScript, loadScript, placeless, type ReplayEnvironment } from './script-program';

/** A recorded run, and whatever ran in it. @throws Refused where the history does not have it */
export async function keptRun(store: HistoryStore, runId: number): Promise<KeptRun> {
  const run = await store.replayRun(runId);
  if (!run?.pipeline) throw new Refused('This run has no graph in the history, so it cannot be run again.');
  return { pipeline: run.pipeline, firstBatch: run.firstBatch, isForeign: run.origin !== null };
}

/**
 * Opens what ran, or a changed form of it, uses it, and closes it.
 * @param pipeline the graph that runs; of a script the text in its `code` runs
 * @param run what was recorded: a script's nodes get the ids that they have there
 * @throws Refused with a sentence; the signal's reason
 */
export async function withProgram<T>(pipeline: Pipeline, { pipeline: recorded, isForeign }: Pick<KeptRun, 'pipeline' | 'isForeign'>, environment: ReplayEnvironment, observe: Observation, signal: AbortSignal, use: (program: Program) => Promise<T>): Promise<T> {
  if (!isScriptGraph(recorded)) {
    const mistake = validatePipeline(pipeline).find(({ severity }) => severity === 'error');
    if (mistake) throw new Refused(mistake.message);
    if (!runsAsScript(pipeline)) return use(pipelineProgram(pipeline, environment, observe));
    const script = pipelineScript(pipeline);
    return whileLoaded(await loadScript(placeless(script), pipeline, environment, observe, signal, { pipeline: script }), use);
  }
  const script = recordedScript(pipeline);
  if (!script) throw new Refused('This run of a script was recorded by an earlier version, which did not keep what the script was started with: run it once more.');
  if (script.notFirst === 'later') throw new Refused('The script had started other streams before these. It is run again up to its first ssc.start() only, so these cannot be run again.');
  if (script.notFirst === 'outdated') throw new Refused('This run went on from a checkpoint that another version of the script had made, and ran that version. The history has the new text only, so the run cannot be run again.');
  return whileLoaded(await loadScript({ ...script, isForeign }, recorded, environment, observe, signal), (program) => {
    if (pipeline.code[0]!.text === recorded.code[0]!.text && !isSameGraph(program.pipeline, recorded)) throw new Refused('The script makes other streams now than it did then: how it makes them depends on a file, the time or something else outside of it, which has changed. So the run cannot be run again.');
    return use(program);
  });
}

async function whileLoaded<T>(program: LoadedScript, use: (program: Program) => Promise<T>): Promise<T> {
  try {
    return await Promise.race([use(program), program.ended]);
  } finally {
    await program.close();
  }
}

function isSameGraph(now: Pipeline, then: Pipeline): boolean {
  const shape = ({ nodes, edges }: Pipeline): string => JSON.stringify([nodes.map(({ id, op }) => [id, op]), edges.map(({ from, to }) => [from, to])]);
  return shape(now) === shape(then);
}
