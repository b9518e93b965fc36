/** What a function parameter of an operator is called with, as the declarations say. */
export interface LambdaDeclaration {
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly documentation: string;
}

export interface Declarations {
  /** By operator and parameter, such as "map.f". */
  readonly lambdas: ReadonlyMap<string, LambdaDeclaration>;
  /** Sentences about the types of the parameters, such as Pair. */
  readonly types: ReadonlyMap<string, string>;
}

/**
 * Reads javascript-lambdas.d.ts: each declaration with its comment of one line before it, each function on one line.
 * @param text of the file
 */
export function readDeclarations(text: string): Declarations {
  const lambdas = new Map<string, LambdaDeclaration>();
  const types = new Map<string, string>();
  let operator = '';
  let comment = '';
  for (const line of text.split(/\r?\n/)) {
    const [, type] = /^export type (\w+)/.exec(line) ?? [];
    const [, name, parameters] = /^ {2}(\w+): \((.*)\) => /.exec(line) ?? [];
    operator = /^export interface (\w+)/.exec(line)?.[1] ?? operator;
    if (type !== undefined) types.set(type, comment);
    if (name !== undefined) lambdas.set(`${operator}.${name}`, { parameters: readParameters(parameters!), documentation: comment });
    comment = /^\s*\/\*\* (.*) \*\/$/.exec(line)?.[1] ?? '';
  }
  return { lambdas, types };
}

/** A comma within a type, as in Pair<K, V>, is followed by no name with a colon. */
function readParameters(text: string): LambdaDeclaration['parameters'] {
  return text.split(/, (?=\w+: )/).map((each) => {
    const [name, type] = each.split(': ') as [string, string];
    return { name, type };
  });
}
