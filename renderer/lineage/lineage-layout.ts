import type { RecordedRdd } from '#api';

export const RDD_WIDTH = 148;
export const RDD_HEIGHT = 56;
const COLUMN_GAP = 36;
const ROW_GAP = 20;
const STAGE_PADDING = 12;
const STAGE_HEAD = 20;

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
export interface PlacedStage {
  /** What Spark calls the stage; null: no task of this batch computed it. */
  readonly stageId: number | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface LineageLayout {
  readonly rdds: readonly PlacedRdd[];
  readonly links: readonly PlacedLink[];
  readonly stages: readonly PlacedStage[];
  readonly width: number;
  readonly height: number;
}

/** Places the RDDs of a batch from left to right along their dependencies, a box around each stage. */
export function lineageLayout(rdds: readonly RecordedRdd[]): LineageLayout {
  const byId = new Map(rdds.map((rdd) => [rdd.id, rdd]));
  const columns = columnsOf(rdds, byId);
  const rows = rowsOf(rdds, byId, columns);
  const placed = new Map(
    rdds.map((rdd) => [
      rdd.id,
      {
        rdd,
        x: STAGE_PADDING + columns.get(rdd.id)! * (RDD_WIDTH + COLUMN_GAP),
        y: STAGE_PADDING + STAGE_HEAD + rows.get(rdd.id)! * (RDD_HEIGHT + ROW_GAP + STAGE_HEAD),
      },
    ]),
  );
  const links = rdds.flatMap((rdd) =>
    rdd.dependencies.flatMap(({ rdd: parent, kind }) => (placed.has(parent) ? [{ from: placed.get(parent)!, to: placed.get(rdd.id)!, kind }] : [])),
  );
  const all = [...placed.values()];
  return {
    rdds: all,
    links,
    stages: stagesOf(all, byId),
    width: Math.max(0, ...all.map(({ x }) => x)) + RDD_WIDTH + STAGE_PADDING,
    height: Math.max(0, ...all.map(({ y }) => y)) + RDD_HEIGHT + STAGE_PADDING,
  };
}

/** Column: the longest way from a source. RDDs come parents first, by id. */
function columnsOf(rdds: readonly RecordedRdd[], byId: ReadonlyMap<number, RecordedRdd>): Map<number, number> {
  const columns = new Map<number, number>();
  for (const rdd of [...rdds].sort((a, b) => a.id - b.id)) {
    const parents = rdd.dependencies.filter(({ rdd: id }) => byId.has(id)).map(({ rdd: id }) => columns.get(id) ?? 0);
    columns.set(rdd.id, parents.length === 0 ? 0 : Math.max(...parents) + 1);
  }
  return columns;
}

/** Row: that of the first parent if it is free in this column, else the next free one. */
function rowsOf(rdds: readonly RecordedRdd[], byId: ReadonlyMap<number, RecordedRdd>, columns: ReadonlyMap<number, number>): Map<number, number> {
  const rows = new Map<number, number>();
  const taken = new Set<string>();
  for (const rdd of [...rdds].sort((a, b) => columns.get(a.id)! - columns.get(b.id)! || a.id - b.id)) {
    const parent = rdd.dependencies.find(({ rdd: id }) => byId.has(id))?.rdd;
    let row = (parent === undefined ? undefined : rows.get(parent)) ?? 0;
    while (taken.has(`${columns.get(rdd.id)}/${row}`)) row++;
    taken.add(`${columns.get(rdd.id)}/${row}`);
    rows.set(rdd.id, row);
  }
  return rows;
}

/** A stage is what narrow dependencies hold together. */
function stagesOf(placed: readonly PlacedRdd[], byId: ReadonlyMap<number, RecordedRdd>): PlacedStage[] {
  const leader = new Map<number, number>();
  const find = (id: number): number => {
    const up = leader.get(id) ?? id;
    return up === id ? id : find(up);
  };
  for (const { rdd } of placed) {
    for (const { rdd: parent, kind } of rdd.dependencies) if (kind === 'narrow' && byId.has(parent)) leader.set(find(rdd.id), find(parent));
  }
  const groups = new Map<number, PlacedRdd[]>();
  for (const item of placed) groups.set(find(item.rdd.id), [...(groups.get(find(item.rdd.id)) ?? []), item]);
  return [...groups.values()].map((items) => {
    const [left, top] = [Math.min(...items.map(({ x }) => x)), Math.min(...items.map(({ y }) => y))];
    return {
      stageId: items.find(({ rdd }) => rdd.stageId !== null)?.rdd.stageId ?? null,
      x: left - STAGE_PADDING,
      y: top - STAGE_PADDING - STAGE_HEAD + 4,
      width: Math.max(...items.map(({ x }) => x)) + RDD_WIDTH + STAGE_PADDING * 2 - left,
      height: Math.max(...items.map(({ y }) => y)) + RDD_HEIGHT + STAGE_PADDING * 2 + STAGE_HEAD - 8 - top,
    };
  });
}
