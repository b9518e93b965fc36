import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { differences, parsePipeline, type Pipeline } from '#engine/model';
import type { VersionInfo } from './api';
import { readJson, writeFileAtomically } from './json-file';

/** So many of a document are kept; the oldest go. */
const MAX_VERSIONS = 60;

interface Kept extends VersionInfo {
  readonly pipeline: Pipeline;
}

/** Versions of each document, in the profile: one at each save, and those that the user keeps. */
export class Versions {
  readonly #folder: string;

  constructor(profile: string) {
    this.#folder = join(profile, 'versions');
  }

  /** The newest first. @param path of the document; null: one that was never saved */
  list(path: string | null): VersionInfo[] {
    return this.#read(path).map(({ id, keptAt, label }) => ({ id, keptAt, label })).reverse();
  }

  get(path: string | null, id: string): Pipeline | null {
    return this.#read(path).find((version) => version.id === id)?.pipeline ?? null;
  }

  /** Keeps a version; one that says the same as the last is not kept again. */
  keep(path: string | null, pipeline: Pipeline, label: string): VersionInfo[] {
    const kept = this.#read(path);
    const last = kept.at(-1);
    if (!last || differences(last.pipeline, pipeline).length > 0) {
      const versions = [...kept, { id: randomUUID(), keptAt: Date.now(), label, pipeline }].slice(-MAX_VERSIONS);
      writeFileAtomically(this.#file(path), `${JSON.stringify(versions)}\n`);
    }
    return this.list(path);
  }

  #file(path: string | null): string {
    return join(this.#folder, `${path === null ? 'untitled' : createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`);
  }

  /** What is damaged is set aside, and keeping begins anew. */
  #read(path: string | null): Kept[] {
    const { value } = readJson(this.#file(path));
    return Array.isArray(value) ? (value as unknown[]).flatMap((item) => kept(item)) : [];
  }
}

function kept(value: unknown): Kept[] {
  const { id, keptAt, label, pipeline } = (value ?? {}) as Partial<Record<keyof Kept, unknown>>;
  const parsed = parsePipeline(JSON.stringify(pipeline ?? null), 'version');
  return typeof id === 'string' && typeof keptAt === 'number' && typeof label === 'string' && parsed.ok ? [{ id, keptAt, label, pipeline: parsed.pipeline }] : [];
}
