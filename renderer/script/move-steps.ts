import { invertedEffects, isolateHistory } from '@codemirror/commands';
import { type Extension, StateEffect } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { NodePosition } from '#engine/model';

export type Places = ReadonlyMap<string, NodePosition>;

/** Nodes that were moved together, and how they stood before. */
interface Move {
  from: Places;
  to: Places;
}

const moved = StateEffect.define<{ readonly move: Move; readonly isBack: boolean }>();

/**
 * Moves of nodes as steps of a script's undo, between those of its text.
 * @param place puts nodes where a step that is undone or done again has them
 */
export function moveSteps(place: (places: Places) => void, onStep: (view: EditorView) => void): { readonly extension: readonly Extension[]; add(view: EditorView, from: Places, to: Places, begins: boolean): void } {
  let last: Move | null = null;
  return {
    extension: [
      invertedEffects.of(({ effects }) => effects.flatMap((effect) => (effect.is(moved) ? [moved.of({ ...effect.value, isBack: !effect.value.isBack })] : []))),
      EditorView.updateListener.of(({ transactions, docChanged, view }) => {
        if (docChanged) last = null;
        for (const { value } of transactions.flatMap(({ effects }) => effects.filter((effect) => effect.is(moved)))) {
          if (value.move !== last || value.isBack) last = null;
          place(value.isBack ? value.move.from : value.move.to);
          onStep(view);
        }
      }),
    ],
    add(view, from, to, begins) {
      if (!begins && last) {
        // The steps of an arrow key that is held are one.
        last.from = new Map([...from, ...last.from]);
        last.to = new Map([...last.to, ...to]);
        return;
      }
      last = { from, to };
      view.dispatch({ effects: moved.of({ move: last, isBack: false }), annotations: isolateHistory.of('full') });
    },
  };
}
