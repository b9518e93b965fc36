import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { readJson, writeFileAtomically } from './json-file';

const schema = v.array(v.object({ path: v.string(), arguments: v.array(v.string()), folders: v.array(v.string()), trusted: v.nullable(v.string()) }));
type Remembered = v.InferOutput<typeof schema>[number];

/** Scripts remembered. */
const KEPT = 200;

/** What the app remembers of each script: its last arguments, and what the user let it do. `scripts.json` in the profile. */
export class ScriptMemory {
  readonly #file: string;
  /** The one used last is the first. */
  #scripts: Remembered[];

  constructor(profile: string) {
    this.#file = join(profile, 'scripts.json');
    const parsed = v.safeParse(schema, readJson(this.#file).value ?? []);
    // What was only convenient is not worth a question: a damaged file begins anew.
    this.#scripts = parsed.success ? parsed.output : [];
  }

  of(path: string): Remembered {
    return this.#scripts.find((script) => script.path === path) ?? { path, arguments: [], folders: [], trusted: null };
  }

  /** Folders that the script may use. */
  grantedTo(path: string): readonly string[] {
    return [...new Set([dirname(path), tmpdir(), ...this.of(path).folders])];
  }

  change(path: string, changed: Partial<Omit<Remembered, 'path'>>): void {
    const script = { ...this.of(path), ...changed };
    this.#scripts = [script, ...this.#scripts.filter((other) => other.path !== path)].slice(0, KEPT);
    writeFileAtomically(this.#file, `${JSON.stringify(this.#scripts, null, 2)}\n`);
  }

  /** Trusted is a text, not a file: one that somebody else changed since is asked about again. */
  isTrusted(path: string, text: string): boolean {
    return this.of(path).trusted === hashOf(text);
  }

  trust(path: string, text: string): void {
    this.change(path, { trusted: hashOf(text) });
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
