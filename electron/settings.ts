import { join } from 'node:path';
import * as v from 'valibot';
import { DEFAULT_RETENTION } from '#engine/history';
import type { Settings } from './api';
import { readJson, setAside, writeFileAtomically } from './json-file';

const schema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  panes: v.optional(v.record(v.string(), v.pipe(v.number(), v.finite())), {}),
  wheels: v.optional(v.array(v.string()), []),
  history: v.optional(v.object({ maxBytes: v.pipe(v.number(), v.finite()), maxAge: v.pipe(v.number(), v.finite()) }), DEFAULT_RETENTION),
  keys: v.optional(v.array(v.tuple([v.string(), v.array(v.string())])), []),
});

/** The user's settings: `settings.json` in the profile. */
export class SettingsFile {
  readonly #file: string;
  #settings: Settings;
  /** A sentence, where the file could not be used. */
  readonly notice: string | null;

  constructor(profile: string) {
    this.#file = join(profile, 'settings.json');
    const read = readJson(this.#file);
    const parsed = v.safeParse(schema, read.value ?? {});
    this.#settings = parsed.success ? parsed.output : v.parse(schema, {});
    const copy = read.damaged?.copy ?? (parsed.success ? null : setAside(this.#file));
    this.notice = copy === null ? null : `The settings could not be read and are the usual ones now. The old ones are kept as ${copy}.`;
  }

  get(): Settings {
    return this.#settings;
  }

  set(changed: Partial<Settings>): Settings {
    this.#settings = { ...this.#settings, ...changed };
    writeFileAtomically(this.#file, `${JSON.stringify(this.#settings, null, 2)}\n`);
    return this.#settings;
  }
}
