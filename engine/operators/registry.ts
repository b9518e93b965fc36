import type { Language } from '../model/pipeline';
import { count } from './count';
import type { OperatorDeclaration } from './declaration';
import { binaryRecordsStream, textFileStream } from './file-streams';
import { filter } from './filter';
import { flatMap } from './flat-map';
import { cogroup, fullOuterJoin, join, leftOuterJoin, rightOuterJoin } from './joins';
import { map } from './map';
import { cache, glom, mapPartitions, mapPartitionsWithIndex, partitionBy, repartition } from './partitions';
import { pprint } from './pprint';
import { reduceByKey } from './reduce-by-key';
import { code, combineByKey, foreachRDD, persist, queueStream, transform, transformWith } from './script-only';
import { saveAsTextFiles } from './save-as-text-files';
import { saveToSQLite } from './save-to-sqlite';
import { socketTextStream } from './socket-text-stream';
import { union } from './union';
import { updateStateByKey } from './update-state-by-key';
import { countByValue, flatMapValues, groupByKey, mapValues, reduce } from './values';
import { countByValueAndWindow, countByWindow, groupByKeyAndWindow, reduceByKeyAndWindow, reduceByWindow, window } from './windows';

const SOURCES = [socketTextStream, textFileStream, binaryRecordsStream, queueStream];
const STATELESS = [map, flatMap, filter, count, reduce, countByValue, mapPartitions, mapPartitionsWithIndex, glom, repartition, cache, persist, transform];
const BY_KEY = [reduceByKey, groupByKey, combineByKey, mapValues, flatMapValues, partitionBy];
const WINDOWS = [window, reduceByKeyAndWindow, countByWindow, reduceByWindow, countByValueAndWindow, groupByKeyAndWindow];
const COMBINING = [union, join, leftOuterJoin, rightOuterJoin, fullOuterJoin, cogroup, transformWith, code];
const OUTPUTS = [pprint, saveToSQLite, saveAsTextFiles, foreachRDD];

/** All operators by kind, in the order of the palette. */
export const operators: ReadonlyMap<string, OperatorDeclaration> = new Map(
  [...SOURCES, ...STATELESS, ...BY_KEY, ...WINDOWS, updateStateByKey, ...COMBINING, ...OUTPUTS].map((declaration) => [declaration.kind, declaration]),
);

/** Read from scripts and kept: one has no form of its own, the other is `cache` with a constant of PySpark's. */
const READ_ONLY: ReadonlySet<OperatorDeclaration> = new Set([code, persist]);

/** What can be added to a pipeline by hand; what runs in a script only, to one in Python. */
export function addableOperators(language: Language): OperatorDeclaration[] {
  return [...operators.values()].filter((declaration) => declaration.build !== undefined || (language === 'python' && !READ_ONLY.has(declaration)));
}
