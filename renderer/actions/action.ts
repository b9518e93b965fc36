import type { Key } from './keys';

export const MENUS = ['File', 'Edit', 'View', 'Insert', 'Run', 'Help'] as const;
export type MenuName = (typeof MENUS)[number];

/** Something that the user can do, wherever it is offered: menu, toolbar, keys, command palette, key sheet. */
export interface Action {
  /** Stable: the user's own keys are kept by it. */
  readonly id: string;
  readonly title: string;
  readonly menu: MenuName;
  /** Keys that it has unless the user gave it others. */
  readonly keys: readonly Key[];
  /** Where its keys are heard: everywhere, only on the canvas, or on the canvas and in the outline. */
  readonly where?: 'canvas' | 'graph';
  /** Left out of the menu, such as walking by arrows. */
  readonly inMenu?: false;
  /** The first of a group, which a line in the menu sets off. */
  readonly startsGroup?: true;
  /** Why it can't be done now; null: it can. */
  readonly unavailable?: () => string | null;
  readonly run: () => unknown;
}
