import { type NarrowDependency, narrowOn } from './dependency';
import { RDD } from './rdd';
import type { FunctionId, PlanStep } from './task';
import type { TaskBuilder } from './task-builder';

/** State by key that each batch makes of the one before, partition by partition. */
abstract class KeyedStateRDD extends RDD {
  readonly numPartitions: number;

  /** @param parents placed by the same partitioner */
  constructor(parents: readonly NarrowDependency[]) {
    const { context, partitioner, numPartitions } = parents[0]!.rdd;
    super(context, parents, partitioner);
    this.numPartitions = numPartitions;
  }

  override get staysHome(): boolean {
    return true;
  }

  /** Not known; it is computed at home in any case. */
  inputBytes(): number {
    return 0;
  }
}

/** A batch of updateStateByKey. */
export class UpdatedStateRDD extends KeyedStateRDD {
  readonly kind = 'UpdatedStateRDD';
  readonly #update: FunctionId;

  /**
   * @param groups (key, list of values)
   * @param previous (key, state) of the batch before, placed as `groups` is; null: there is none
   */
  constructor(
    groups: RDD,
    previous: RDD | null,
    update: FunctionId,
  ) {
    super(previous ? [narrowOn(groups), narrowOn(previous, 'previous')] : [narrowOn(groups)]);
    this.#update = this.context.current(update);
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const [groups, previous] = this.dependencies;
    return {
      kind: 'updatedState',
      rdd: this.id,
      previous: previous ? builder.plan(previous.rdd, partition) : null,
      groups: builder.plan(groups!.rdd, partition),
      update: builder.use(this.#update)!,
    };
  }
}

export interface WindowCorrection {
  readonly inverse: FunctionId;
  readonly merge: FunctionId;
  readonly filter: FunctionId | null;
}

/** A batch of reduceByKeyAndWindow with an inverse function. */
export class CorrectedWindowRDD extends KeyedStateRDD {
  readonly kind = 'CorrectedWindowRDD';
  readonly #hasLeft: boolean;
  readonly #functions: WindowCorrection;

  /** @param left and `came`: one pair a key, placed as `previous` is; null: nothing left, nothing came */
  constructor(
    previous: RDD,
    left: RDD | null,
    came: RDD | null,
    { inverse, merge, filter }: WindowCorrection,
  ) {
    super([narrowOn(previous, 'previous'), ...(left ? [narrowOn(left, 'left')] : []), ...(came ? [narrowOn(came, 'came')] : [])]);
    this.#hasLeft = left !== null;
    const current = (f: FunctionId): FunctionId => this.context.current(f);
    this.#functions = { inverse: current(inverse), merge: current(merge), filter: filter === null ? null : current(filter) };
  }

  plan(partition: number, builder: TaskBuilder): PlanStep {
    const [previous, ...changes] = this.dependencies.map(({ rdd }) => builder.plan(rdd, partition));
    const { inverse, merge, filter } = this.#functions;
    return {
      kind: 'correctedWindow',
      rdd: this.id,
      previous: previous!,
      left: this.#hasLeft ? changes[0]! : null,
      came: (this.#hasLeft ? changes[1] : changes[0]) ?? null,
      inverse: builder.use(inverse)!,
      merge: builder.use(merge)!,
      filter: builder.use(filter),
    };
  }
}
