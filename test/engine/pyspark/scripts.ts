import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';

export interface ScriptFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function filesOf(folder: string): ScriptFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py') && name !== '__init__.py')
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

export const fixtures: readonly ScriptFile[] = filesOf(join(projectRoot(), 'test/fixtures/scripts'));

/** Spark's own examples, where its sources are: `SPARK_SOURCE`. */
export const sparksExamples: readonly ScriptFile[] = process.env.SPARK_SOURCE ? filesOf(join(process.env.SPARK_SOURCE, 'examples/src/main/python/streaming')) : [];

/** Scripts that the other tests run: labs, SQL, the comparison's. */
export const otherScripts: readonly ScriptFile[] = ['labs', 'sql', 'compare', 'spark', 'generated', 'errors', 'events'].flatMap((folder) => filesOf(join(projectRoot(), 'test/fixtures', folder)));
