import { link as linkShape, linkHorizontal } from 'd3-shape';
import { curveBumpY } from 'd3-shape';
import type { ZoomTransform } from 'd3-zoom';
import type { RecordedRdd } from '#api';
import { formatBatchClock, formatCount, formatDuration, plural } from '../ui/format';
import { type LineageLayout, type PlacedBatch, type PlacedLink, type PlacedRdd, RDD_HEIGHT, RDD_WIDTH } from './lineage-layout';
import type { Lit } from './reach';
import { stageTitle } from './stages';

/** Colours and fonts of the theme, as CSS values. */
export interface Look {
  readonly colour: (token: string) => string;
  readonly font: string;
}

export interface Picture {
  readonly layout: LineageLayout;
  readonly transform: ZoomTransform;
  /** px of the screen */
  readonly width: number;
  readonly height: number;
  /** px of the display for one of the screen */
  readonly ratio: number;
  readonly chosen: number | null;
  /** null: nothing is lit, so nothing is dimmed. */
  readonly lit: Lit | null;
  readonly nameOf: (rdd: RecordedRdd) => string;
  readonly look: Look;
}

/** Smaller than this, words are left out, and then the boxes' outlines too. */
const WORDS = 0.45;
const OUTLINES = 0.12;
const DIMMED = 0.3;

type Point = readonly [x: number, y: number];
const sideways = linkHorizontal<PlacedLink, Point>()
  .source(({ from }) => [from.x + RDD_WIDTH, from.y + RDD_HEIGHT / 2])
  .target(({ to }) => [to.x - 1, to.y + RDD_HEIGHT / 2]);
const downwards = linkShape<PlacedLink, Point>(curveBumpY)
  .source(({ from }) => [from.x + RDD_WIDTH / 2, from.y + RDD_HEIGHT])
  .target(({ to }) => [to.x + RDD_WIDTH / 2, to.y - 1]);

/** Draws what is in view, and nothing else. */
export function drawLineage(context: CanvasRenderingContext2D, picture: Picture): void {
  const { layout, transform: { k, x, y }, width, height, ratio, lit, look } = picture;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(ratio * k, 0, 0, ratio * k, ratio * x, ratio * y);
  const view = { left: -x / k, top: -y / k, right: (width - x) / k, bottom: (height - y) / k };
  const batches = layout.batches.filter((batch) => batch.y < view.bottom && batch.y + batch.height > view.top);
  for (const batch of batches) drawStages(context, picture, batch, layout.batches.length > 1);
  const isLit = ({ from, to }: PlacedLink): boolean => lit === null || (lit.has(from.rdd.id) && lit.has(to.rdd.id));
  const across = layout.across.filter(({ from, to }) => Math.min(from.y, to.y) < view.bottom && Math.max(from.y, to.y) > view.top);
  for (const shown of [false, true]) {
    context.globalAlpha = shown ? 1 : DIMMED;
    drawLinks(context, across.filter((link) => isLit(link) === shown), downwards, picture);
    for (const batch of batches) drawLinks(context, batch.links.filter((link) => isLit(link) === shown), sideways, picture);
  }
  context.globalAlpha = 1;
  for (const batch of batches) for (const placed of batch.rdds) if (placed.x < view.right && placed.x + RDD_WIDTH > view.left) drawRdd(context, placed, picture);
  context.globalAlpha = 1;
  context.fillStyle = look.colour('--text');
}

function drawStages(context: CanvasRenderingContext2D, { transform: { k }, look }: Picture, batch: PlacedBatch, isNamed: boolean): void {
  context.textBaseline = 'alphabetic';
  if (isNamed && k >= WORDS / 2) {
    const size = Math.min(24, 13 / Math.min(1, k));
    context.font = `600 ${size}px ${look.font}`;
    context.fillStyle = look.colour('--text-2');
    context.fillText(formatBatchClock(batch.batchTime), 0, batch.y + 14);
  }
  context.lineWidth = 1;
  for (const stage of batch.stages) {
    context.beginPath();
    context.roundRect(stage.x, stage.y, stage.width, stage.height, 6);
    if (stage.stageIds.length > 0) {
      context.fillStyle = look.colour('--surface-2');
      context.fill();
    }
    if (k < OUTLINES) continue;
    context.strokeStyle = look.colour(stage.stageIds.length > 0 ? '--border' : '--border-strong');
    context.setLineDash(stage.stageIds.length > 0 ? [] : [4, 4]);
    context.stroke();
    context.setLineDash([]);
    if (k < WORDS) continue;
    context.font = `600 11px ${look.font}`;
    context.fillStyle = look.colour('--text-2');
    context.fillText(stageTitle(stage), stage.x + 10, stage.y + 13, stage.width - 16);
  }
}

/** What leaves a window stands out: it is subtracted. */
const styleOf = ({ kind, role }: PlacedLink): 'left' | 'shuffle' | 'narrow' => (role === 'left' ? 'left' : kind);
const STYLES = { narrow: ['--wire', 1.5], shuffle: ['--family-pair', 2.5], left: ['--error', 2] } as const;
const SIGNS = { left: '−', came: '+', previous: '' } as const;

function drawLinks(context: CanvasRenderingContext2D, links: readonly PlacedLink[], shape: typeof sideways, { transform: { k }, look }: Picture): void {
  for (const style of ['narrow', 'shuffle', 'left'] as const) {
    const those = links.filter((link) => styleOf(link) === style);
    if (those.length === 0) continue;
    const [token, width] = STYLES[style];
    context.strokeStyle = look.colour(token);
    context.lineWidth = k < OUTLINES ? width / 2 / k / 4 : width;
    context.beginPath();
    if (k < OUTLINES * 2) {
      for (const { from, to } of those) {
        context.moveTo(from.x + RDD_WIDTH, from.y + RDD_HEIGHT / 2);
        context.lineTo(to.x, to.y + RDD_HEIGHT / 2);
      }
    } else {
      const draw = shape.context(context);
      for (const link of those) draw(link);
    }
    context.stroke();
    if (k < WORDS) continue;
    for (const link of those) {
      const sign = link.kind === 'shuffle' ? '×' : link.role ? SIGNS[link.role] : '';
      if (sign !== '') drawSign(context, link, sign, look.colour(token), look);
    }
  }
}

function drawSign(context: CanvasRenderingContext2D, { from, to }: PlacedLink, sign: string, colour: string, look: Look): void {
  const [x, y] = [(from.x + RDD_WIDTH + to.x) / 2, (from.y + to.y + RDD_HEIGHT) / 2];
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.fillStyle = look.colour('--surface');
  context.fill();
  context.lineWidth = 1.5;
  context.stroke();
  context.font = `600 12px ${look.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = colour;
  context.fillText(sign, x, y);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
}

function drawRdd(context: CanvasRenderingContext2D, { rdd, x, y }: PlacedRdd, { transform: { k }, chosen, lit, nameOf, look }: Picture): void {
  const isLit = lit?.has(rdd.id) === true;
  const isHollow = rdd.records === null;
  context.globalAlpha = lit === null || isLit ? 1 : DIMMED;
  context.fillStyle = look.colour(isLit || chosen === rdd.id ? '--accent-soft' : isHollow ? '--canvas' : '--surface');
  if (k < OUTLINES) {
    if (isLit || chosen === rdd.id) context.fillStyle = look.colour('--accent');
    else context.fillStyle = look.colour('--border-strong');
    context.fillRect(x, y, RDD_WIDTH, RDD_HEIGHT);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, RDD_WIDTH, RDD_HEIGHT, 5);
  context.fill();
  context.strokeStyle = look.colour(isLit || chosen === rdd.id ? '--accent' : '--border-strong');
  context.lineWidth = chosen === rdd.id ? 3 : isLit ? 2 : 1;
  context.setLineDash(isHollow ? [4, 3] : []);
  context.stroke();
  context.setLineDash([]);
  if (k < WORDS) return;
  context.font = `600 12px ${look.font}`;
  context.fillStyle = look.colour('--text');
  context.fillText(shortened(nameOf(rdd) || rdd.scope, 15), x + 8, y + 15);
  context.font = `11px ${look.font}`;
  context.fillStyle = look.colour('--text-2');
  context.fillText(shortened(rdd.scope, 18), x + 8, y + 28, RDD_WIDTH - 14);
  context.fillText(shortened(rdd.kind, 18), x + 8, y + 41, RDD_WIDTH - 14);
  if (!isHollow) context.fillStyle = look.colour('--text');
  context.fillText(figures(rdd), x + 8, y + 55, RDD_WIDTH - 14);
}

function figures({ records, partitions, duration }: RecordedRdd): string {
  if (records === null) return 'not computed';
  return `${formatCount(records)} in ${plural(partitions, 'part')}${duration === null ? '' : `, ${formatDuration(duration)}`}`;
}

const shortened = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
