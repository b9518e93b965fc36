/** What is known of a wire's records. "any" is what only the running program can tell. */
export type RecordType =
  | { readonly kind: 'any' | 'str' | 'int' | 'float' | 'bool' | 'None' | 'bytes' }
  | { readonly kind: 'list' | 'set'; readonly of: RecordType }
  | { readonly kind: 'dict'; readonly key: RecordType; readonly value: RecordType }
  | { readonly kind: 'tuple'; readonly items: readonly RecordType[] };

export const ANY: RecordType = { kind: 'any' };
export const STR: RecordType = { kind: 'str' };
export const INT: RecordType = { kind: 'int' };
export const FLOAT: RecordType = { kind: 'float' };
export const BOOL: RecordType = { kind: 'bool' };
export const NONE: RecordType = { kind: 'None' };
export const BYTES: RecordType = { kind: 'bytes' };

export const listOf = (of: RecordType): RecordType => ({ kind: 'list', of });
export const tupleOf = (...items: readonly RecordType[]): RecordType => ({ kind: 'tuple', items });

/** As a person writes it: "(str, int)", "list of str". */
export function typeText(type: RecordType): string {
  switch (type.kind) {
    case 'tuple':
      return `(${type.items.map(typeText).join(', ')}${type.items.length === 1 ? ',' : ''})`;
    case 'list':
    case 'set':
      return type.of.kind === 'any' ? type.kind : `${type.kind} of ${typeText(type.of)}`;
    case 'dict':
      return type.key.kind === 'any' && type.value.kind === 'any' ? 'dict' : `dict of ${typeText(type.key)} to ${typeText(type.value)}`;
    default:
      return type.kind;
  }
}

export function sameType(a: RecordType, b: RecordType): boolean {
  return typeText(a) === typeText(b);
}

/** What is true of records of both types. */
export function commonType(a: RecordType, b: RecordType): RecordType {
  if (sameType(a, b)) return a;
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length) return tupleOf(...a.items.map((item, index) => commonType(item, b.items[index]!)));
  if (a.kind === 'list' && b.kind === 'list') return listOf(commonType(a.of, b.of));
  const kinds = new Set([a.kind, b.kind]);
  return kinds.size === 2 && kinds.has('int') && kinds.has('float') ? FLOAT : ANY;
}

/** What iterating over a value gives. */
export function itemOf(type: RecordType): RecordType {
  switch (type.kind) {
    case 'str':
      return STR;
    case 'bytes':
      return INT;
    case 'list':
    case 'set':
      return type.of;
    case 'dict':
      return type.key;
    case 'tuple':
      return type.items.length === 0 ? ANY : type.items.reduce(commonType);
    default:
      return ANY;
  }
}

/** Key and value of a pair; "any" where the records may be pairs. */
export function keyOf(type: RecordType): RecordType {
  return type.kind === 'tuple' ? (type.items[0] ?? ANY) : type.kind === 'list' ? type.of : ANY;
}

export function valueOfPair(type: RecordType): RecordType {
  return type.kind === 'tuple' ? (type.items[1] ?? ANY) : type.kind === 'list' ? type.of : ANY;
}

/** Whether records of this type can be taken apart into key and value. */
export function mayBePair(type: RecordType): boolean {
  return type.kind === 'any' || type.kind === 'list' || (type.kind === 'tuple' && type.items.length === 2);
}
