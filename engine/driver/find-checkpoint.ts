import { EngineError } from '#engine/core';
import { durableFiles } from '#engine/sources';
import { findCheckpoint, type FoundCheckpoint } from '#engine/streaming';
import { decodeProgram, type ScriptProgram } from './script-program';

/** A checkpoint of a script, between the two calls of its recovery. */
export interface FoundScript {
  readonly directory: string;
  readonly checkpoint: FoundCheckpoint['checkpoint'];
  readonly program: ScriptProgram;
  /** It was made by another text than runs now. */
  readonly isOutdated: boolean;
}

/**
 * The newest checkpoint that can be read; null where there is none.
 * @param script the one that runs now
 * @param python the one that runs it
 * @throws EngineError `checkpoint-unreadable`; `invalid-argument` with Spark's text for a queueStream
 */
export async function findScriptCheckpoint(directory: string, script: ScriptProgram['script'], python: string, warn: (text: string) => void): Promise<FoundScript | null> {
  const found = await findCheckpoint(durableFiles, directory);
  if (!found) return null;
  const program = decodeProgram(found.program);
  // Checkpoints of earlier versions do not say which it was.
  if (program.python !== undefined && program.python !== python) {
    throw new EngineError('checkpoint-unreadable', `Failed to read checkpoint from directory ${directory}: its functions are code of Python ${program.python}, and this program runs Python ${python}. Use the program that made it, or delete the directory and begin anew.`);
  }
  for (const text of found.unreadable) warn(`Error reading checkpoint from ${directory}: ${text}. An older one is used.`);
  if (program.calls.some(({ method }) => method === 'streaming.queueStream')) {
    throw new EngineError('invalid-argument', "queueStream doesn't support checkpointing. Please don't use queueStream when checkpointing is enabled.");
  }
  const isOutdated = program.script.hash !== script.hash;
  if (isOutdated) {
    warn(
      `The checkpoint in ${directory} was made by ${program.script.name === script.name ? `another version of this script (${script.name})` : `another script (${program.script.name})`}. Its streams are made as they were then; what was changed since has no effect. To use the changes, delete the directory or name another one.`,
    );
  }
  return { directory, checkpoint: found.checkpoint, program, isOutdated };
}
