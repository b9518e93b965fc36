import type { CodePiece, Pipeline } from '#engine/model';
import type { StatementSite } from './reading';

/**
 * Cuts a script into pieces, at the ends of the lines where statements end: comments and blank lines stay with what
 * they stand before. Statements of the same role that follow each other are one piece, except those that make streams.
 */
export function piecesOf(text: string, statements: readonly StatementSite[]): CodePiece[] {
  const pieces: { text: string; role: StatementSite['role'] }[] = [];
  let at = 0;
  for (const { from, to, role } of statements) {
    const end = endOfLine(text, to);
    const last = pieces.at(-1);
    if (from < at) {
      // On the line of the one before, after a semicolon.
      if (last && (role === 'streams' || last.role === 'definitions')) last.role = role;
      if (last && end > at) last.text += text.slice(at, end);
    } else if (last && last.role === role && role !== 'streams') {
      last.text += text.slice(at, end);
    } else {
      pieces.push({ text: text.slice(at, end), role });
    }
    at = Math.max(at, end);
  }
  if (at < text.length) pieces.push({ text: text.slice(at), role: 'code' });
  return pieces;
}

function endOfLine(text: string, from: number): number {
  const end = /\r\n|\r|\n/.exec(text.slice(from, from + 1000)) ?? /\r\n|\r|\n/.exec(text.slice(from));
  return end ? from + end.index + end[0].length : text.length;
}

/** Whether a pipeline is a script that was opened or written; its nodes and wires are then the script's reading. */
export function isScript({ code }: Pipeline): boolean {
  return code.some(({ role }) => role !== undefined);
}

/** The text of a pipeline that is a script, byte for byte; null for one that was built by hand. */
export function scriptText(pipeline: Pipeline): string | null {
  return isScript(pipeline) ? pipeline.code.map(({ text }) => text).join('') : null;
}
