import type { FunctionId } from '../../core/task';

/** A user's function failed on a record. */
export class UserFailure extends Error {
  constructor(
    override readonly cause: unknown,
    readonly functionId: FunctionId | null,
    readonly rdd: number,
    /** The record; absent where the function was called with a whole partition. */
    readonly record: { readonly value: unknown } | null,
  ) {
    super('A function failed.');
  }
}
