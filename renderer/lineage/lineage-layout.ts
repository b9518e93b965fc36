import type { RecordedRdd } from '#api';
import { type StageGroup, stageGroups } from './stages';

export const RDD_WIDTH = 116;
export const RDD_HEIGHT = 62;
const COLUMN_GAP = 20;
const ROW_GAP = 10;
const STAGE_GAP = 36;
/** Between batches, and for the time above each. */
const BATCH_GAP = 28;
const BATCH_HEAD = 22;
const STAGE_PADDING = 8;
const STAGE_HEAD = 18;

export interface PlacedRdd {
  readonly rdd: RecordedRdd;
  readonly x: number;
  readonly y: number;
}
export interface PlacedLink {
  readonly from: PlacedRdd;
  readonly to: PlacedRdd;
  readonly kind: 'narrow' | 'shuffle';
  readonly role: RecordedRdd['dependencies'][number]['role'];
}
export interface PlacedStage extends StageGroup {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** The RDDs that one batch made; all of its places are in it. */
export interface PlacedBatch {
  readonly batchTime: number;
  readonly y: number;
  readonly height: number;
  readonly rdds: readonly PlacedRdd[];
  readonly stages: readonly PlacedStage[];
  /** Between RDDs of this batch. */
  readonly links: readonly PlacedLink[];
}

/** Places in px, from the upper left corner. */
export interface LineageLayout {
  /** Oldest first: older batches, into which windows and state reach, stand above. */
  readonly batches: readonly PlacedBatch[];
  /** From older batches to newer ones. */
  readonly across: readonly PlacedLink[];
  readonly rdds: readonly PlacedRdd[];
  readonly links: readonly PlacedLink[];
  readonly stages: readonly PlacedStage[];
  readonly width: number;
  readonly height: number;
}

interface InnerLayout {
  readonly group: StageGroup;
  readonly cells: ReadonlyMap<number, { readonly column: number; readonly row: number }>;
  readonly width: number;
  readonly height: number;
}

/** Batches one below the other, each from left to right along its dependencies, a box around each stage; no boxes overlap. */
export function lineageLayout(rdds: readonly RecordedRdd[]): LineageLayout {
  const byBatch = new Map<number, RecordedRdd[]>();
  for (const rdd of rdds) {
    const own = byBatch.get(rdd.batchTime);
    if (own) own.push(rdd);
    else byBatch.set(rdd.batchTime, [rdd]);
  }
  const placed = new Map<number, PlacedRdd>();
  const batches: PlacedBatch[] = [];
  let [y, width] = [0, 0];
  for (const [batchTime, own] of [...byBatch].sort(([a], [b]) => a - b)) {
    const head = byBatch.size > 1 ? BATCH_HEAD : 0;
    const batch = layOutBatch(own, placed, y + head);
    batches.push({ batchTime, y, height: batch.height + head, rdds: batch.rdds, stages: batch.stages, links: linksOf(own, placed, (parent) => parent.rdd.batchTime === batchTime) });
    width = Math.max(width, batch.width);
    y += batch.height + head + BATCH_GAP;
  }
  const across = byBatch.size > 1 ? batches.flatMap((batch) => linksOf(batch.rdds.map(({ rdd }) => rdd), placed, (parent) => parent.rdd.batchTime !== batch.batchTime)) : [];
  const all = <T>(part: (batch: PlacedBatch) => readonly T[]): T[] => batches.flatMap(part);
  return { batches, across, rdds: all((batch) => batch.rdds), links: [...all((batch) => batch.links), ...across], stages: all((batch) => batch.stages), width, height: Math.max(0, y - BATCH_GAP) };
}

function linksOf(rdds: readonly RecordedRdd[], placed: ReadonlyMap<number, PlacedRdd>, isWanted: (parent: PlacedRdd) => boolean): PlacedLink[] {
  return rdds.flatMap((rdd) =>
    rdd.dependencies.flatMap(({ rdd: parent, kind, role }) => {
      const from = placed.get(parent);
      return from && isWanted(from) ? [{ from, to: placed.get(rdd.id)!, kind, role }] : [];
    }),
  );
}

interface BatchLayout {
  readonly rdds: readonly PlacedRdd[];
  readonly stages: readonly PlacedStage[];
  readonly width: number;
  readonly height: number;
}

function layOutBatch(rdds: readonly RecordedRdd[], placed: Map<number, PlacedRdd>, top: number): BatchLayout {
  const inner = stageGroups(rdds).map(layOutStage);
  const levels = new Map<number, InnerLayout[]>();
  for (const stage of inner) levels.set(stage.group.level, [...(levels.get(stage.group.level) ?? []), stage]);
  const heightOf = (column: readonly InnerLayout[]): number => column.reduce((sum, { height }) => sum + height + ROW_GAP, -ROW_GAP);
  const height = Math.max(0, ...[...levels.values()].map(heightOf));

  const own: PlacedRdd[] = [];
  const stages: PlacedStage[] = [];
  let x = 0;
  for (const [, column] of [...levels].sort(([a], [b]) => a - b)) {
    let y = top + (height - heightOf(column)) / 2;
    for (const { group, cells, width, height: tall } of sortByParents(column, placed)) {
      stages.push({ ...group, x, y, width, height: tall });
      for (const rdd of group.rdds) {
        const cell = cells.get(rdd.id)!;
        const place = { rdd, x: x + STAGE_PADDING + cell.column * (RDD_WIDTH + COLUMN_GAP), y: y + STAGE_HEAD + cell.row * (RDD_HEIGHT + ROW_GAP) };
        placed.set(rdd.id, place);
        own.push(place);
      }
      y += tall + ROW_GAP;
    }
    x += Math.max(...column.map(({ width }) => width)) + STAGE_GAP;
  }
  return { rdds: own, stages, width: Math.max(0, x - STAGE_GAP), height };
}

/** Stages of one level in the order of what they read, so that fewer lines cross. */
function sortByParents(column: readonly InnerLayout[], placed: ReadonlyMap<number, PlacedRdd>): readonly InnerLayout[] {
  const middle = ({ group }: InnerLayout): number => {
    const ys = group.rdds.flatMap(({ dependencies }) => dependencies.flatMap(({ rdd }) => placed.get(rdd)?.y ?? []));
    return ys.length === 0 ? Infinity : ys.reduce((sum, y) => sum + y, 0) / ys.length;
  };
  const middles = new Map(column.map((stage) => [stage, middle(stage)]));
  return [...column].sort((a, b) => {
    const [left, right] = [middles.get(a)!, middles.get(b)!];
    return left === right ? 0 : left - right;
  });
}

/** Columns by the longest way within the stage; a row is the first parent's if it is free, else the one after the last. */
function layOutStage(group: StageGroup): InnerLayout {
  const cells = new Map<number, { column: number; row: number }>();
  const taken = new Set<string>();
  const ends = new Map<number, number>();
  for (const rdd of group.rdds) {
    const parents = rdd.dependencies.flatMap(({ rdd: parent }) => cells.get(parent) ?? []);
    const column = Math.max(-1, ...parents.map((parent) => parent.column)) + 1;
    const wanted = parents[0]?.row ?? 0;
    const row = taken.has(`${column}/${wanted}`) ? ends.get(column)! : wanted;
    taken.add(`${column}/${row}`);
    ends.set(column, Math.max(ends.get(column) ?? 0, row + 1));
    cells.set(rdd.id, { column, row });
  }
  const columns = Math.max(...[...cells.values()].map(({ column }) => column)) + 1;
  const rows = Math.max(...[...cells.values()].map(({ row }) => row)) + 1;
  return {
    group,
    cells,
    width: columns * (RDD_WIDTH + COLUMN_GAP) - COLUMN_GAP + 2 * STAGE_PADDING,
    height: rows * (RDD_HEIGHT + ROW_GAP) - ROW_GAP + STAGE_HEAD + STAGE_PADDING,
  };
}
