import { editBetween } from '#engine/pyspark';

const LINE_END = /\r\n|\r/g;

/** A text as an editor has it, in which all lines end alike. */
export function inEditor(text: string): string {
  return text.replace(LINE_END, '\n');
}

/** What was typed, with the line ends that the text has elsewhere; each line that was there keeps its own. */
export function withLineEnds(before: string, typed: string): string {
  const lineEnd = /\r\n|\r|\n/.exec(before)?.[0] ?? '\n';
  if (!before.includes('\r')) return typed;
  const edit = editBetween(inEditor(before), typed);
  if (!edit) return before;
  const [from, to] = [edit.from, edit.to].map((at) => offsetIn(before, at));
  return [before.slice(0, from), edit.insert.replaceAll('\n', lineEnd), before.slice(to)].reduce(joined);
}

/** Two texts one after the other; a CR and an LF that only come to stand side by side stay two line ends. */
function joined(first: string, second: string): string {
  return first.endsWith('\r') && second.startsWith('\n') ? `${first}\n${second}` : first + second;
}

/** Where a place of the editor's text is in one with other line ends. */
function offsetIn(text: string, at: number): number {
  let shift = 0;
  for (const { index } of text.matchAll(/\r\n/g)) {
    if (index - shift >= at) break;
    shift++;
  }
  return at + shift;
}
