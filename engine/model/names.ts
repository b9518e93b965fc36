import { operators } from '../operators';
import type { Pipeline, PipelineNode } from './pipeline';

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

/** For a copy of a node: its name with the next number. */
export function freshLike(pipeline: Pipeline, name: string): string {
  return freshOf(new Set(pipeline.nodes.map((node) => node.name)), name.replace(/(?<=\D)\d+$/, ''));
}

export function freshId(pipeline: Pipeline, kind: string): string {
  return freshOf(new Set(pipeline.nodes.map(({ id }) => id)), kind);
}

function freshOf(taken: ReadonlySet<string>, base: string): string {
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}${number}`)) return `${base}${number}`;
}

/** A node of a script, as its text or its run has it. */
export interface ScriptPlace {
  readonly op: string;
  /** What its stream is assigned to; null: it has no name. */
  readonly variable: string | null;
  /** Of its method's name; null: not known. */
  readonly line: number | null;
  /** Another file of the program that it stands in; null: the script itself. */
  readonly file: string | null;
}

/**
 * What the nodes of a script are called, in the order in which it makes them: by their variables, else by operator and
 * line. A name that was given is given again with a number. The text's graph and that of a run say the same by this.
 */
export function scriptNames(places: readonly ScriptPlace[]): string[] {
  const unique = uniqueNames();
  return places.map(({ op, variable, line, file }) => {
    if (variable !== null) return unique(variable);
    const place = line === null ? op : `${op} line ${line}${file === null ? '' : ` of ${file}`}`;
    return unique(place, (number) => `${place} (${number})`);
  });
}

/** Gives names that were asked for before a number. */
export function uniqueNames(): (wanted: string, numbered?: (number: number) => string) => string {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return (wanted, numbered = (number) => `${wanted}${number}`) => {
    for (let number = numbers.get(wanted) ?? 1; ; number++) {
      const name = number === 1 ? wanted : numbered(number);
      if (taken.has(name)) continue;
      taken.add(name);
      numbers.set(wanted, number + 1);
      return name;
    }
  };
}

/** A node with its operator. A name by operator and line has it already. */
export function titleOf({ op, name }: Pick<PipelineNode, 'op' | 'name'>): string {
  return isPlaceName({ op, name }) ? name : `${op} ${name}`;
}

/** What a node is called where its operator stands beside it. */
export function nameBesideOperator({ op, name }: Pick<PipelineNode, 'op' | 'name'>): string {
  return isPlaceName({ op, name }) ? name.slice(op.length + 1) : name;
}

/** A node that has no name of its own is called by its operator and line. */
export function isPlaceName({ op, name }: Pick<PipelineNode, 'op' | 'name'>): boolean {
  return name.startsWith(`${op} line `);
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
