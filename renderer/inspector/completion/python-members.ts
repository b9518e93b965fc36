import type { LanguageTypes, ValueType } from './lambda-types';

const words = (text: string): readonly string[] => text.split(' ');
export const PYTHON_KEYWORDS = words('and else for if in is lambda not or');
const LIST = words('append clear copy count extend index insert pop remove reverse sort');
const TUPLE = words('count index');
const MEMBERS: Readonly<Partial<Record<ValueType, readonly string[]>>> = {
  text: words('capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill'),
  texts: LIST,
  list: LIST,
  tuple: TUPLE,
  pair: TUPLE,
  map: words('clear copy fromkeys get items keys pop popitem setdefault update values'),
  set: words('add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference update union'),
  number: words('as_integer_ratio bit_count bit_length conjugate is_integer to_bytes'),
};

export const pythonMembers = (type: ValueType): readonly string[] => MEMBERS[type] ?? [];

const sameText: Record<string, ValueType> = Object.fromEntries(words('capitalize casefold center expandtabs format join ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip swapcase title translate upper zfill').map((name): [string, ValueType] => [name, 'text']));

export const pythonTypes: LanguageTypes = {
  literals: {
    String: 'text',
    FormatString: 'text',
    ContinuedString: 'text',
    Number: 'number',
    ArrayExpression: 'list',
    ArrayComprehensionExpression: 'list',
    TupleExpression: 'tuple',
    DictionaryExpression: 'map',
    DictionaryComprehensionExpression: 'map',
    SetExpression: 'set',
    SetComprehensionExpression: 'set',
  },
  functions: ['LambdaExpression', 'FunctionDefinition'],
  methods: {
    text: { ...sameText, split: 'texts', rsplit: 'texts', splitlines: 'texts', partition: 'tuple', rpartition: 'tuple', count: 'number', find: 'number', index: 'number', rfind: 'number' },
    texts: { copy: 'texts', pop: 'text', count: 'number', index: 'number' },
    list: { copy: 'list', count: 'number', index: 'number' },
    map: { copy: 'map' },
    set: { copy: 'set', union: 'set', difference: 'set', intersection: 'set' },
  },
  calls: { str: 'text', repr: 'text', chr: 'text', input: 'text', int: 'number', float: 'number', len: 'number', ord: 'number', round: 'number', list: 'list', sorted: 'list', tuple: 'tuple', dict: 'map', set: 'set' },
  isGlobal: () => false,
};
