import { piecesOf } from './pieces';
import { PythonTree } from './python-tree';
import { Reader } from './reader/reader';
import { functionSite, isComplete, pipelineOfNotes, type ReadOptions } from './reader/result';
import type { ScriptReading } from './reading';
import { Scope } from './scope';
import { syntaxProblems } from './syntax-problems';

export type { ReadOptions } from './reader/result';

/**
 * Reads a PySpark Streaming script as a pipeline, as Python would get through it: into `main()`, into the function
 * that getOrCreate calls, through `with` and `try`. What is not understood is kept as code, and drawn as a "code" node
 * where it touches streams. Never throws, whatever the text is.
 */
export function readScript(text: string, options: ReadOptions = {}): ScriptReading {
  const tree = new PythonTree(text);
  const { notes, statements: reader, functions } = new Reader(tree);
  const scope = new Scope();
  reader.block(tree.top, scope);
  if (!notes.settings.streamingContext) functions.uncalled(scope);
  for (const { node, scope: at } of notes.closures) notes.mentioned(node, at);
  const statements = notes.statements.filter((site) => !notes.inlined.has(site.from)).sort((a, b) => a.from - b.from || b.to - a.to);
  // Matches nodes with those before: ids are final from here on.
  const pipeline = { ...pipelineOfNotes(notes, options), code: piecesOf(text, statements) };
  return {
    text,
    tree,
    pipeline,
    unnamed: options.unnamed ?? 'words',
    statements,
    sites: new Map(notes.sites.map((site) => [site.node.id, site])),
    settings: notes.settings,
    lifeCycle: notes.lifeCycle,
    orders: new Map([...notes.orders].map(([{ node }, order]) => [node.id, order])),
    functions: notes.functions.map((given) => functionSite(notes, given)),
    unknownMethods: notes.unknownMethods,
    problems: syntaxProblems(tree),
    complete: isComplete(notes, statements),
  };
}
