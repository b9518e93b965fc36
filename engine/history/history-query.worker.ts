/** A process of its own for one question of the SQL box: it can be ended while SQLite is busy. */
import { runSql } from './run-sql';
import type { SqlQuestion } from './sql-query';

/** Electron's utility process talks through a port of its own, Node's through the process. */
interface ParentPort {
  on(event: 'message', heard: (message: { readonly data: SqlQuestion }) => void): void;
  postMessage(message: unknown): void;
}
const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };

if (parentPort) parentPort.on('message', ({ data }) => parentPort.postMessage(runSql(data)));
else process.on('message', (question) => process.send?.(runSql(question as SqlQuestion)));
