import { rmSync } from 'node:fs';
import { emptyPipeline, parsePipeline, type Pipeline } from '#engine/model';
import type { OpenScript } from './api';
import { readJson, setAside, writeFileAtomically } from './json-file';

/** What a window holds, as its file in the profile has it. */
export interface Recovery {
  readonly pipeline: Pipeline;
  readonly path: string | null;
  readonly modified: boolean;
  readonly trusted: boolean;
  readonly running: boolean;
  /** The text of a script that is open instead. */
  readonly script: Pick<OpenScript, 'text' | 'encoding'> | null;
}

export type Restored = { readonly kind: 'none' } | { readonly kind: 'damaged'; readonly notice: string } | ({ readonly kind: 'document' } & Recovery);

/** The copy of a window's document in the profile, which survives a crash. What it holds is checked like any other file. */
export class RecoveryFile {
  constructor(private readonly file: string) {}

  read(): Restored {
    const { value, damaged } = readJson(this.file);
    if (damaged) return { kind: 'damaged', notice: `The pipeline of the last time could not be read: ${this.file} is damaged. It is kept as ${damaged.copy}.` };
    if (value === null) return { kind: 'none' };
    const { pipeline, path, modified, trusted, running, script } = value as { readonly [Key in keyof Recovery]?: unknown };
    const rest = { kind: 'document', path: typeof path === 'string' ? path : null, modified: modified === true, trusted: trusted === true, running: running === true } as const;
    const parsed = parsePipeline(JSON.stringify(pipeline ?? null), this.file);
    const text = rest.path === null ? null : scriptIn(script);
    if (parsed.ok || text) return { ...rest, pipeline: parsed.ok ? parsed.pipeline : emptyPipeline(), script: text };
    return { kind: 'damaged', notice: `The pipeline of the last time could not be restored: ${parsed.problems[0]!.message} It is kept as ${setAside(this.file)}.` };
  }

  write(recovery: Recovery): void {
    writeFileAtomically(this.file, `${JSON.stringify(recovery)}\n`);
  }

  forget(): void {
    rmSync(this.file, { force: true });
  }
}

function scriptIn(value: unknown): Recovery['script'] {
  const { text, encoding } = (value ?? {}) as { readonly text?: unknown; readonly encoding?: unknown };
  return typeof text === 'string' ? { text, encoding: typeof encoding === 'string' ? encoding : null } : null;
}
