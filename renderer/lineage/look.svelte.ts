import type { Look } from './draw-lineage';

/** The theme's colours for what is drawn on a canvas; a new value when the theme changes. */
class ThemeLook {
  current: Look = $state.raw(read());

  constructor() {
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) window.matchMedia(query).addEventListener('change', () => (this.current = read()));
  }
}

function read(): Look {
  const style = getComputedStyle(document.documentElement);
  const colours = new Map<string, string>();
  const colour = (token: string): string => {
    const known = colours.get(token) ?? style.getPropertyValue(token).trim();
    colours.set(token, known);
    return known;
  };
  return { colour, font: getComputedStyle(document.body).fontFamily };
}

export const look = new ThemeLook();
