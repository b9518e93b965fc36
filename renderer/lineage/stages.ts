import type { RecordedRdd } from '#api';

/** RDDs that narrow dependencies hold together between two shuffles. */
export interface StageGroup {
  /** Shuffles on the longest way from a source to here. */
  readonly level: number;
  /** What the engine called the stages that computed it; empty: no task did. */
  readonly stageIds: readonly number[];
  /** Parents before children. */
  readonly rdds: readonly RecordedRdd[];
}

/**
 * Cuts a lineage into stages at its shuffles. Each RDD stands as late as its children allow, so that a source which is
 * united with something already shuffled stands in that union's stage, as in Spark. An RDD that several stages compute
 * again stands in the first of them.
 */
export function stageGroups(rdds: readonly RecordedRdd[]): StageGroup[] {
  const ordered = [...rdds].sort((a, b) => a.id - b.id);
  const known = new Set(ordered.map(({ id }) => id));
  const parentsOf = (rdd: RecordedRdd): RecordedRdd['dependencies'] => rdd.dependencies.filter((dependency) => known.has(dependency.rdd));

  // Parents have smaller ids than their children: one pass forward, one back.
  const level = new Map<number, number>();
  for (const rdd of ordered) level.set(rdd.id, Math.max(0, ...parentsOf(rdd).map(({ rdd: parent, kind }) => level.get(parent)! + (kind === 'shuffle' ? 1 : 0))));
  const latest = new Map<number, number>();
  for (const rdd of [...ordered].reverse()) {
    const own = latest.get(rdd.id) ?? level.get(rdd.id)!;
    level.set(rdd.id, own);
    for (const { rdd: parent, kind } of parentsOf(rdd)) latest.set(parent, Math.min(latest.get(parent) ?? Infinity, own - (kind === 'shuffle' ? 1 : 0)));
  }

  const leader = new Map(ordered.map(({ id }) => [id, id]));
  const find = (id: number): number => {
    let at = id;
    while (leader.get(at) !== at) at = leader.get(at)!;
    return at;
  };
  for (const rdd of ordered) {
    for (const { rdd: parent, kind } of parentsOf(rdd)) if (kind === 'narrow' && level.get(parent) === level.get(rdd.id)) leader.set(find(rdd.id), find(parent));
  }
  const members = new Map<number, RecordedRdd[]>();
  for (const rdd of ordered) {
    const group = members.get(find(rdd.id));
    if (group) group.push(rdd);
    else members.set(find(rdd.id), [rdd]);
  }
  return [...members.values()].map((group) => ({
    level: level.get(group[0]!.id)!,
    stageIds: [...new Set(group.flatMap(({ stageId }) => stageId ?? []))].sort((a, b) => a - b),
    rdds: group,
  }));
}

/** "Stage 3", "Stages 3 and 4" (one for each output operation that reads it), "not computed" */
export function stageTitle({ stageIds }: Pick<StageGroup, 'stageIds'>): string {
  if (stageIds.length === 0) return 'not computed';
  return stageIds.length === 1 ? `Stage ${stageIds[0]}` : `Stages ${stageIds.slice(0, -1).join(', ')} and ${stageIds.at(-1)}`;
}
