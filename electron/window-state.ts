import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJson, writeFileAtomically } from './json-file';

const schema = v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number(), maximized: v.boolean() });
type State = v.InferOutput<typeof schema>;

export const MINIMUM = { width: 1024, height: 700 };
const USUAL = { width: 1366, height: 768 };

/** Where the window was last, if that place is still on a display. */
export function windowBounds(profile: string): { bounds: Partial<Rectangle>; maximized: boolean } {
  const parsed = v.safeParse(schema, readJson(fileOf(profile)).value);
  if (!parsed.success) return { bounds: usualSize(), maximized: false };
  const { maximized, ...bounds } = parsed.output;
  const { workArea } = screen.getDisplayMatching(bounds);
  const visible = bounds.x + bounds.width > workArea.x + 100 && bounds.x < workArea.x + workArea.width - 100 && bounds.y >= workArea.y - 10 && bounds.y < workArea.y + workArea.height - 100;
  return { bounds: visible ? bounds : usualSize(), maximized };
}

function usualSize(): { width: number; height: number } {
  const { workAreaSize } = screen.getPrimaryDisplay();
  return { width: Math.min(USUAL.width, workAreaSize.width), height: Math.min(USUAL.height, workAreaSize.height) };
}

/** Notes the window's place when it changes. */
export function keepWindowState(window: BrowserWindow, profile: string): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    if (window.isDestroyed()) return;
    const state: State = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    writeFileAtomically(fileOf(profile), `${JSON.stringify(state)}\n`);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, 500);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('close', save);
}

function fileOf(profile: string): string {
  return join(profile, 'window.json');
}
