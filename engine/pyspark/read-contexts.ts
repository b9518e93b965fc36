import type { SyntaxNode } from '@lezer/common';
import type { ParamValue } from '#engine/model';
import type { Call } from './python-tree';
import type { ArgumentSite, CallSite, ScriptSettings, Setting } from './reading';

export const CONTEXT_CLASSES: ReadonlySet<string> = new Set(['SparkContext', 'SparkConf', 'StreamingContext', 'SparkSession']);

/** Where each argument stands, by the name that the function gives it. @param names in positional order */
export function argumentSites(call: Call, names: readonly string[]): Map<string, ArgumentSite> {
  return new Map(
    call.args.map((arg, index) => [
      arg.keyword ?? (arg.star ? `arg${index + 1}` : (names[index] ?? `arg${index + 1}`)),
      { from: arg.from, to: arg.to, keyword: arg.keyword, value: { from: arg.value.from, to: arg.value.to }, index },
    ]),
  );
}

const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['SparkContext', ['master', 'appName', 'sparkHome', 'pyFiles', 'environment', 'batchSize', 'serializer', 'conf']],
  ['StreamingContext', ['sparkContext', 'batchDuration', 'jssc']],
  ['setAppName', ['appName']],
  ['appName', ['appName']],
  ['setMaster', ['master']],
  ['master', ['master']],
]);

/** Notes what a call such as `SparkContext("local[2]", "name")` or `conf.setMaster("local[2]")` sets. */
export function noteSettings(settings: ScriptSettings, name: string, call: Call, valueOf: (node: SyntaxNode) => ParamValue | undefined): void {
  const args = argumentSites(call, PARAMETERS.get(name) ?? []);
  const setting = (argument: string): Setting | null => {
    const site = args.get(argument);
    return site ? { ...site, known: valueOf(call.args[site.index]!.value) } : null;
  };
  const site: CallSite = { call: { from: call.node.from, to: call.node.to }, list: { from: call.list.from, to: call.list.to }, args };
  if (name === 'SparkContext') settings.sparkContext = site;
  if (name === 'StreamingContext') {
    settings.streamingContext = site;
    settings.batchInterval = setting('batchDuration') ?? settings.batchInterval;
    return;
  }
  settings.master = setting('master') ?? settings.master;
  settings.appName = setting('appName') ?? settings.appName;
}

export function noSettings(): ScriptSettings {
  return { sparkContext: null, streamingContext: null, master: null, appName: null, batchInterval: null, ssc: null, sc: null, recovers: null };
}
