import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { runsAsScript } from '#engine/driver';
import type { Pipeline } from '#engine/model';
import type { StartRunResult } from './api';
import type { Documents } from './documents';
import type { RunService } from './run-service';
import type { ScriptToRun } from './script-session';

interface Started {
  readonly pipeline: Pipeline;
  readonly manual: boolean;
  /** The user was asked, and let it run. */
  readonly trust: boolean;
  readonly wheels: readonly string[];
}

/** Runs the pipeline of a window, on the engine where it has all operators, else as the script that the pipeline is. */
export async function startPipeline(runs: RunService, documents: Documents, { pipeline, manual, trust, wheels }: Started): Promise<StartRunResult> {
  if (!runsAsScript(pipeline)) return runs.start(pipeline, documents.folder, manual);
  const place = placeOf(pipeline, documents);
  if (!documents.current.trusted && !trust) return { started: false, problems: [], untrusted: place.folders };
  documents.trust();
  return runs.startAsScript(pipeline, { ...place, folder: documents.folder, wheels }, manual);
}

/** Where it is as a script, and the folders that it may use. */
function placeOf(pipeline: Pipeline, { current: { path }, folder }: Documents): Pick<ScriptToRun, 'path' | 'folders'> {
  const named = pipeline.nodes.flatMap(({ params: { directory, prefix } }) => [directory, typeof prefix === 'string' ? dirname(prefix) : null]).filter((each): each is string => typeof each === 'string' && each !== '' && each !== '.');
  const folders = named.map((each) => resolve(folder, each));
  if (path !== null) return { path: join(folder, `${basename(path, extname(path))}.py`), folders: [...new Set([folder, tmpdir(), ...folders])] };
  // The app's own folder holds more than a pipeline may see: of that it gets what its nodes name.
  return { path: join(tmpdir(), 'pipeline.py'), folders: [...new Set([tmpdir(), ...folders, join(folder, 'checkpoint')])] };
}
