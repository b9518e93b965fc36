import type { Action } from './action';
import type { Key } from './keys';

/** Keys that the user gave, by the action's id; an empty list: it has none any more. */
export type OwnKeys = ReadonlyMap<string, readonly Key[]>;

export function keysOf(action: Action, own: OwnKeys): readonly Key[] {
  return own.get(action.id) ?? action.keys;
}

/** The canvas lies within the graph, and that within the window. */
const WIDTH = { canvas: 0, graph: 1, window: 2 } as const;
export type Where = keyof typeof WIDTH;

/** What a key does where the focus is; the narrower place has it first. */
export function actionAt(actions: readonly Action[], own: OwnKeys, key: Key, where: Where): Action | null {
  const found = actions.filter((action) => keysOf(action, own).includes(key) && WIDTH[action.where ?? 'window'] >= WIDTH[where]);
  return found.sort((a, b) => WIDTH[a.where ?? 'window'] - WIDTH[b.where ?? 'window'])[0] ?? null;
}

/** The other action that has this key already, wherever it is heard. */
export function conflictOf(actions: readonly Action[], own: OwnKeys, action: Action, key: Key): Action | null {
  return actions.find((other) => other !== action && keysOf(other, own).includes(key)) ?? null;
}

/** Gives an action a key beside those that it has; who had it loses it. */
export function withKey(actions: readonly Action[], own: OwnKeys, action: Action, key: Key): OwnKeys {
  const next = new Map(own);
  const before = conflictOf(actions, own, action, key);
  if (before) next.set(before.id, keysOf(before, own).filter((other) => other !== key));
  next.set(action.id, [...keysOf(action, own).filter((other) => other !== key), key]);
  return next;
}

export function withoutKey(own: OwnKeys, action: Action, key: Key): OwnKeys {
  return new Map(own).set(action.id, keysOf(action, own).filter((other) => other !== key));
}

/** An action's own keys again: only those that nobody else has got meanwhile. */
export function withUsualKeys(actions: readonly Action[], own: OwnKeys, action: Action): OwnKeys {
  const next = new Map(own);
  next.delete(action.id);
  const free = action.keys.filter((key) => conflictOf(actions, next, action, key) === null);
  return free.length === action.keys.length ? next : next.set(action.id, free);
}
