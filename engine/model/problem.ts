import type { Command } from './commands';

/**
 * Problems are data: validators return them, only the outermost layer throws or shows them.
 * Texts live in one table (`problem-texts.ts`), so that a code without a sentence does not compile.
 */

/** Where a problem was made; every part that is known is given. */
export interface Place {
  readonly nodeId?: string;
  /** Parameter of the node, such as "f". */
  readonly param?: string;
  /** 1-based line within the parameter's text, or within `file`. */
  readonly line?: number;
  /** 1-based column of that line. */
  readonly column?: number;
  readonly file?: string;
}

export type Severity = 'error' | 'warning' | 'hint';

export interface Problem {
  /** Stable, such as "lambda-syntax". Each has a sentence, and later a help page. */
  readonly code: string;
  readonly severity: Severity;
  /** What happened and what to do, in plain words. */
  readonly message: string;
  readonly place?: Place;
  /** What mends it, if a change of the pipeline or of its script does. */
  readonly fix?: { readonly title: string; readonly command: Command };
}
