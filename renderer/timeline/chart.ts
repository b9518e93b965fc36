import { max } from 'd3-array';
import { scaleLinear, scaleTime } from 'd3-scale';
import type { Timeline, TimelinePoint } from '#api';

export type Measure = Timeline['histograms'][number]['measure'];

/** The four aligned charts, top to bottom. */
export const CHARTS: readonly { readonly measure: Measure; readonly title: string; readonly unit: 'records' | 'ms' }[] = [
  { measure: 'records', title: 'Input rate', unit: 'records' },
  { measure: 'schedulingDelay', title: 'Scheduling delay', unit: 'ms' },
  { measure: 'processingDelay', title: 'Processing time', unit: 'ms' },
  { measure: 'totalDelay', title: 'Total delay', unit: 'ms' },
];

/** Records a second; delays as they are. */
export function valueOf(point: TimelinePoint, measure: Measure, interval: number): number {
  return measure === 'records' ? point.records / ((point.batches * interval) / 1000) : (point[measure] ?? 0);
}

/** Px of a time: a point takes the room of the batches that it stands for. */
export function timeScale({ from, to, width }: Timeline, pixels: number): { (time: number): number; invert(x: number): number } {
  return scaleLinear([from, to + width], [0, pixels]);
}

/** Times to tell below the charts: a clock's steps, none shorter than what its label says. @param step ms that two labels differ by at least */
export function timeTicks({ from, to, width }: Timeline, count: number, step: number): number[] {
  const ticks = scaleTime([from, to + width], [0, 1]).ticks(count).map(Number);
  return ticks.filter((tick, at) => at === 0 || Math.floor(tick / step) > Math.floor(ticks[at - 1]! / step));
}

export interface TickLabel {
  readonly tick: number;
  readonly x: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** Labels below ticks; those at the ends stay inside, where there is room for them beside the next. @param wide px of the chart; @param width px of a label */
export function tickLabels(ticks: readonly number[], x: (tick: number) => number, wide: number, width: number): TickLabel[] {
  const labels = ticks.map((tick): TickLabel => ({ tick, x: x(tick), anchor: x(tick) > wide - width / 2 ? 'end' : x(tick) < width / 2 ? 'start' : 'middle' }));
  const inner = labels.filter(({ anchor }) => anchor === 'middle');
  const [first, last] = [inner[0]?.x ?? Infinity, inner.at(-1)?.x ?? -Infinity];
  const room = width * 1.5 + 8;
  return labels.filter((label) => label.anchor === 'middle' || (label.anchor === 'start' ? first - label.x >= room : label.x - last >= room));
}

/** The three times share one scale, so that their bars can be compared; the batch interval is always on it. */
export function highest({ points, interval }: Timeline, unit: 'records' | 'ms'): number {
  const highestOf = (measure: Measure): number => max(points, (point) => valueOf(point, measure, interval)) ?? 0;
  return unit === 'records' ? Math.max(1, highestOf('records')) : Math.max(interval * 1.1, highestOf('schedulingDelay'), highestOf('processingDelay'), highestOf('totalDelay'));
}

/** All bars of a chart as one path; sizes in px. A value above 0 is seen, however small it is. */
export function barsPath(timeline: Timeline, points: readonly TimelinePoint[], measure: Measure, top: number, pixels: number, height: number): string {
  const x = timeScale(timeline, pixels);
  const y = scaleLinear([0, top], [0, height - 2]);
  return points
    .map((point) => {
      const value = valueOf(point, measure, timeline.interval);
      const tall = value > 0 ? Math.max(1, y(value)) : 0;
      const left = x(point.batchTime);
      const wide = Math.max(1, (x(point.batchTime + timeline.width) - left) * 0.86);
      return tall > 0 ? `M${left.toFixed(1)} ${height}v-${tall.toFixed(1)}h${wide.toFixed(1)}v${tall.toFixed(1)}z` : '';
    })
    .join('');
}

/** The point whose room a px is in. */
export function pointAt(timeline: Timeline, pixels: number, at: number): TimelinePoint | null {
  const time = timeScale(timeline, pixels).invert(at);
  return timeline.points.find(({ batchTime }) => time >= batchTime && time < batchTime + timeline.width) ?? null;
}
