export type * from './history-store';
export { countRecords } from './observations';
export { openHistory } from './open-history';
