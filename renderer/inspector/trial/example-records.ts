import type { Language } from '#engine/model';
import type { OperatorDeclaration, WireType } from '#engine/operators';

/** Records of one type, as values of an operator's example. */
const USUAL: Readonly<Record<WireType, readonly unknown[]>> = {
  any: ['to be or not to be'],
  same: ['to be or not to be'],
  str: ['to be or not to be'],
  int: [1, 2, 3],
  pair: [['a', 1], ['b', 2], ['a', 3]],
};

/** Records to try an operator on before any have come: those of its example, a line each. */
export function exampleRecords({ example, inputs }: OperatorDeclaration, port: string, language: Language): string {
  const given = port === inputs[0]?.name ? example?.given : example?.others?.[port];
  const type = inputs.find(({ name }) => name === port)?.type ?? 'any';
  return (given?.find((batch) => batch.length > 0) ?? USUAL[type]).map((value) => literal(value, language)).join('\n');
}

function literal(value: unknown, language: Language): string {
  const python = language === 'python';
  if (value === null || value === undefined) return python ? 'None' : 'null';
  if (typeof value === 'boolean') return python ? (value ? 'True' : 'False') : String(value);
  if (typeof value === 'string') return /['\\\p{Cc}]/u.test(value) ? JSON.stringify(value) : `'${value}'`;
  if (Array.isArray(value)) {
    const items = value.map((item) => literal(item, language)).join(', ');
    return python ? `(${items}${value.length === 1 ? ',' : ''})` : `[${items}]`;
  }
  const { list } = value as { list?: readonly unknown[] };
  return list ? `[${list.map((item) => literal(item, language)).join(', ')}]` : JSON.stringify(value);
}
