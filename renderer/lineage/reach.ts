import type { LineEffect, RecordedRdd, TracedLine } from '#api';

/** What lights up: the RDDs through which the lines went to the record, or from the line to what it changed. */
export type Lit = ReadonlySet<number>;

type Place = Pick<TracedLine, 'batchTime' | 'nodeId'>;
const keyOf = ({ batchTime, nodeId }: { readonly batchTime: number; readonly nodeId: string | null }): string => `${batchTime} ${nodeId ?? ''}`;

/** RDDs on the ways from the lines to the RDD of the record. */
export function litByRecord(rdds: readonly RecordedRdd[], lines: readonly Place[], record: number): Lit {
  const sources = new Set(lines.map(keyOf));
  return between(rdds, (rdd) => sources.has(keyOf(rdd)), (rdd) => rdd.id === record);
}

/** RDDs on the ways from a line to the nodes that it changed. */
export function litByLine(rdds: readonly RecordedRdd[], line: Place, effects: readonly LineEffect[]): Lit {
  const changed = new Set(effects.map(keyOf));
  const source = keyOf(line);
  return between(rdds, (rdd) => source === keyOf(rdd), (rdd) => rdd.isNodeOutput && changed.has(keyOf(rdd)));
}

/** Parents have smaller ids than their children: one pass forward, one back. */
function between(rdds: readonly RecordedRdd[], isStart: (rdd: RecordedRdd) => boolean, isEnd: (rdd: RecordedRdd) => boolean): Lit {
  const ordered = [...rdds].sort((a, b) => a.id - b.id);
  const reached = new Set<number>();
  for (const rdd of ordered) if (isStart(rdd) || rdd.dependencies.some((dependency) => reached.has(dependency.rdd))) reached.add(rdd.id);
  const lit = new Set<number>();
  for (const rdd of ordered.reverse()) {
    if (!reached.has(rdd.id)) continue;
    if (isEnd(rdd)) lit.add(rdd.id);
    if (lit.has(rdd.id)) for (const dependency of rdd.dependencies) if (reached.has(dependency.rdd)) lit.add(dependency.rdd);
  }
  return lit;
}
