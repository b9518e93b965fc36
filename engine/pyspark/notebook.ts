/** `message` goes on after the file's name. */
export class NotebookError extends Error {}

export interface NotebookScript {
  /** The code cells, one after the other. */
  readonly text: string;
  /** Lines that are no Python and were dropped: magics and shell commands. */
  readonly dropped: readonly string[];
}

interface Cell {
  readonly cell_type?: string;
  readonly source?: string | readonly string[];
  /** Its name in notebooks of version 3. */
  readonly input?: string | readonly string[];
}
interface Notebook {
  readonly cells?: readonly Cell[];
  readonly worksheets?: readonly { readonly cells?: readonly Cell[] }[];
}

/** Cells of another language, by their first line. */
const FOREIGN = /^\s*%%(?!time|timeit|capture|prun)\w+/;
/** Magics, shell commands, help, and what is assigned from them. */
const MAGIC = /^\s*(?:[%!]|\?|[\w.]+\?{1,2}\s*$|[\w, ]+=\s*[!%]\w)/;

/**
 * A Jupyter notebook as the script of its code cells.
 * @param json what its file holds
 * @throws NotebookError for what is none
 */
export function notebookScript(json: string): NotebookScript {
  let notebook: Notebook | null;
  try {
    notebook = JSON.parse(json) as Notebook | null;
  } catch (error) {
    throw new NotebookError(`it is no notebook: ${(error as SyntaxError).message}`);
  }
  const cells = notebook?.cells ?? notebook?.worksheets?.flatMap((sheet) => sheet.cells ?? []);
  if (!Array.isArray(cells)) throw new NotebookError('it is no notebook: it has no cells');
  const dropped: string[] = [];
  const texts = (cells as Cell[]).filter((cell) => cell.cell_type === 'code').map((cell) => script(textOf(cell), dropped));
  return { text: `${texts.join('\n\n')}\n`, dropped };
}

function textOf({ source, input }: Cell): string {
  const text = source ?? input ?? '';
  return typeof text === 'string' ? text : text.join('');
}

/** A dropped line leaves `pass`, so that a block keeps a body and lines keep their numbers. */
function script(cell: string, dropped: string[]): string {
  const lines = cell.split('\n');
  const foreign = FOREIGN.test(lines.find((line) => line.trim() !== '') ?? '');
  let inString: string | null = null;
  const kept = lines.map((line) => {
    const magic = foreign || (inString === null && MAGIC.test(line));
    if (!magic) inString = stringAfter(line, inString);
    if (!magic || line.trim() === '') return magic ? '' : line;
    dropped.push(line.trim());
    return foreign ? '' : `${/^\s*/.exec(line)![0]}pass`;
  });
  return kept.join('\n');
}

/** The triple quotes that are open at the end of a line: what looks like a magic within is text. */
function stringAfter(line: string, open: string | null): string | null {
  let state = open;
  for (const [quotes] of line.matchAll(/"""|'''/g)) state = state === null ? quotes : state === quotes ? null : state;
  return state;
}
