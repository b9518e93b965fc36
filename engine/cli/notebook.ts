import { readFile } from 'node:fs/promises';
import { NotebookError, type NotebookScript, notebookScript } from '#engine/pyspark';
import { UsageError } from './options';

/** @throws UsageError for a file that is no notebook */
export async function readNotebook(file: string): Promise<NotebookScript> {
  try {
    return notebookScript(await readFile(file, 'utf8'));
  } catch (error) {
    throw error instanceof NotebookError ? new UsageError(`${file}: ${error.message}.`) : error;
  }
}
