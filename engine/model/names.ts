import { operators } from '../operators';
import type { Pipeline } from './pipeline';

/** What a new node of this kind is called until the user gives it a name: a variable's name, free in the pipeline. */
const USUAL_NAMES: ReadonlyMap<string, string> = new Map([
  ['socketTextStream', 'lines'],
  ['map', 'mapped'],
  ['flatMap', 'items'],
  ['filter', 'filtered'],
  ['count', 'counts'],
  ['reduceByKey', 'reduced'],
  ['union', 'merged'],
  ['pprint', 'print'],
  ['saveToSQLite', 'save'],
]);

export function freshName(pipeline: Pipeline, kind: string): string {
  return freshOf(new Set(pipeline.nodes.map(({ name }) => name)), USUAL_NAMES.get(kind) ?? kind);
}

export function freshId(pipeline: Pipeline, kind: string): string {
  return freshOf(new Set(pipeline.nodes.map(({ id }) => id)), kind);
}

function freshOf(taken: ReadonlySet<string>, base: string): string {
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}${number}`)) return `${base}${number}`;
}

/** A node's name is a variable's in the script, in the letters of any language. */
export function isName(text: string): boolean {
  return /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(text) && text === text.normalize('NFKC');
}

/** A new node with its operator's defaults written out, as the user is to see and change them. */
export function newNode(pipeline: Pipeline, kind: string): Pipeline['nodes'][number] {
  const params = Object.entries(operators.get(kind)?.params ?? {}).flatMap(([name, declaration]) => {
    const value = declaration.type !== 'function' ? declaration.default : declaration.optional ? undefined : declaration.default[pipeline.language];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { id: freshId(pipeline, kind), op: kind, name: freshName(pipeline, kind), params: Object.fromEntries(params) };
}
