import { CommandLog, type Change } from './command-log';
import type { Command } from './commands';
import type { Pipeline } from './pipeline';

/**
 * A command log as lines that are only ever appended, so that a crash loses at most the line that was being written.
 * The first line is the document at the beginning.
 */
export type JournalLine =
  | { readonly begin: Pipeline; readonly saved: boolean }
  | { readonly do: Command; readonly label: string; readonly key: string | null }
  | { readonly undo: true }
  | { readonly redo: true }
  | { readonly seal: true }
  | { readonly saved: true };

export function journalLine(line: JournalLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** The log that a journal tells; null if it has no beginning. A last line that is cut off is not counted. */
export function readJournal(text: string, change: Change): CommandLog | null {
  let log: CommandLog | null = null;
  for (const each of text.split('\n')) {
    if (each === '') continue;
    let line: JournalLine;
    try {
      line = JSON.parse(each) as JournalLine;
    } catch {
      break;
    }
    if ('begin' in line) {
      log = new CommandLog(line.begin, change);
      if (!line.saved) log.markUnsaved();
    } else if (log) follow(log, line);
  }
  return log;
}

function follow(log: CommandLog, line: Exclude<JournalLine, { readonly begin: Pipeline }>): void {
  if ('do' in line) log.execute(line.do, line.label, line.key);
  else if ('undo' in line) log.undo();
  else if ('redo' in line) log.redo();
  else if ('seal' in line) log.seal();
  else log.markSaved();
}
