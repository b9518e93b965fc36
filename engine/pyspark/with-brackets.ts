const HEAD = /^[ \t]*(?:async[ \t]+)?with[ \t]*\(/gm;
const TOKEN = /[A-Za-z]?(?:'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\r\n])*'|"(?:\\.|[^"\\\r\n])*")|#[^\r\n]*|[()[\]{},]|\bas\b|[\r\n]/g;

/**
 * `with (a as b, c as d):` without its brackets, each character in its place: the parser's grammar is older than they
 * are. What stands in brackets for another reason, such as `with (a):`, stays.
 */
export function withoutBracketsOfWith(text: string): string {
  let result = text;
  for (const { index, 0: head } of text.matchAll(HEAD)) result = blanked(result, index + head.length - 1);
  return result;
}

function blanked(text: string, open: number): string {
  const blanks: [number, number][] = [[open, open + 1]];
  let [depth, names, comma] = [0, false, -1];
  TOKEN.lastIndex = open;
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    const [found] = token;
    if (/^[([{]$/.test(found)) depth++;
    else if (/^[)\]}]$/.test(found)) depth--;
    else if (/^[#\r\n]/.test(found)) blanks.push([token.index, token.index + found.length]);
    else if (depth === 1 && found === 'as') names = true;
    if (depth > 0) {
      if (depth === 1 && found === ',') comma = token.index;
      continue;
    }
    if (!names || !/^[ \t\\]*:/.test(text.slice(token.index + 1, token.index + 100))) return text;
    if (comma >= 0 && blankedText(text, blanks).slice(comma + 1, token.index).trim() === '') blanks.push([comma, comma + 1]);
    return blankedText(text, [...blanks, [token.index, token.index + 1]]);
  }
  return text;
}

function blankedText(text: string, ranges: readonly [number, number][]): string {
  const parts: string[] = [];
  let at = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    parts.push(text.slice(at, from), ' '.repeat(to - from));
    at = to;
  }
  return parts.join('') + text.slice(at);
}
