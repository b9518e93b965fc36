/** The SQL box: a question of the user's own to the history, answered by a process that can be ended at any time. */

/** A cell: integers beyond 2^53 and bytes (as x'…') come as text. */
export type SqlCell = string | number | null;

export interface SqlQuestion {
  readonly file: string;
  readonly sql: string;
  /** Where to write all rows; null: the first rows are given back. */
  readonly save: { readonly path: string; readonly format: 'csv' | 'json' } | null;
}

export type SqlAnswer =
  | { readonly ok: true; readonly columns: readonly string[]; readonly rows: readonly (readonly SqlCell[])[]; /** There were more than are given back. */ readonly more: boolean; /** Rows given back or written. */ readonly count: number; /** ms */ readonly duration: number }
  | { readonly ok: false; readonly message: string };

/** A process that answers one question. Node forks one, Electron has its own kind. */
export interface QueryProcess {
  send(question: SqlQuestion): void;
  onAnswer(answered: (answer: SqlAnswer) => void): void;
  onExit(ended: () => void): void;
  kill(): void;
}

/** SQLite can't be interrupted from another thread, so its process is ended: ms. */
export const SQL_TIME_LIMIT = 5000;
/** Writing all rows to a file may take longer, ms. */
const SAVE_TIME_LIMIT = 60_000;

/** Asks and waits, within the time limit. Every problem is an answer. */
export function askSql(start: () => QueryProcess, question: SqlQuestion, limit = question.save ? SAVE_TIME_LIMIT : SQL_TIME_LIMIT): Promise<SqlAnswer> {
  return new Promise((resolve) => {
    const child = start();
    const done = (answer: SqlAnswer): void => {
      clearTimeout(timer);
      child.kill();
      resolve(answer);
    };
    const timer = setTimeout(() => done({ ok: false, message: `The query took longer than ${limit / 1000} s and was ended. Ask for less: a LIMIT, one run (run_id), or a shorter time.` }), limit);
    child.onAnswer(done);
    child.onExit(() => done({ ok: false, message: 'The query used up its memory, or its process was ended.' }));
    child.send(question);
  });
}
