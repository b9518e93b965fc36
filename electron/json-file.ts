import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes aside and renames: whoever reads sees the old file or the new one, never half of one. */
export function writeFileAtomically(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.${randomUUID()}.tmp`;
  try {
    // The file stays as readable and as executable as it was.
    writeFileSync(aside, content, { mode: existsSync(file) ? statSync(file).mode : 0o666 });
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

export type JsonRead = { readonly value: unknown; readonly damaged: null } | { readonly value: null; readonly damaged: { readonly copy: string } | null };

/** Reads a JSON file of ours; a damaged one is kept as a copy beside it and told. */
export function readJson(file: string): JsonRead {
  if (!existsSync(file)) return { value: null, damaged: null };
  try {
    return { value: JSON.parse(readFileSync(file, 'utf8')) as unknown, damaged: null };
  } catch {
    return { value: null, damaged: { copy: setAside(file) } };
  }
}

/** Copies a file that we could not use, before we write over it. Returns the copy's path. */
export function setAside(file: string): string {
  const copy = `${file}.set-aside-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  copyFileSync(file, copy);
  return copy;
}
