export type * from './history-store';
export { nodeQueryProcess } from './node-query-process';
export { countRecords, Observations, type Sample } from './observations';
export { ownTimes } from './own-times';
export { openHistory } from './open-history';
export { realInput } from './real-input';
export { DEFAULT_RETENTION } from './retention';
export { askSql, type QueryProcess, type SqlAnswer, type SqlCell } from './sql-query';
