import { type Pipeline, problem, type Problem } from '#engine/model';
import type { BatchReport } from '#engine/streaming';

/** Batches over which a state that only grows is told of, and keys that it has by then. */
const GROWING = 20;
const MANY_KEYS = 100;

interface State {
  /** Keys of each partition, as they were when it was computed last: an output that shows a few may leave others out. */
  readonly partitions: Map<number, number>;
  /** Batches in which it grew; -Infinity: it removes keys. */
  grown: number;
}

/** Sees whether state by key only ever grows. */
export class StateGrowth {
  readonly #states = new Map<string, State>();

  /** The states of a pipeline that are too large for one that removes no key, as problems. */
  look({ nodes }: Pipeline, { tasks, rdds, info }: BatchReport): Problem[] {
    return nodes.flatMap(({ id, op, name }) => {
      const rdd = op === 'updateStateByKey' && rdds.find((each) => each.nodeId === id && each.isNodeOutput && each.batchTime === info.batchTime);
      if (!rdd) return [];
      const state: State = this.#states.get(id) ?? { partitions: new Map<number, number>(), grown: 0 };
      this.#states.set(id, state);
      const seen = tasks.flatMap(({ observed }) => observed.filter((each) => each.rdd === rdd.id));
      const changes = seen.map(({ partition, records }) => records - (state.partitions.get(partition) ?? 0));
      for (const { partition, records } of seen) state.partitions.set(partition, records);
      if (changes.some((change) => change < 0)) state.grown = -Infinity;
      else if (changes.some((change) => change > 0)) state.grown++;
      const keys = [...state.partitions.values()].reduce((sum, records) => sum + records, 0);
      return state.grown >= GROWING && keys >= MANY_KEYS ? [problem('state-grows', { name, keys }, { nodeId: id })] : [];
    });
  }
}
