import { type Completion, type CompletionContext, type CompletionResult, type CompletionSource } from '@codemirror/autocomplete';
import { localCompletionSource as localNamesOfJavaScript } from '@codemirror/lang-javascript';
import { globalCompletion, localCompletionSource as localNamesOfPython } from '@codemirror/lang-python';
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { SyntaxNode } from '@lezer/common';
import type { Declarations, LambdaDeclaration } from './declarations';
import { JAVASCRIPT_WORDS, javascriptMembers, javascriptTypes } from './javascript-members';
import { functionsAround, type LanguageTypes, parameterNames, typeOf, type ValueType } from './lambda-types';
import { PYTHON_KEYWORDS, pythonMembers, pythonTypes } from './python-members';

/** Which function is typed, and what is known when something is to be completed. */
export interface Completing {
  readonly language: 'python' | 'javascript';
  /** Operator and parameter, such as "map.f". */
  readonly lambda: string;
  /** What is known of the records that come in. */
  readonly record: () => ValueType | Promise<ValueType>;
}

/** Of a value of which nothing is known, the members of all these are offered. */
const USUAL: readonly ValueType[] = ['text', 'list', 'map', 'set', 'number'];
const TYPE_WORDS = { python: { text: 'str', list: 'list', map: 'dict', set: 'set', number: 'int' }, javascript: { text: 'String', list: 'Array', map: 'Map', set: 'Set', number: 'Number' } } as const;
const LANGUAGES = {
  python: { types: pythonTypes, members: pythonMembers, locals: localNamesOfPython, globals: globalsOfPython, lambda: (names: string) => `lambda ${names}: ` },
  javascript: { types: javascriptTypes, members: javascriptMembers, locals: localNamesOfJavaScript, globals: globalsOfJavaScript, lambda: (names: string) => `(${names}) => ` },
} as const;

/** What completes the code of a lambda: members after a dot; else its parameters, local names and those of the language. */
export function lambdaCompletion(declarations: Declarations, { language, lambda, record }: Completing): CompletionSource[] {
  const declaration = declarations.lambdas.get(lambda) ?? null;
  const { types, locals, globals, lambda: skeleton } = LANGUAGES[language];
  const outsideOfMembers = (source: CompletionSource): CompletionSource => (context) => (memberAt(context) || isInText(context) ? null : source(context));
  return [
    async (context) => {
      const member = memberAt(context);
      if (!member || isInText(context)) return null;
      const text = context.state.doc.toString();
      const type = typeOf(member.of, text, types, { declaration, record: await record() });
      return { from: member.from, options: membersOf(type, language), validFor: /^\w*$/ };
    },
    outsideOfMembers((context) => parametersAt(context, types, declaration, declarations, skeleton)),
    // The parameters are told above, with what they are.
    outsideOfMembers((context) => without(locals(context), parametersAt(context, types, declaration, declarations, skeleton))),
    outsideOfMembers(globals),
  ];
}

/** The editor parses in the background; a completion needs the whole lambda, for which it waits this long, ms. */
const PARSING_TIME = 500;

function parsed(state: EditorState): ReturnType<typeof syntaxTree> {
  return ensureSyntaxTree(state, state.doc.length, PARSING_TIME) ?? syntaxTree(state);
}

/** The object before the dot, and where the name of its member begins; null where no member is typed. */
function memberAt({ state, pos }: CompletionContext): { readonly of: SyntaxNode; readonly from: number } | null {
  const node = parsed(state).resolveInner(pos, -1);
  const expression = node.name === 'MemberExpression' ? node : node.parent;
  const of = expression?.name === 'MemberExpression' ? expression.firstChild : null;
  if (!of || (node.name !== 'PropertyName' && !['.', '?.'].includes(node.name) && !node.type.isError)) return null;
  return { of, from: node.name === 'PropertyName' ? node.from : pos };
}

function isInText({ state, pos }: CompletionContext): boolean {
  const node = parsed(state).resolveInner(pos, -1);
  return /^(String|TemplateString|FormatString|RegExp|LineComment|BlockComment|Comment)$/.test(node.name) && pos > node.from && pos < node.to + (node.name.endsWith('Comment') ? 1 : 0);
}

function membersOf(type: ValueType, language: Completing['language']): Completion[] {
  const { members } = LANGUAGES[language];
  const known = type === 'any' ? USUAL : [type];
  const places = type === 'pair' ? ['key', 'value'].map((label, index): Completion => ({ label, type: 'property', detail: `[${index}]`, boost: 50 - index, apply: atPlace(index) })) : [];
  const owners = new Map<string, string[]>();
  for (const each of known) for (const name of members(each)) owners.set(name, [...(owners.get(name) ?? []), TYPE_WORDS[language][each as 'text'] ?? '']);
  return [...places, ...[...owners].map(([label, of]): Completion => ({ label, type: 'method', ...(type === 'any' ? { detail: of.join(', ') } : {}) }))];
}

/** pair.key is written pair[0]: the dot goes. */
function atPlace(index: number): Completion['apply'] {
  return (view: EditorView, _completion, from, to) => {
    const insert = `[${index}]`;
    view.dispatch({ changes: { from: from - 1, to, insert }, selection: { anchor: from - 1 + insert.length }, userEvent: 'input.complete' });
  };
}

/** The names of the lambda's parameters with what they are; while there is no lambda yet, one to begin with. */
function parametersAt(context: CompletionContext, types: LanguageTypes, declaration: LambdaDeclaration | null, { types: about }: Declarations, skeleton: (names: string) => string): CompletionResult | null {
  const word = context.matchBefore(/[\w$]+/);
  if (!declaration || (!word && !context.explicit)) return null;
  const from = word?.from ?? context.pos;
  const text = context.state.doc.toString();
  if (`${text.slice(0, from)}${text.slice(context.pos)}`.trim() === '') {
    const label = skeleton(declaration.parameters.map(({ name }) => name).join(', '));
    return { from, options: [{ label, type: 'function', info: declaration.documentation, boost: 99 }] };
  }
  const outermost = functionsAround(parsed(context.state).resolveInner(context.pos, -1), types).at(-1);
  const names = outermost ? parameterNames(outermost, text) : [];
  const options = names.flatMap((label, at): Completion[] => {
    const { type = '' } = declaration.parameters[at] ?? {};
    if (label === null || type === '') return [];
    const info = [declaration.documentation, about.get(/^\w+/.exec(type)?.[0] ?? '') ?? ''].join(' ').trim();
    return [{ label, type: 'variable', detail: type, info, boost: 50 - at }];
  });
  return { from, options, validFor: /^[\w$]*$/ };
}

function without(found: CompletionResult | null, others: CompletionResult | null): CompletionResult | null {
  const known = new Set(others?.options.map(({ label }) => label));
  return found && { ...found, options: found.options.filter(({ label }) => !known.has(label)) };
}

function globalsOfJavaScript(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[\w$]+/);
  if (!word && !context.explicit) return null;
  const { constant, keyword, global } = JAVASCRIPT_WORDS;
  const options = [...constant.map((label) => ({ label, type: 'constant' })), ...keyword.map((label) => ({ label, type: 'keyword' })), ...global.map((label) => ({ label, type: 'class' }))];
  return { from: word?.from ?? context.pos, options, validFor: /^[\w$]*$/ };
}

/** Without the library's statements to fill in, of which a lambda has none, and names such as __doc__. */
async function globalsOfPython(context: CompletionContext): Promise<CompletionResult | null> {
  const found = await globalCompletion(context);
  return found && { ...found, options: [...found.options.filter(({ type, label }) => type !== 'keyword' && !label.startsWith('__')), ...PYTHON_KEYWORDS.map((label) => ({ label, type: 'keyword' }))] };
}
