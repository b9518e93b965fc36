/** What a script wants on its command line, as far as its text tells. */
export interface WantedArguments {
  /** A name for each; empty: it takes some, but which is not known. */
  readonly names: readonly string[];
}

/** @returns null where the script looks at no arguments */
export function wantedArguments(text: string): WantedArguments | null {
  const code = withoutComments(text);
  if (!/\bsys\s*\.\s*argv\b|\bArgumentParser\b|\bfrom\s+sys\s+import\b.*\bargv\b|\bgetopt\b/.test(code)) return null;
  if (/\bArgumentParser\b|\bgetopt\b/.test(code)) return { names: [] };
  const count = Math.max(countTested(code), largestIndex(code));
  const told = usage(code);
  if (told.length > 0 && told.length >= count) return { names: told };
  const assigned = assignedNames(code);
  const length = Math.max(count, ...assigned.keys());
  return { names: Array.from({ length: Math.max(0, length) }, (_, index) => assigned.get(index + 1) ?? told[index] ?? `argument ${index + 1}`) };
}

/** Lines that are comments as a whole; a # elsewhere may be in a string. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, '');
}

/** "Usage: wordcount.py <hostname> <port>" */
function usage(code: string): string[] {
  // Texts that stand behind each other are one.
  const joined = code.replace(/"\s*\n\s*f?"|'\s*\n\s*f?'/g, '');
  const line = /usage:?[^\n"']*?\.py\s+([^\n"']*)/i.exec(joined)?.[1] ?? '';
  return [...line.matchAll(/<([^<>]+)>/g)].map((match) => match[1]!.trim());
}

/** len(sys.argv) != 3 is how scripts ask for two. */
function countTested(code: string): number {
  const counts = [...code.matchAll(/len\(\s*(?:sys\s*\.\s*)?argv\s*\)\s*(==|!=|<|<=|>)\s*(\d+)/g)].map((match) => Number(match[2]) - 1 + (match[1] === '<=' || match[1] === '>' ? 1 : 0));
  return Math.max(0, ...counts);
}

function largestIndex(code: string): number {
  return Math.max(0, ...[...code.matchAll(/\bargv\s*\[\s*(\d+)\s*\]/g)].map((match) => Number(match[1])));
}

/** An argument as it is, or converted: `int(sys.argv[2])`. */
const ONE_ARGUMENT = /^\s*(?:\w+\(\s*)?(?:sys\s*\.\s*)?argv\s*\[\s*(\d+)\s*\]\s*\)?\s*(?:if\b.*)?$/;

/** Names by position, from `host = sys.argv[1]`, `host, port = sys.argv[1], int(sys.argv[2])` and `host, port = sys.argv[1:]`. */
function assignedNames(code: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [, left, right] of code.matchAll(/^[ \t]*([A-Za-z_][\w, \t]*?)[ \t]*=[ \t]*(.*argv\s*\[.*)$/gm)) {
    const targets = left!.split(',').map((name) => name.trim());
    const slice = /^(?:sys\s*\.\s*)?argv\s*\[\s*1\s*:/.test(right!);
    const values = right!.split(',').map((value) => Number(ONE_ARGUMENT.exec(value)?.[1] ?? 0));
    for (const [at, name] of targets.entries()) {
      const index = slice && targets.length > 1 ? at + 1 : (values[at] ?? 0);
      if (index > 0 && !names.has(index)) names.set(index, name);
    }
  }
  return names;
}

/** A value that is likely, by the argument's name. */
export function likelyValue(name: string, port: number): string {
  if (/host|server|address/i.test(name)) return 'localhost';
  return /port/i.test(name) ? String(port) : '';
}

/** A command line as a shell splits it: blanks separate, quotes hold together, a backslash takes the next as it is. */
export function splitCommandLine(line: string): string[] {
  const found: string[] = [];
  let current: string | null = null;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === '\\' && quote !== "'" && at + 1 < line.length) current = (current ?? '') + line[++at]!;
    else if (quote !== '') {
      if (character === quote) quote = '';
      else current += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      current ??= '';
    } else if (/\s/.test(character)) {
      if (current !== null) found.push(current);
      current = null;
    } else current = (current ?? '') + character;
  }
  return current === null ? found : [...found, current];
}

/** The reverse: what a shell would split into these. */
export function joinCommandLine(values: readonly string[]): string {
  return values.map((value) => (/^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`)).join(' ');
}
