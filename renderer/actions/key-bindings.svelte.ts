import { bridge } from '../bridge';
import type { Action } from './action';
import { actionAt, conflictOf, keysOf, type OwnKeys, type Where, withKey, withoutKey, withUsualKeys } from './bindings';
import { type Key, keyText } from './keys';
import { actionOf, actions } from './table';

/** Which key does what: the table's keys and the user's own, which are kept in the settings. */
class KeyBindings {
  #own: OwnKeys = $state.raw(new Map());

  async load(): Promise<void> {
    const { keys } = await bridge.invoke('settings.get', undefined);
    this.#own = new Map(keys);
  }

  of(action: Action): readonly Key[] {
    return keysOf(action, this.#own);
  }

  isOwn(action: Action): boolean {
    return this.#own.has(action.id);
  }

  get hasOwn(): boolean {
    return this.#own.size > 0;
  }

  at(key: Key, where: Where): Action | null {
    return actionAt(actions, this.#own, key, where);
  }

  conflict(action: Action, key: Key): Action | null {
    return conflictOf(actions, this.#own, action, key);
  }

  add(action: Action, key: Key): void {
    this.#keep(withKey(actions, this.#own, action, key));
  }

  remove(action: Action, key: Key): void {
    this.#keep(withoutKey(this.#own, action, key));
  }

  reset(action: Action): void {
    this.#keep(withUsualKeys(actions, this.#own, action));
  }

  resetAll(): void {
    this.#keep(new Map());
  }

  /** " (Ctrl+S)" for a title; '' where there is no key. */
  hint(id: string): string {
    const action = actionOf(id);
    const [key] = action ? this.of(action) : [];
    return key === undefined ? '' : ` (${keyText(key)})`;
  }

  #keep(own: OwnKeys): void {
    this.#own = own;
    void bridge.invoke('settings.set', { keys: [...own].map(([id, keys]) => [id, [...keys]]) });
  }
}

export const keyBindings = new KeyBindings();
