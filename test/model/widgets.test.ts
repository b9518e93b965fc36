import { describe, expect, it } from 'vitest';
import { apply, CommandLog, differences, parsePipeline, printPipeline, validatePipeline, type Widget, widgetsOf, wordCountPipeline } from '#engine/model';
import { entriesOf, measureOf } from '../../renderer/widgets/widget-values';

const pipeline = wordCountPipeline();
const counts = pipeline.nodes.find(({ op }) => op === 'reduceByKey')!.id;
const widget: Widget = { id: 'widget1', kind: 'bar', from: counts, title: 'words', x: 10, y: 200, width: 260, height: 220 };

describe('widgets', () => {
  it('are saved in the pipeline’s file, before the layout, and read again', () => {
    const text = printPipeline(apply(pipeline, { kind: 'setWidget', widget }));
    const keys = Object.keys(JSON.parse(text) as object);
    expect(keys.indexOf('widgets')).toBe(keys.indexOf('layout') - 1);
    const parsed = parsePipeline(text, 'x.dstream');
    expect(parsed.ok && widgetsOf(parsed.pipeline)).toEqual([widget]);
    expect(parsed.ok && printPipeline(parsed.pipeline)).toBe(text);
    expect(parsed.ok && validatePipeline(parsed.pipeline)).toEqual(validatePipeline(pipeline));
  });

  it('that are none stay in the file and are not drawn', () => {
    const odd = [{ ...widget, kind: 'hologram' }, null, { id: 'w' }, { ...widget, x: 'left' }];
    const parsed = parsePipeline(JSON.stringify({ ...pipeline, widgets: odd }), 'x.dstream');
    expect(parsed.ok && widgetsOf(parsed.pipeline)).toEqual([]);
    expect(parsed.ok && (JSON.parse(printPipeline(parsed.pipeline)) as { widgets: unknown }).widgets).toEqual(odd);
  });

  it('go with their node, and come back with undo', () => {
    const log = new CommandLog(pipeline);
    log.execute({ kind: 'setWidget', widget }, 'Add');
    log.execute({ kind: 'setWidget', widget: { ...widget, kind: 'table' } }, 'Change');
    log.execute({ kind: 'removeNodes', ids: [counts], heal: false }, 'Delete');
    expect(widgetsOf(log.pipeline)).toEqual([]);
    expect(widgetsOf(log.undo()).map(({ kind }) => kind)).toEqual(['table']);
    expect(widgetsOf(log.undo())).toEqual([widget]);
    expect(widgetsOf(log.undo())).toEqual([]);
  });

  it('are told among the differences, wherever they stand', () => {
    const one = apply(pipeline, { kind: 'setWidget', widget });
    expect(differences(pipeline, one).map(({ text }) => text)).toEqual(['The widgets changed.']);
    expect(differences(one, apply(one, { kind: 'setWidget', widget: { ...widget, x: 400 } }))).toEqual([]);
  });

  it('sort pairs by their number and count what are no pairs', () => {
    const batch = (reprs: readonly (readonly [string, string | null])[]): Parameters<typeof entriesOf>[0] => ({ batchTime: 1, total: reprs.length, partitions: 1, records: reprs.map(([repr, key], seq) => ({ partition: 0, seq, type: 'x', repr, key, cut: false })) });
    expect(entriesOf(batch([["('a', 2)", "'a'"], ["('b', 7)", "'b'"]]))).toEqual([{ name: 'b', value: 7, text: '7' }, { name: 'a', value: 2, text: '2' }]);
    expect(entriesOf(batch([["[ 'it''s', 1.5 ]", " 'it''s'"]]))[0]).toMatchObject({ value: 1.5 });
    expect(entriesOf(batch([["'x'", null], ["'y'", null], ["'x'", null]])).map(({ name, value }) => [name, value])).toEqual([['x', 2], ['y', 1]]);
    expect(measureOf(batch([['42', null]]))).toEqual({ value: 42, isCount: false });
    expect(measureOf(batch([["('a', 1)", "'a'"], ["('b', 1)", "'b'"]]))).toEqual({ value: 2, isCount: true });
  });
});
