import { describe, expect, it } from 'vitest';
import { actionAt, conflictOf, keysOf, type OwnKeys, withKey, withoutKey, withUsualKeys } from '../../renderer/actions/bindings';
import type { Action } from '../../renderer/actions/action';
import { accelerator, isTextKey, keyOf, type KeyPress, keyText } from '../../renderer/actions/keys';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

describe('a key', () => {
  it('is named by what is written on it, with Ctrl or Cmd as the system has it', () => {
    expect(keyOf(press('l', { ctrlKey: true }), false)).toBe('Mod+L');
    expect(keyOf(press('L', { metaKey: true, shiftKey: true }), true)).toBe('Mod+Shift+L');
    expect(keyOf(press('ArrowLeft', { ctrlKey: true }), false)).toBe('Mod+ArrowLeft');
    expect(keyOf(press(' '), false)).toBe('Space');
    expect(keyOf(press('Shift', { shiftKey: true }), false)).toBeNull();
  });

  it('is a sign wherever the keyboard has it, with Shift or without', () => {
    expect(keyOf(press('?', { shiftKey: true }), false)).toBe('?');
    expect(keyOf(press('+', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Plus');
    expect(keyOf(press('.', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+.');
  });

  it('is the Latin letter at its place on a keyboard of another script, and where Alt makes other signs', () => {
    expect(keyOf(press('д', { code: 'KeyL', ctrlKey: true }), false)).toBe('Mod+L');
    expect(keyOf(press('π', { code: 'KeyP', altKey: true }), true)).toBe('Alt+P');
  });

  it('is shown and given to the menu in their ways', () => {
    expect(keyText('Mod+Shift+ArrowLeft', false)).toBe('Ctrl+Shift+←');
    expect(keyText('Mod+Shift+L', true)).toBe('⌘⇧L');
    expect(accelerator('Mod+ArrowLeft')).toBe('CmdOrCtrl+Left');
  });

  it('belongs to a field of text where text is edited with it', () => {
    for (const key of ['a', '?', 'Enter', 'Delete', 'Mod+Z', 'Mod+ArrowLeft', 'Alt+P']) expect(isTextKey(key), key).toBe(true);
    for (const key of ['F5', 'Shift+F6', 'Mod+S', 'Mod+.', 'Mod+Shift+P']) expect(isTextKey(key), key).toBe(false);
  });
});

describe('the keys of the table', () => {
  const action = (id: string, keys: readonly string[], where?: Action['where']): Action => ({ id, title: id, menu: 'Edit', keys, run: () => undefined, ...(where ? { where } : {}) });
  const [save, walk, remove, escape] = [action('save', ['Mod+S']), action('walk', ['ArrowLeft'], 'canvas'), action('delete', ['Delete', 'Backspace'], 'graph'), action('back', ['Escape'])];
  const all = [save, walk, remove, escape];
  const usual: OwnKeys = new Map();

  it('are heard in their place only', () => {
    expect(actionAt(all, usual, 'ArrowLeft', 'canvas')).toBe(walk);
    expect(actionAt(all, usual, 'ArrowLeft', 'graph')).toBeNull();
    expect(actionAt(all, usual, 'Delete', 'canvas')).toBe(remove);
    expect(actionAt(all, usual, 'Delete', 'window')).toBeNull();
    expect(actionAt(all, usual, 'Mod+S', 'canvas')).toBe(save);
  });

  it('tell a conflict, and who gets a key takes it from the other', () => {
    expect(conflictOf(all, usual, save, 'Delete')).toBe(remove);
    const own = withKey(all, usual, save, 'Delete');
    expect(keysOf(save, own)).toEqual(['Mod+S', 'Delete']);
    expect(keysOf(remove, own)).toEqual(['Backspace']);
  });

  it('come back as they were, but for those that another action has got', () => {
    const own = withKey(all, withoutKey(usual, remove, 'Delete'), save, 'Delete');
    expect(keysOf(remove, withUsualKeys(all, own, remove))).toEqual(['Backspace']);
    expect(withUsualKeys(all, withUsualKeys(all, own, save), remove).size).toBe(0);
  });
});
