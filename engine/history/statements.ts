import type Database from 'better-sqlite3';

/** Prepared statements by their text: each is compiled once. */
export class Statements {
  readonly #prepared = new Map<string, Database.Statement<unknown[]>>();

  constructor(private readonly db: Database.Database) {}

  get(sql: string): Database.Statement<unknown[]> {
    let statement = this.#prepared.get(sql);
    if (!statement) this.#prepared.set(sql, (statement = this.db.prepare<unknown[]>(sql)));
    return statement;
  }
}
