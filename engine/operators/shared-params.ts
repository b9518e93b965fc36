/** Parameters and ports that several operators have in common. */
export const RECORDS = [{ name: 'parent', type: 'any' }] as const;
export const PAIRS = [{ name: 'pairs', type: 'pair' }] as const;

export const NUM_PARTITIONS = {
  type: 'integer',
  title: 'Partitions',
  help: 'Partitions of the result. Empty: the default parallelism, the n of local[n].',
  optional: true,
  unit: 'partitions',
  min: 1,
  max: 100_000,
} as const;

export const WINDOW_DURATION = {
  type: 'durationMs',
  title: 'Window',
  help: 'How far the window looks back: a multiple of the batch interval.',
  default: 10_000,
} as const;

export const SLIDE_DURATION = {
  type: 'durationMs',
  title: 'Slide',
  help: 'How often there is a new window: a multiple of the batch interval.',
  default: 1000,
} as const;
