import type { RecordedRdd } from '#api';
import { type StageGroup, stageGroups } from './stages';

export const RDD_WIDTH = 116;
export const RDD_HEIGHT = 62;
const COLUMN_GAP = 20;
const ROW_GAP = 10;
const STAGE_GAP = 36;
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
}
export interface PlacedStage extends StageGroup {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** Places in px, from the upper left corner. */
export interface LineageLayout {
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

/** Places the RDDs of a batch from left to right along their dependencies, a box around each stage; no boxes overlap. */
export function lineageLayout(rdds: readonly RecordedRdd[]): LineageLayout {
  const inner = stageGroups(rdds).map(layOutStage);
  const levels = new Map<number, InnerLayout[]>();
  for (const stage of inner) levels.set(stage.group.level, [...(levels.get(stage.group.level) ?? []), stage]);
  const heightOf = (column: readonly InnerLayout[]): number => column.reduce((sum, { height }) => sum + height + ROW_GAP, -ROW_GAP);
  const height = Math.max(0, ...[...levels.values()].map(heightOf));

  const placed = new Map<number, PlacedRdd>();
  const stages: PlacedStage[] = [];
  let x = 0;
  for (const [, column] of [...levels].sort(([a], [b]) => a - b)) {
    let y = (height - heightOf(column)) / 2;
    for (const { group, cells, width, height: tall } of sortByParents(column, placed)) {
      stages.push({ ...group, x, y, width, height: tall });
      for (const rdd of group.rdds) {
        const cell = cells.get(rdd.id)!;
        placed.set(rdd.id, { rdd, x: x + STAGE_PADDING + cell.column * (RDD_WIDTH + COLUMN_GAP), y: y + STAGE_HEAD + cell.row * (RDD_HEIGHT + ROW_GAP) });
      }
      y += tall + ROW_GAP;
    }
    x += Math.max(...column.map(({ width }) => width)) + STAGE_GAP;
  }
  const links = rdds.flatMap((rdd) => rdd.dependencies.flatMap(({ rdd: parent, kind }) => (placed.has(parent) ? [{ from: placed.get(parent)!, to: placed.get(rdd.id)!, kind }] : [])));
  return { rdds: [...placed.values()], links, stages, width: Math.max(0, x - STAGE_GAP), height };
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

/** Columns by the longest way within the stage; a row is the first parent's if it is free, else the next free one. */
function layOutStage(group: StageGroup): InnerLayout {
  const cells = new Map<number, { column: number; row: number }>();
  const taken = new Set<string>();
  for (const rdd of group.rdds) {
    const parents = rdd.dependencies.flatMap(({ rdd: parent }) => cells.get(parent) ?? []);
    const column = Math.max(-1, ...parents.map((parent) => parent.column)) + 1;
    let row = parents[0]?.row ?? 0;
    while (taken.has(`${column}/${row}`)) row++;
    taken.add(`${column}/${row}`);
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
