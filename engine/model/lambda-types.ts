import type { SyntaxNode } from '@lezer/common';
import { parser as javascript } from '@lezer/javascript';
import { parser as python } from '@lezer/python';
import { expressionType, type Names, partsOf } from './expression-type';
import type { Language } from './pipeline';
import { ANY, commonType, NONE, type RecordType, tupleOf, typeText } from './record-type';
import { JAVASCRIPT_RULES, PYTHON_RULES } from './type-rules';

const RULES = { python: PYTHON_RULES, javascript: JAVASCRIPT_RULES };
/** What was told before; functions are asked again and again with the same records. */
const known = new Map<string, RecordType>();
const MAX_KNOWN = 2000;
/** Nobody writes a type into more than this, characters. */
const MAX_LENGTH = 5000;

/** What a function gives when it is called with records of these types, as far as its text tells. */
export function returnType(text: string, language: Language, given: readonly RecordType[]): RecordType {
  if (text.length > MAX_LENGTH) return ANY;
  const key = `${language}\0${given.map(typeText).join('\0')}\0${text}`;
  const before = known.get(key);
  if (before) return before;
  const type = read(text, language, given);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, type);
  return type;
}

/** The type of a value from its `repr`. */
export function valueType(repr: string, language: Language): RecordType {
  if (repr.length > MAX_LENGTH) return ANY;
  const top = parsed(repr, language);
  return top ? expressionType(top, repr, new Map(), RULES[language]) : ANY;
}

/** The only expression or definition of a text; null if there is none or a mistake. */
function parsed(text: string, language: Language): SyntaxNode | null {
  const tree = language === 'python' ? python.parse(text) : javascript.parse(text);
  let broken = false;
  tree.iterate({ enter: ({ type }) => void (broken ||= type.isError) });
  const statements = partsOf(tree.topNode);
  const [only] = statements;
  if (broken || !only || statements.length > 1) return null;
  return only.name === 'ExpressionStatement' ? only.firstChild : only;
}

function read(text: string, language: Language, given: readonly RecordType[]): RecordType {
  let node = parsed(text.trim(), language);
  const source = text.trim();
  while (node?.name === 'ParenthesizedExpression') node = partsOf(node)[0] ?? null;
  if (!node) return ANY;
  if (node.name === 'VariableName') return RULES[language].call(source, given[0] ?? ANY);
  // str.split as a function: the method of what comes.
  if (node.name === 'MemberExpression' && /^str\.\w+$/.test(source)) return RULES[language].method({ kind: 'str' }, source.slice(4));
  const names = namesOf(node, source, given);
  const block = node.getChild('Body') ?? node.getChild('Block');
  if (block && node.name !== 'LambdaExpression') return blockType(block, source, names, language);
  return /^(LambdaExpression|ArrowFunction)$/.test(node.name) ? expressionType(node.lastChild, source, names, RULES[language]) : ANY;
}

/** Parameters and what they are; a pattern such as [key, value] takes a pair apart. */
function namesOf(node: SyntaxNode, text: string, given: readonly RecordType[]): Names {
  const names = new Map<string, RecordType>();
  const parameters = node.getChild('ParamList');
  if (!parameters) return names;
  partsOf(parameters).forEach((parameter, at) => {
    const type = given[at] ?? ANY;
    if (/^Variable/.test(parameter.name)) names.set(text.slice(parameter.from, parameter.to), type);
    else if (parameter.name === 'ArrayPattern') partsOf(parameter).forEach((part, item) => names.set(text.slice(part.from, part.to), type.kind === 'tuple' ? (type.items[item] ?? ANY) : ANY));
  });
  return names;
}

/** A body of statements: what its returns give, where no variable but the parameters is in them. */
function blockType(block: SyntaxNode, text: string, names: Names, language: Language): RecordType {
  let isPlain = true;
  const assigned = new Set<string>();
  block.cursor().iterate((at) => {
    if (/^(Lambda|Arrow|Function|Yield|ClassDef)/.test(at.name)) {
      isPlain &&= at.name.startsWith('Lambda') || at.name.startsWith('Arrow');
      return false;
    }
    if (at.name === 'AssignStatement' || at.name === 'UpdateStatement' || at.name === 'VariableDeclaration' || at.name === 'AssignmentExpression') {
      const target = at.node.getChild('VariableName') ?? at.node.getChild('VariableDefinition');
      if (target) assigned.add(text.slice(target.from, target.to));
    }
    return undefined;
  });
  if (!isPlain) return ANY;
  const certain = new Map([...names].filter(([name]) => !assigned.has(name)));
  const types: RecordType[] = [];
  block.cursor().iterate((at) => {
    if (at.name !== 'ReturnStatement') return;
    const values = partsOf(at.node).slice(1).map((value) => expressionType(value, text, certain, RULES[language]));
    // Python: `return a, b` is a tuple.
    types.push(values.length === 0 ? NONE : values.length === 1 ? values[0]! : tupleOf(...values));
  });
  // What runs out at the end returns nothing.
  if (partsOf(block).at(-1)?.name !== 'ReturnStatement') types.push(NONE);
  return types.reduce(commonType);
}
