import { groupsOf, type Mark, nameBesideOperator, type NodePosition, notesOf, type Pipeline } from '#engine/model';
import { operators } from '#engine/operators';
import { frameOf } from '../editor/drawings';
import { placesOf } from '../editor/flow-elements';
import { NODE_HEIGHT, NODE_WIDTH } from '../editor/geometry';
import { paramSummary } from '../editor/param-summary';

/** Colours of a picture by the tokens' names, such as "surface". */
export type Colours = (token: string) => string;

/** On the page: the tokens themselves, so that a picture follows the theme. */
export const tokens: Colours = (token) => `var(--${token})`;

/** As they are now, for a file, which knows no tokens. */
export function presentColours(): Colours {
  const style = getComputedStyle(window.document.documentElement);
  return (token) => style.getPropertyValue(`--${token}`).trim() || '#888888';
}

const MARK_COLOURS: Readonly<Record<Mark, string>> = { added: 'ok', removed: 'error', changed: 'warn' };
const MARGIN = 24;
/** Px for a line of text in a node. */
const ROOM = NODE_WIDTH - 22;

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** The graph of a pipeline as an SVG of its own. @param marks what became of its nodes, in a comparison */
export function graphPicture(pipeline: Pipeline, colour: Colours, marks: ReadonlyMap<string, Mark> = new Map()): Picture {
  const places = placesOf(pipeline);
  const frames = groupsOf(pipeline).map(({ name, nodes }) => ({ name, places: nodes.flatMap((id) => places.get(id) ?? []) })).filter((frame) => frame.places.length > 0).map(({ name, places: within }) => ({ name, ...frameOf(within) }));
  const notes = notesOf(pipeline);
  const boxes = [...[...places.values()].map((at) => ({ ...at, width: NODE_WIDTH, height: NODE_HEIGHT })), ...frames, ...notes];
  const [left, top] = [Math.min(0, ...boxes.map(({ x }) => x)), Math.min(...(boxes.length > 0 ? boxes.map(({ y }) => y) : [0]))];
  const width = Math.ceil(Math.max(1, ...boxes.map((box) => box.x + box.width)) - left + 2 * MARGIN);
  const height = Math.ceil(Math.max(1, ...boxes.map((box) => box.y + box.height)) - top + 2 * MARGIN);
  const parts = [
    ...frames.map((frame) => `<rect x="${frame.x}" y="${frame.y}" width="${frame.width}" height="${frame.height}" rx="10" fill="none" stroke="${colour('border-strong')}" stroke-dasharray="5 4"/>${text(frame.x + 12, frame.y + 19, frame.name, 13, colour('text'), 600, false, frame.width - 24)}`),
    ...pipeline.edges.flatMap((edge) => wire(places.get(edge.from), places.get(edge.to), inputAt(pipeline, edge.to, edge.port), colour)),
    ...pipeline.nodes.map((node) => {
      const at = places.get(node.id)!;
      const mark = marks.get(node.id);
      const family = operators.get(node.op)?.family ?? 'stateless';
      const border = colour(mark ? MARK_COLOURS[mark] : 'border');
      return [
        `<rect x="${at.x}" y="${at.y}" width="${NODE_WIDTH}" height="${NODE_HEIGHT}" rx="8" fill="${colour('surface')}" stroke="${border}" stroke-width="${mark ? 3 : 1}"${mark === 'removed' ? ' stroke-dasharray="6 4"' : ''}/>`,
        `<rect x="${at.x}" y="${at.y}" width="4" height="${NODE_HEIGHT}" rx="2" fill="${colour(`family-${family}`)}"/>`,
        text(at.x + 14, at.y + 24, node.op, 11.5, colour(`family-${family}`), 600),
        text(at.x + 14, at.y + 43, nameBesideOperator(node), 13, colour('text'), 600),
        text(at.x + 14, at.y + 61, mark ? `${mark}${mark === 'changed' ? `: ${paramSummary(node)}` : ''}` : paramSummary(node), 11, mark ? border : colour('text-2'), 400, true),
      ].join('');
    }),
    ...notes.map((note) => `<rect x="${note.x}" y="${note.y}" width="${note.width}" height="${note.height}" rx="6" fill="${colour('warn-soft')}" stroke="${colour('warn')}"/>${wrapped(note.text, charactersIn(note.width - 16, 13, 400, false)).slice(0, Math.floor((note.height - 12) / 17)).map((line, index) => text(note.x + 8, note.y + 20 + index * 17, line, 13, colour('text'), 400, false, note.width - 16)).join('')}`),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left - MARGIN} ${top - MARGIN} ${width} ${height}" font-family="system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', sans-serif"><title>${escaped(pipeline.name)}</title><rect x="${left - MARGIN}" y="${top - MARGIN}" width="${width}" height="${height}" fill="${colour('canvas')}"/>${parts.join('')}</svg>`;
  return { svg, width, height };
}

/** How far down a node's left side an input is, from 0 to 1. */
function inputAt({ nodes }: Pipeline, id: string, port: string): number {
  const inputs = operators.get(nodes.find((node) => node.id === id)?.op ?? '')?.inputs ?? [];
  const at = inputs.findIndex(({ name }) => name === port);
  return at < 0 ? 0.5 : (at + 1) / (inputs.length + 1);
}

function wire(from: NodePosition | undefined, to: NodePosition | undefined, input: number, colour: Colours): string[] {
  if (!from || !to) return [];
  const [x1, y1, x2, y2] = [from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2, to.x, to.y + NODE_HEIGHT * input];
  const bend = Math.max(24, Math.abs(x2 - x1) / 2);
  return [`<path d="M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}" fill="none" stroke="${colour('wire')}" stroke-width="2"/>`];
}

/** How many characters fit, in the widest of the usual fonts. */
function charactersIn(room: number, size: number, weight: number, mono: boolean): number {
  return Math.max(1, Math.floor(room / (size * (mono ? 0.61 : weight >= 600 ? 0.675 : 0.6))));
}

/** A line of text, cut where its room ends. @param room px */
function text(x: number, y: number, words: string, size: number, fill: string, weight: number, mono = false, room = ROOM): string {
  const line = words.replace(/\s+/g, ' ');
  const most = charactersIn(room, size, weight, mono);
  const shown = line.length > most ? `${[...line].slice(0, most - 1).join('')}…` : line;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}"${mono ? ' font-family="ui-monospace, \'DejaVu Sans Mono\', \'Liberation Mono\', monospace"' : ''}>${escaped(shown)}</text>`;
}

function wrapped(words: string, most: number): string[] {
  const lines: string[] = [];
  for (const paragraph of words.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ').flatMap((long) => pieces(long, most))) {
      if (line !== '' && line.length + word.length + 1 > most) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

/** A word that is longer than a line, in lines. */
function pieces(word: string, most: number): string[] {
  const characters = [...word];
  return characters.length <= most ? [word] : Array.from({ length: Math.ceil(characters.length / most) }, (_, at) => characters.slice(at * most, (at + 1) * most).join(''));
}

/** Characters that XML has no place for are left out; the others are written so that they are text. */
function escaped(words: string): string {
  return [...words].filter((character) => isXml(character.codePointAt(0)!)).join('').replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function isXml(code: number): boolean {
  return code === 9 || code === 10 || code === 13 || (code >= 0x20 && code < 0xd800) || (code > 0xdfff && code < 0xfffe) || code > 0xffff;
}
