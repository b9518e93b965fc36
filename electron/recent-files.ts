import { app } from 'electron';
import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import type { RecentFile } from './api';
import { readJson, writeFileAtomically } from './json-file';

const schema = v.array(v.string());
const KEPT = 12;

/** The files that were opened and saved last, the newest first: `recent.json` in the profile, and the system's own list. */
export class RecentFiles {
  readonly #file: string;
  #paths: readonly string[];
  /** Called when the list has changed. */
  onChange: () => void = () => undefined;
  /** Those that were not there when it was looked last. */
  #missing: ReadonlySet<string> = new Set();

  constructor(profile: string) {
    this.#file = join(profile, 'recent.json');
    const parsed = v.safeParse(schema, readJson(this.#file).value ?? []);
    this.#paths = parsed.success ? parsed.output : [];
  }

  get paths(): readonly string[] {
    return this.#paths;
  }

  get missing(): ReadonlySet<string> {
    return this.#missing;
  }

  add(path: string): void {
    app.addRecentDocument(path);
    this.#keep([path, ...this.#paths.filter((other) => other !== path)].slice(0, KEPT));
  }

  clear(): void {
    app.clearRecentDocuments();
    this.#keep([]);
  }

  /** With a word on those that are not there any more. */
  list(): Promise<RecentFile[]> {
    return Promise.all(
      this.#paths.map(async (path) => {
        const exists = await access(path).then(
          () => true,
          () => false,
        );
        return { path, name: basename(path), folder: dirname(path), exists };
      }),
    );
  }

  /** Looks which are still there. */
  async look(): Promise<void> {
    const gone = (await this.list()).flatMap(({ path, exists }) => (exists ? [] : [path]));
    if (gone.length === this.#missing.size && gone.every((path) => this.#missing.has(path))) return;
    this.#missing = new Set(gone);
    this.onChange();
  }

  #keep(paths: readonly string[]): void {
    this.#paths = paths;
    writeFileAtomically(this.#file, `${JSON.stringify(paths, null, 2)}\n`);
    this.onChange();
  }
}
