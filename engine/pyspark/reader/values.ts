import type { Value } from '../scope';

export const UNKNOWN: Value = { is: 'unknown' };
export const ARGUMENT: Value = { is: 'argument' };
