export { openSQLiteSink } from './open-sqlite-sink';
export type * from './sqlite-sink';
