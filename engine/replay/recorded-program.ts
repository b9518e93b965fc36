import type { Observation } from '#engine/core';
import { recordedScript } from '#engine/driver';
import type { HistoryStore } from '#engine/history';
import { isScriptGraph, type Pipeline, validatePipeline } from '#engine/model';
import type { KeptRun } from './look-back';
import { pipelineProgram } from './pipeline-program';
import type { Program } from './program';
import { Refused } from './refusal';
import { loadScript, type ReplayEnvironment } from './script-program';

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
    return use(pipelineProgram(pipeline, environment, observe));
  }
  const script = recordedScript(pipeline);
  if (!script) throw new Refused('This run of a script was recorded by an earlier version, which did not keep what the script was started with: run it once more.');
  const program = await loadScript({ ...script, isForeign }, recorded, environment, observe, signal);
  try {
    return await use(program);
  } finally {
    await program.close();
  }
}
