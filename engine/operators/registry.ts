import { count } from './count';
import type { OperatorDeclaration } from './declaration';
import { filter } from './filter';
import { flatMap } from './flat-map';
import { map } from './map';
import { pprint } from './pprint';
import { reduceByKey } from './reduce-by-key';
import { saveToSQLite } from './save-to-sqlite';
import { socketTextStream } from './socket-text-stream';
import { union } from './union';

/** All operators by kind, in the order of the palette. */
export const operators: ReadonlyMap<string, OperatorDeclaration> = new Map(
  [socketTextStream, map, flatMap, filter, count, reduceByKey, union, pprint, saveToSQLite].map((declaration) => [declaration.kind, declaration]),
);
