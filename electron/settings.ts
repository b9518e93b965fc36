import { join } from 'node:path';
import * as v from 'valibot';
import type { Settings } from './api';
import { readJson, writeFileAtomically } from './json-file';

const schema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  panes: v.optional(v.record(v.string(), v.pipe(v.number(), v.finite())), {}),
});

/** The user's settings: `settings.json` in the profile. */
export class SettingsFile {
  readonly #file: string;
  #settings: Settings;

  constructor(profile: string) {
    this.#file = join(profile, 'settings.json');
    const parsed = v.safeParse(schema, readJson(this.#file).value ?? {});
    this.#settings = parsed.success ? parsed.output : { theme: 'system', panes: {} };
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
