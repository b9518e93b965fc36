import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const style = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--family-pair)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--family-source)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--family-window)' },
  { tag: tags.comment, color: 'var(--text-2)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--family-stateless)' },
]);

/** The code editor in the app's own colours, so that it follows the theme by itself. */
export const codeTheme = [
  EditorView.theme({
    '&': { color: 'var(--text)', backgroundColor: 'transparent', fontSize: '12px' },
    '.cm-content': { fontFamily: 'var(--mono)', caretColor: 'var(--text)', padding: '6px 0' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft) !important' },
    // What scrolls sideways goes under the line numbers.
    '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-2)', border: 'none' },
    '.cm-tooltip': { color: 'var(--text)', backgroundColor: 'var(--surface)', border: '1px solid var(--border-strong)', borderRadius: 'var(--radius)', fontWeight: 'normal' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '12em' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--text)', backgroundColor: 'var(--accent-soft)' },
    '.cm-completionDetail': { color: 'var(--text-2)', fontStyle: 'normal' },
    '.cm-tooltip.cm-completionInfo': { padding: '6px 8px', maxWidth: '280px' },
    '.cm-matchingBracket': { outline: '1px solid var(--accent)' },
  }),
  syntaxHighlighting(style),
];
