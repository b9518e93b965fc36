import type { Problem } from '#engine/model';
import type { PythonTree } from './python-tree';
import { LineMap } from './text-edits';

/** Where the text stops being Python; empty if all of it is. */
export function syntaxProblems(tree: PythonTree): Problem[] {
  const error = tree.firstError();
  if (!error) return [];
  const lines = new LineMap(tree.text);
  const line = lines.lineAt(error.from);
  const found = tree.text.slice(error.from, error.from + 30).split(/[\r\n]/)[0]!.trim();
  const message = /^print\s/.test(found)
    ? 'print is a function in Python 3: write print(…).'
    : found === ''
      ? 'Something is missing at the end of this line.'
      : `Python cannot read this from "${found}" on.`;
  return [{ code: 'script-syntax', severity: 'error', message, place: { line, column: lines.columnAt(error.from) } }];
}
