import type { Action } from './action';
import { editActions } from './edit-actions';
import { fileActions } from './file-actions';
import { graphActions } from './graph-actions';
import { helpActions, runActions } from './run-actions';
import { viewActions } from './view-actions';

/**
 * The one table of what the user can do. The menu, the toolbar's keys, the command palette, the key sheet and the keys
 * that the user gives all read it.
 */
export const actions: readonly Action[] = [...fileActions, ...editActions, ...viewActions, ...graphActions, ...runActions, ...helpActions];

const byId: ReadonlyMap<string, Action> = new Map(actions.map((action) => [action.id, action]));

export function actionOf(id: string): Action | undefined {
  return byId.get(id);
}

/** Does it, if it can be done now. @returns why it can't; null: it is done */
export function perform(action: Action): string | null {
  const reason = action.unavailable?.() ?? null;
  if (reason === null) void action.run();
  return reason;
}
