/** Smaller than this, the words on the RDDs cannot be read: then one moves along the picture instead. */
const READABLE = 0.6;
export const MARGIN = 12;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The scale and place at which content is shown whole if it stays readable, else from its beginning. Px. */
export function fitted(content: Size, view: Size): { readonly x: number; readonly y: number; readonly scale: number } {
  const whole = Math.min((view.width - 2 * MARGIN) / content.width, (view.height - 2 * MARGIN) / content.height);
  const scale = Math.min(1.25, Math.max(READABLE, whole));
  const centred = (size: number, space: number): number => Math.max(MARGIN, (space - size * scale) / 2);
  return { x: centred(content.width, view.width), y: centred(content.height, view.height), scale };
}
