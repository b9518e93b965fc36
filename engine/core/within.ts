/** ms that a timer can wait at most: one for longer would ring at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** @returns what `work` gives, or false if that takes longer than `limit` ms */
export async function within(limit: number, work: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, Math.min(limit, LONGEST_TIMER), false)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
