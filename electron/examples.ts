import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';
import { parsePipeline, type Pipeline } from '#engine/model';
import type { ExampleInfo } from './api';

export interface Example extends ExampleInfo {
  /** What the socket source sends for it; none: the usual sample. */
  readonly lines: readonly string[];
}

/**
 * The pipelines of the examples' folder in the order of `order.json`, from the first to learn to the last, each with a
 * note that says what it shows and a file of lines that feed it.
 */
export class Examples {
  #examples: readonly Example[] | null = null;

  list(): ExampleInfo[] {
    return this.#all().map(({ id, title, summary, pipeline }) => ({ id, title, summary, pipeline }));
  }

  get(id: string): Example | null {
    return this.#all().find((example) => example.id === id) ?? null;
  }

  #all(): readonly Example[] {
    return (this.#examples ??= read(join(projectRoot(), 'examples')));
  }
}

function read(folder: string): Example[] {
  if (!existsSync(folder)) return [];
  const order = JSON.parse(readFileSync(join(folder, 'order.json'), 'utf8')) as readonly string[];
  // What the list has no place for stands behind it.
  const placeOf = (file: string): number => (order.indexOf(file.slice(0, -'.dstream'.length)) + order.length + 1) % (order.length + 1);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.dstream'))
    .sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b))
    .flatMap((file) => {
      const parsed = parsePipeline(readFileSync(join(folder, file), 'utf8'), file);
      if (!parsed.ok) return [];
      const id = file.slice(0, -'.dstream'.length);
      const lines = join(folder, `${id}.txt`);
      return [{ id, title: parsed.pipeline.name, summary: summaryOf(parsed.pipeline), pipeline: parsed.pipeline, lines: existsSync(lines) ? readFileSync(lines, 'utf8').split('\n').filter((line) => line !== '') : [] }];
    });
}

/** The first note of an example says what it shows. */
function summaryOf({ notes }: Pipeline): string {
  return notes?.[0]?.text ?? '';
}
