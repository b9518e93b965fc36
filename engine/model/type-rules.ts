import { ANY, BOOL, BYTES, FLOAT, INT, itemOf, listOf, NONE, type RecordType, STR, tupleOf } from './record-type';

/** What one language's builtins give, as far as it matters for records. */
export interface TypeRules {
  /** An array of two is a pair there. */
  readonly arraysArePairs: boolean;
  readonly constants: ReadonlyMap<string, RecordType>;
  number(literal: string): RecordType;
  text(literal: string): RecordType;
  property(object: RecordType, name: string): RecordType;
  method(object: RecordType, name: string): RecordType;
  /** @param first the type of the first argument */
  call(name: string, first: RecordType): RecordType;
}

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const PYTHON_TEXTS = names('capitalize casefold center expandtabs format join ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip swapcase title translate upper zfill');
const PYTHON_LISTS = names('split rsplit splitlines');
const PYTHON_NUMBERS = names('count find index rfind rindex');
const PYTHON_TESTS = names('startswith endswith isalpha isdigit isnumeric isalnum isspace islower isupper istitle isdecimal isidentifier');
const JAVASCRIPT_TEXTS = names('at charAt concat normalize padEnd padStart repeat replace replaceAll slice substring toLowerCase toString toUpperCase trim trimEnd trimStart');
const JAVASCRIPT_TESTS = names('startsWith endsWith includes');

const number = (literal: string): RecordType => (/^0[xob]/i.test(literal) || /^[\d_]+$/.test(literal) ? INT : /j$/i.test(literal) ? ANY : FLOAT);
const sortedOf = (first: RecordType): RecordType => listOf(itemOf(first));

export const PYTHON_RULES: TypeRules = {
  arraysArePairs: false,
  constants: new Map(),
  number,
  text: (literal) => (/^[rR]?[bB]/.test(literal) ? BYTES : STR),
  property: () => ANY,
  method(object, name) {
    if (object.kind === 'str') {
      if (PYTHON_TEXTS.has(name)) return STR;
      if (PYTHON_LISTS.has(name)) return listOf(STR);
      if (PYTHON_NUMBERS.has(name)) return INT;
      if (PYTHON_TESTS.has(name)) return BOOL;
      if (name === 'partition' || name === 'rpartition') return tupleOf(STR, STR, STR);
      return name === 'encode' ? BYTES : ANY;
    }
    if (object.kind === 'dict' && name === 'items') return listOf(tupleOf(object.key, object.value));
    if ((object.kind === 'list' || object.kind === 'tuple') && (name === 'count' || name === 'index')) return INT;
    // A text in Python has methods of no other type: even of an unknown record, these can only be a text's.
    return object.kind === 'any' && PYTHON_LISTS.has(name) ? listOf(STR) : ANY;
  },
  call(name, first) {
    switch (name) {
      case 'str': case 'repr': case 'chr': case 'hex': case 'bin':
        return STR;
      case 'int': case 'len': case 'ord': case 'hash':
        return INT;
      case 'float':
        return FLOAT;
      case 'bool': case 'any': case 'all': case 'isinstance':
        return BOOL;
      case 'list': case 'sorted':
        return sortedOf(first);
      case 'set':
        return { kind: 'set', of: itemOf(first) };
      case 'dict':
        return { kind: 'dict', key: ANY, value: ANY };
      case 'range':
        return listOf(INT);
      case 'enumerate':
        return listOf(tupleOf(INT, itemOf(first)));
      case 'abs':
        return first.kind === 'int' || first.kind === 'float' ? first : ANY;
      case 'print':
        return NONE;
      default:
        return ANY;
    }
  },
};

export const JAVASCRIPT_RULES: TypeRules = {
  arraysArePairs: true,
  constants: new Map([['undefined', NONE]]),
  number: (literal) => (literal.endsWith('n') ? ANY : number(literal)),
  text: () => STR,
  property: (object, name) => (name === 'length' && ['str', 'list', 'tuple'].includes(object.kind) ? INT : ANY),
  method(object, name) {
    if (object.kind === 'str') {
      if (JAVASCRIPT_TEXTS.has(name)) return STR;
      if (name === 'split') return listOf(STR);
      if (name === 'indexOf' || name === 'lastIndexOf' || name === 'charCodeAt' || name === 'search') return INT;
      return JAVASCRIPT_TESTS.has(name) ? BOOL : ANY;
    }
    if (object.kind === 'list') {
      if (['filter', 'slice', 'sort', 'reverse', 'toSorted', 'toReversed'].includes(name)) return object;
      if (name === 'join') return STR;
      return ['map', 'flatMap', 'concat', 'flat'].includes(name) ? listOf(ANY) : ANY;
    }
    return object.kind === 'any' && name === 'split' ? listOf(STR) : ANY;
  },
  call(name) {
    if (name === 'String') return STR;
    if (name === 'parseInt') return INT;
    if (name === 'parseFloat') return FLOAT;
    return name === 'Boolean' ? BOOL : ANY;
  },
};

