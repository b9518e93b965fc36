import { CommandRefused } from '#engine/model';
import type { NodeSite, ScriptReading, StatementSite } from './reading';
import type { StepResult } from './script-steps';
import type { Range } from './text-edits';
import { endOfLine, isFirstOnLine, lineEndOf, startOfLine } from './text-style';

/** The lines of a statement that shares them with no other; null if it does. */
export function ownLines({ text, statements }: ScriptReading, statement: StatementSite): Range | null {
  const range = { from: startOfLine(text, statement.from), to: endOfLine(text, statement.to) };
  const shared = statements.some((other) => other !== statement && other.from < range.to && other.to > range.from);
  return isFirstOnLine(text, statement) && !shared ? range : null;
}

/** Moves a statement, and those that need what it makes, behind another one of the same block. @throws CommandRefused */
export function statementsMoved(reading: ScriptReading, first: StatementSite, behind: StatementSite): StepResult {
  const moving = dependents(reading, first, behind);
  const places = moving.map((statement) => ownLines(reading, statement));
  if (first.block !== behind.block || moving.includes(behind) || moving.some(({ block }) => block !== behind.block) || places.includes(null) || !ownLines(reading, behind)) {
    throw new CommandRefused('The stream is made later in the script than it would be used. Change the order in the text first.');
  }
  const lines = places as Range[];
  const { text } = reading;
  const at = endOfLine(text, behind.to);
  const ended = /[\r\n]$/.test(text.slice(0, at)) ? '' : lineEndOf(text);
  const gone = lines.reduce((sum, { from, to }) => sum + to - from, 0);
  let insert = ended;
  const moves = lines.map(({ from, to }) => {
    const start = at - gone + insert.length;
    const line = text.slice(from, to);
    insert += /[\r\n]$/.test(line) ? line : line + lineEndOf(text);
    return { from, to, at: start };
  });
  return { change: { edits: [...lines.map((range) => ({ ...range, insert: '' })), { from: at, to: at, insert }], moves }, done: false };
}

/** A statement and those before `end` that use what it makes, and what uses those. */
function dependents({ statements }: ScriptReading, first: StatementSite, end: StatementSite): StatementSite[] {
  const moving = [first];
  for (const statement of statements) {
    if (statement.from <= first.from || statement.from > end.from) continue;
    const uses = (site: NodeSite): boolean => site.inputs.some(({ from }) => from !== null && moving.includes(from.statement));
    if (statement.nodes.some(uses)) moving.push(statement);
  }
  return moving;
}
