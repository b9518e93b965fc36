/** A key as the table and the settings write it: "Mod+Shift+L". Mod is Ctrl, and Cmd on a Mac. */
export type Key = string;

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent);

/** The key that was pressed; null for a modifier alone, or where the system's own key was held. */
export function keyOf(press: KeyPress, mac = isMac): Key | null {
  if (/^(Control|Shift|Alt|AltGraph|Meta|Dead|Process|Unidentified|CapsLock|NumLock)$/.test(press.key)) return null;
  if (press.metaKey && !mac) return null;
  const name = nameOf(press);
  // A sign such as "?" says by itself that Shift was held; where depends on the keyboard.
  const shift = press.shiftKey && name !== 'Plus' && (name.length > 1 || /[A-Z]/.test(name));
  const held = [(mac ? press.metaKey : press.ctrlKey) && 'Mod', mac && press.ctrlKey && 'Ctrl', press.altKey && 'Alt', shift && 'Shift'];
  return [...held.filter(Boolean), name].join('+');
}

function nameOf({ key, code, altKey }: KeyPress): string {
  if (key === ' ') return 'Space';
  if (key === '+') return 'Plus';
  if (key.length > 1) return key;
  if (/^[a-z]$/i.test(key) && !altKey) return key.toUpperCase();
  // On a keyboard of another script, and where Alt makes other signs, the letter is the one that stands there on a Latin one.
  return /^Key([A-Z])$/.exec(code)?.[1] ?? key;
}

const SHOWN: ReadonlyMap<string, string> = new Map([
  ['Mod', 'Ctrl'],
  ['Plus', '+'],
  ['Escape', 'Esc'],
  ['ArrowLeft', '←'],
  ['ArrowRight', '→'],
  ['ArrowUp', '↑'],
  ['ArrowDown', '↓'],
]);
const SHOWN_ON_MAC: ReadonlyMap<string, string> = new Map([...SHOWN, ['Mod', '⌘'], ['Ctrl', '⌃'], ['Alt', '⌥'], ['Shift', '⇧'], ['Delete', '⌦'], ['Backspace', '⌫'], ['Enter', '↩']]);

/** As a person reads it. */
export function keyText(key: Key, mac = isMac): string {
  return key
    .split('+')
    .map((part) => (mac ? SHOWN_ON_MAC : SHOWN).get(part) ?? part)
    .join(mac ? '' : '+');
}

/** As Electron's menu takes it. */
export function accelerator(key: Key): string {
  return key.replace('Mod', 'CmdOrCtrl').replace('Arrow', '').replace('Escape', 'Esc');
}

/** Keys that a text field needs for its text. */
export function isTextKey(key: Key): boolean {
  if (/^(Shift\+)?F\d/.test(key)) return false;
  if (!/^(Mod|Ctrl|Alt)\+/.test(key)) return true;
  return /^Mod\+(Shift\+)?(A|C|X|V|Z|Y|D|Arrow.*|Delete|Backspace|Home|End|Enter|Space)$/.test(key) || /^(Ctrl|Alt)\+/.test(key);
}
