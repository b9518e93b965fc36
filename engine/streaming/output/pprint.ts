import type { OutputAction } from './output-operation';

const LINE = '-'.repeat(43);

/**
 * Prints the first `num` records of each batch exactly as `pyspark.streaming.DStream.pprint`: the heading only after
 * the records could be taken, so that a failing batch prints nothing.
 */
export function pprint(num: number): OutputAction {
  return async (rdd, { batchTime, onTask, print }) => {
    const taken = await rdd.context.takeText(rdd, num + 1, onTask);
    const lines = [LINE, `Time: ${pythonDateTime(batchTime)}`, LINE, ...taken.slice(0, num)];
    if (taken.length > num) lines.push('...');
    print(`${lines.join('\n')}\n\n`);
  };
}

/** str(datetime.fromtimestamp(time / 1000)): local time, a fraction only where there is one. */
export function pythonDateTime(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const ms = date.getMilliseconds();
  return `${day} ${clock}${ms === 0 ? '' : `.${String(ms).padStart(3, '0')}000`}`;
}
