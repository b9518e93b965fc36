/**
 * What the frames of an action cost in a page, from a trace: CPU time, which other programs on the machine do not
 * lengthen as they do the time of a frame.
 */
const KINDS = new Map([
  ['FunctionCall', 'script'], ['TimerFire', 'script'], ['FireAnimationFrame', 'script'], ['RunMicrotasks', 'script'], ['EventDispatch', 'script'],
  ['UpdateLayoutTree', 'style'], ['RecalculateStyles', 'style'], ['Layout', 'layout'], ['PrePaint', 'pre-paint'], ['Paint', 'paint'], ['Layerize', 'layerize'], ['Commit', 'commit'], ['HitTest', 'hit test'],
  ['RasterTask', 'raster'], ['MinorGC', 'collection'], ['MajorGC', 'collection'],
]);

/** @returns {Promise<{ frames: number, longest: number, parts: Map<string, number> }>} ms a frame, by kind; `longest`: of the tasks */
export async function frameWork(page, action) {
  const client = await page.context().newCDPSession(page);
  const done = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
  await client.send('Tracing.start', { transferMode: 'ReturnAsStream', traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'cc', 'toplevel', 'v8'] } });
  await action();
  await client.send('Tracing.end');
  const { stream } = await done;
  let text = '';
  for (;;) {
    const { data, eof, base64Encoded } = await client.send('IO.read', { handle: stream });
    text += base64Encoded ? Buffer.from(data, 'base64').toString('utf8') : data;
    if (eof) break;
  }
  await client.detach();
  const { traceEvents: events } = JSON.parse(text);
  const main = events.find(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain' && events.some((each) => each.pid === args.pid || each.name === 'Paint'));
  const painting = events.find(({ name }) => name === 'Paint');
  const { pid, tid } = painting ?? main ?? {};
  const own = events.filter((event) => event.ph === 'X' && event.pid === pid);
  const frames = own.filter(({ name, tid: thread }) => name === 'Commit' && thread === tid).length || 1;
  const parts = new Map();
  const covered = [];
  for (const event of own.sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    const kind = KINDS.get(event.name);
    if (!kind) continue;
    // Of pieces within each other the outermost counts.
    while (covered.length > 0 && covered.at(-1).ts + covered.at(-1).dur <= event.ts) covered.pop();
    if (event.tid === tid && covered.some((above) => above.kind === kind)) continue;
    if (event.tid === tid) covered.push({ ...event, kind });
    parts.set(kind, (parts.get(kind) ?? 0) + (event.tdur ?? event.dur) / 1000 / frames);
  }
  const tasks = own.filter(({ name, tid: thread }) => name === 'RunTask' && thread === tid);
  const sum = tasks.reduce((total, { tdur, dur }) => total + (tdur ?? dur), 0) / 1000;
  return { frames, longest: Math.max(0, ...tasks.map(({ tdur, dur }) => (tdur ?? dur) / 1000)), parts: new Map([['main thread', sum / frames], ...parts]) };
}

export function workText({ frames, longest, parts }) {
  return `${frames} frames, longest task ${longest.toFixed(0)} ms; ms a frame: ${[...parts].map(([kind, time]) => `${kind} ${time.toFixed(1)}`).join(', ')}`;
}
