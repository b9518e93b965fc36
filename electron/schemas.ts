import * as v from 'valibot';
import { parsePipeline, type Pipeline } from '#engine/model';
import type { RequestName, RequestParams } from './api';
import { placedNodes } from './script-places';

/** What each request may carry. The renderer is ours, but what it shows is not: nothing is taken on trust. */
export const schemas: { readonly [N in RequestName]: v.GenericSchema<unknown, RequestParams<N>> } = {
  'app.info': v.custom<void>((value) => value === undefined),
  'app.openExternal': v.object({ url: v.pipe(v.string(), v.startsWith('https://')) }),
  'settings.get': v.custom<void>((value) => value === undefined),
  'settings.set': v.object({ theme: v.optional(v.picklist(['system', 'light', 'dark'])), panes: v.optional(v.record(v.string(), v.pipe(v.number(), v.finite()))), history: v.optional(retention()), keys: v.optional(v.array(v.tuple([v.string(), v.array(v.string())]))) }),
  'menu.show': v.array(v.object({ name: v.string(), items: v.array(v.object({ id: v.string(), title: v.string(), accelerator: v.nullable(v.string()), enabled: v.boolean(), reason: v.nullable(v.string()), startsGroup: v.boolean() })) })),
  'packages.list': v.custom<void>((value) => value === undefined),
  'packages.add': v.object({ path: v.nullable(v.string()) }),
  'packages.remove': v.object({ path: v.string() }),
  'document.current': v.custom<void>((value) => value === undefined),
  'document.new': v.object({ template: v.picklist(['empty', 'wordCount']) }),
  'document.open': v.object({ path: v.nullable(v.string()) }),
  'document.reload': nothing(),
  'document.keepMine': nothing(),
  'recent.list': nothing(),
  'recent.clear': nothing(),
  'window.new': nothing(),
  'window.close': nothing(),
  'document.save': v.object({ pipeline: pipeline(), as: v.boolean() }),
  'script.save': v.object({ text: text(), as: v.boolean() }),
  'script.changed': v.object({ text: text(), modified: v.boolean() }),
  'script.placed': v.object({ nodes: placedNodes }),
  'script.grantFolder': v.custom<void>((value) => value === undefined),
  'document.changed': v.object({ pipeline: pipeline(), modified: v.boolean() }),
  'document.logged': v.object({ line: v.pipe(v.string(), v.maxLength(50_000_000)), begins: v.boolean() }),
  'versions.list': v.custom<void>((value) => value === undefined),
  'versions.get': v.object({ id: v.string() }),
  'versions.keep': v.object({ pipeline: pipeline(), label: v.pipe(v.string(), v.maxLength(200)) }),
  'examples.list': v.custom<void>((value) => value === undefined),
  'examples.open': v.object({ id: v.string() }),
  'picture.save': v.object({ name: v.string(), format: v.picklist(['svg', 'png']), data: v.pipe(v.string(), v.maxLength(200_000_000)) }),
  'dialog.choosePath': v.object({ title: v.string(), defaultPath: v.string(), extensions: v.array(v.string()) }),
  'run.start': v.object({ pipeline: pipeline(), clock: v.picklist(['real', 'manual']), trust: v.boolean() }),
  'run.steer': v.variant('kind', [
    v.object({ kind: v.picklist(['hold', 'continue']) }),
    v.object({ kind: v.literal('step'), batches: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)) }),
    v.object({ kind: v.literal('runTo'), batchTime: v.pipe(v.number(), v.finite()) }),
  ]),
  'run.setBreakpoints': v.object({ breakpoints: v.pipe(v.array(v.object({ nodeId: v.string(), condition: v.pipe(v.string(), v.maxLength(10_000)) })), v.maxLength(1000)) }),
  'run.startScript': v.object({ text: text(), arguments: v.array(v.string()), trust: v.boolean(), clock: v.picklist(['real', 'manual']) }),
  'run.input': v.object({ line: v.nullable(v.string()) }),
  'run.stop': v.custom<void>((value) => value === undefined),
  'run.snapshot': v.custom<void>((value) => value === undefined),
  'run.console': v.custom<void>((value) => value === undefined),
  'function.check': v.object({ language: v.picklist(['python', 'javascript']), text: v.pipe(v.string(), v.maxLength(1_000_000)), nodeId: v.string(), param: v.string() }),
  'function.try': v.object({
    pipeline: pipeline(),
    nodeId: v.string(),
    inputs: v.pipe(v.array(v.object({ port: v.string(), records: v.pipe(v.array(v.object({ text: v.pipe(v.string(), v.maxLength(100_000)), partition: v.pipe(v.number(), v.integer(), v.minValue(0)) })), v.maxLength(1000)) })), v.maxLength(100)),
    script: v.nullable(v.object({ text: text(), path: v.string(), arguments: v.array(v.string()), input: v.array(v.string()) })),
  }),
  'socketServer.state': v.custom<void>((value) => value === undefined),
  'socketServer.start': v.object({ port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)) }),
  'socketServer.stop': v.custom<void>((value) => value === undefined),
  'socketServer.send': v.object({ text: v.string() }),
  'socketServer.sample': v.object({ on: v.boolean() }),
  'history.runs': v.object({ before: v.nullable(v.number()), limit: limit(500) }),
  'history.batches': v.object({ runId: v.nullable(v.number()), before: v.nullable(v.object({ runId: v.number(), batchTime: v.number() })), limit: limit(500) }),
  'history.batch': v.object({ runId: v.number(), batchTime: v.number() }),
  'history.records': v.object({ runId: v.number(), batchTime: v.number(), of: v.union([v.object({ rdd: v.number() }), v.object({ nodeId: v.string() })]), limit: limit(100) }),
  'history.nodeBatches': v.object({ runId: v.number(), nodeId: v.string(), from: v.number(), to: v.number(), limit: limit(100) }),
  'history.search': v.object({
    text: v.pipe(v.string(), v.maxLength(1000)),
    within: v.picklist(['any', 'key', 'value', 'error']),
    status: v.nullable(v.picklist(['completed', 'failed'])),
    runId: v.nullable(v.number()),
    from: v.nullable(v.number()),
    to: v.nullable(v.number()),
    before: v.nullable(v.number()),
    limit: limit(100),
  }),
  'replay.run': v.object({ runId: v.number(), from: v.number(), to: v.number(), pipeline: pipeline() }),
  'compare.runs': v.object({ ...compared(), more: v.boolean() }),
  'compare.batch': v.object({ ...compared(), left: v.nullable(v.number()), right: v.nullable(v.number()) }),
  'compare.chooseOutput': nothing(),
  'lineage.record': v.object({ runId: v.number(), batchTime: v.number(), nodeId: v.string(), partition: v.number(), seq: v.number(), repr: v.nullable(v.string()) }),
  'lineage.line': v.object({ runId: v.number(), line: inputLine(), to: v.number() }),
  'marbles.move': v.object({ runId: v.number(), nodeId: v.string(), from: v.number(), to: v.number(), moves: v.pipe(v.array(v.object({ line: inputLine(), to: v.number() })), v.maxLength(1000)) }),
  'history.timeline': v.object({ runId: v.number(), from: v.nullable(v.number()), to: v.nullable(v.number()) }),
  'history.saveBundle': v.object({ runId: v.number() }),
  'history.openBundle': v.custom<void>((value) => value === undefined),
  'history.status': v.custom<void>((value) => value === undefined),
  'history.setRetention': retention(),
  'history.sql': v.object({ sql: v.pipe(v.string(), v.maxLength(100_000)) }),
  'history.saveSql': v.object({ sql: v.pipe(v.string(), v.maxLength(100_000)), format: v.picklist(['csv', 'json']) }),
};

function inputLine() {
  return v.object({ batchTime: v.number(), nodeId: v.string(), block: v.number(), line: v.number() });
}

function compared() {
  return {
    runId: v.number(),
    other: v.variant('kind', [v.object({ kind: v.literal('run'), runId: v.number() }), v.object({ kind: v.literal('spark'), path: v.string() })]),
    by: v.picklist(['time', 'order']),
  };
}

function nothing(): v.GenericSchema<unknown, void> {
  return v.custom<void>((value) => value === undefined);
}

/** A script's text: characters. */
function text(): v.GenericSchema<unknown, string> {
  return v.pipe(v.string(), v.maxLength(20_000_000));
}

function limit(most: number): v.GenericSchema<unknown, number> {
  return v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
}

function retention(): v.GenericSchema<unknown, RequestParams<'history.setRetention'>> {
  return v.object({ maxBytes: v.pipe(v.number(), v.finite(), v.minValue(50_000_000)), maxAge: v.pipe(v.number(), v.finite(), v.minValue(3_600_000)) });
}

/** A pipeline comes in the form of its file, and is read as one. */
function pipeline(): v.GenericSchema<unknown, Pipeline> {
  return v.custom<Pipeline>((value) => parsePipeline(JSON.stringify(value ?? null), 'pipeline').ok);
}
