import type { BatchSearch, FoundBatch, SearchPage } from './queries';
import { type BatchRow, summaryOf } from './rows';
import type { Statements } from './statements';

/**
 * Batches that have all the words, newest first (FTS5). What is typed is never read as a query language: each word is
 * quoted, the last may be the beginning of one, and "several words" in quotes have to follow each other.
 */
export function searchBatches(statements: Statements, search: BatchSearch): SearchPage {
  const limit = Math.min(search.limit, 100);
  const where: string[] = [];
  const bound: unknown[] = [];
  const and = (condition: string, ...values: unknown[]): void => {
    where.push(condition);
    bound.push(...values);
  };
  const match = matchOf(search);
  if (match === 'nothing') return { batches: [], next: null };
  const id = match === null ? 'b.batch_id' : 't.rowid';
  if (match !== null) and('t.batch_text MATCH ?', match);
  else if (search.status !== null) and('b.status = ?', search.status);
  if (search.before !== null) and(`${id} < ?`, search.before);
  // Batches of a run and of a time lie together: only the words of that stretch are gone through.
  const stretch = (condition: string, ...values: readonly number[]): boolean => {
    const { first, last } = statements.get(`SELECT min(batch_id) AS first, max(batch_id) AS last FROM batch WHERE ${condition}`).get(...values) as { first: number | null; last: number | null };
    if (match !== null) and(`${id} BETWEEN ? AND ?`, first, last);
    and(`b.${condition}`, ...values);
    return first !== null;
  };
  if (search.runId !== null && !stretch('run_id = ?', search.runId)) return { batches: [], next: null };
  if (search.from !== null || search.to !== null) {
    if (!stretch('batch_time BETWEEN ? AND ?', search.from ?? 0, search.to ?? Number.MAX_SAFE_INTEGER)) return { batches: [], next: null };
  }
  const source = match === null ? 'batch b' : 'batch_text t CROSS JOIN batch b ON b.batch_id = t.rowid';
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  const rows = statements.get(`SELECT b.* FROM ${source} ${condition} ORDER BY ${id} DESC LIMIT ?`).all(...bound, limit) as BatchRow[];
  const words = wordsOf(search.text);
  return {
    batches: rows.map((row): FoundBatch => ({ ...summaryOf(row), found: foundIn(statements, row, words) })),
    next: rows.length === limit ? rows.at(-1)!.batch_id : null,
  };
}

/** The query for FTS5; null: no words are asked for; 'nothing': what was typed has no word in it. */
function matchOf({ text, within, status }: BatchSearch): string | null {
  if (text.trim() === '') return null;
  const words = wordsOf(text);
  if (words.length === 0) return 'nothing';
  const phrases = words.map((word) => `"${word.replaceAll('"', '""')}"`);
  const open = !/["\s]$/u.test(text);
  const asked = `{${within === 'any' ? 'key value error' : within}} : (${phrases.join(' ')}${open ? '*' : ''})`;
  return status === null ? asked : `(${asked}) AND (status : ${status})`;
}

/** Words, and phrases in quotes; what holds neither letter, digit nor sign is none. */
function wordsOf(text: string): string[] {
  const words = [...text.matchAll(/"([^"]*)"?|[^\s"]+/gu)].map(([word, quoted]) => quoted ?? word);
  return words.filter((word) => /[\p{L}\p{N}\p{So}\p{Co}]/u.test(word)).slice(0, 32);
}

/** The first record, or the error, in which a word is: to show why the batch was found. */
function foundIn(statements: Statements, { run_id, batch_time, failure }: BatchRow, words: readonly string[]): FoundBatch['found'] {
  const word = words[0];
  if (word === undefined) return null;
  const record = statements
    .get(
      `SELECT rdd.node_id AS nodeId, record.repr AS text FROM record JOIN rdd USING (run_id, batch_time, rdd)
       WHERE run_id = ? AND batch_time = ? AND instr(lower(record.repr), lower(?)) > 0
       ORDER BY rdd.is_node_output DESC, rdd.rdd DESC LIMIT 1`,
    )
    .get(run_id, batch_time, word) as FoundBatch['found'] | undefined;
  if (record) return record;
  if (failure === null) return null;
  const { nodeId, error } = JSON.parse(failure) as { nodeId: string | null; error: { type: string; message: string } };
  return { nodeId, text: `${error.type}: ${error.message}` };
}
