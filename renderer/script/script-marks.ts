import { StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { Pipeline } from '#engine/model';

/** Lines of a script, both included; 1 is the first. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** The lines of each node of a script's graph. */
export function linesOfNodes({ nodes }: Pipeline): Map<string, Lines> {
  const lines = new Map<string, Lines>();
  for (const { id, params } of nodes) {
    const { line, endLine } = params;
    if (typeof line === 'number') lines.set(id, { from: line, to: typeof endLine === 'number' ? endLine : line });
  }
  return lines;
}

/** The node that a line belongs to: of several the one with the fewest lines. */
export function nodeAtLine(lines: ReadonlyMap<string, Lines>, line: number): string | null {
  const there = [...lines].filter(([, { from, to }]) => from <= line && line <= to);
  there.sort(([, a], [, b]) => a.to - a.from - (b.to - b.from));
  return there[0]?.[0] ?? null;
}

/** Lines that are marked with a class; they stay with their text while it is edited. */
export function lineMark(className: string): { readonly field: StateField<DecorationSet>; show(lines: Lines | null): StateEffect<unknown>; readonly class: string } {
  const effect = StateEffect.define<Lines | null>();
  const field = StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (marked, transaction) => {
      let next = marked.map(transaction.changes);
      for (const each of transaction.effects) if (each.is(effect)) next = decorated(transaction.state.doc, each.value, className);
      return next;
    },
    provide: (own) => EditorView.decorations.from(own),
  });
  return { field, show: (lines) => effect.of(lines), class: className };
}

function decorated(doc: Text, lines: Lines | null, className: string): DecorationSet {
  if (!lines || lines.from < 1 || lines.from > doc.lines) return Decoration.none;
  const to = Math.min(lines.to, doc.lines);
  const starts = Array.from({ length: to - lines.from + 1 }, (_, index) => doc.line(lines.from + index).from);
  return Decoration.set(starts.map((at) => Decoration.line({ class: className }).range(at)));
}
