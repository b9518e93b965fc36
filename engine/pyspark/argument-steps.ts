import type { PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';
import { argumentText } from './call-text';
import type { Step } from './edit-steps';
import { pythonLiteral, pythonSeconds } from './python-literals';
import type { ArgumentSite, NodeSite, ScriptReading } from './reading';
import type { StepResult } from './script-steps';
import type { Range, TextEdit } from './text-edits';
import { quoteOf } from './text-style';

/** Name, master and batch interval: arguments of the contexts. Where the script has no place for one, it stays the pipeline's. */
export function settingStep({ text, settings }: ScriptReading, { name, value }: Extract<Step, { kind: 'setting' }>): StepResult | null {
  const literal = name === 'batchInterval' ? pythonSeconds(Number(value)) : pythonLiteral(value, quoteOf(text));
  const site = settings[name === 'name' ? 'appName' : name];
  if (site) return done([{ from: site.value.from, to: site.value.to, insert: literal }]);
  const call = name === 'batchInterval' ? settings.streamingContext : settings.sparkContext;
  const keyword = { name: 'appName', master: 'master', batchInterval: 'batchDuration' }[name];
  return call && done([appended(call.list, [...call.args.values()], `${keyword}=${literal}`)]);
}

/** A parameter: its argument is replaced, added or taken away. */
export function paramStep(reading: ScriptReading, { id, param, value }: Extract<Step, { kind: 'param' }>): StepResult | null {
  const site = reading.sites.get(id);
  const declaration = site && operators.get(site.node.op);
  if (!site || !declaration || !Object.hasOwn(declaration.params, param)) return null;
  if (site.node.op === 'code') return done([{ ...site.call, insert: String(value ?? '') }]);
  const { [param]: _, ...others } = site.node.expressions ?? {};
  const node: PipelineNode = { ...site.node, expressions: others, params: { ...site.node.params, [param]: value } };
  const { text, isDefault } = argumentText(node, param, quoteOf(reading.text));
  const given = site.args.get(param);
  if (given) return done([isDefault ? withoutArgument(site, given) : { ...given.value, insert: text }]);
  if (isDefault || !site.list) return null;
  const names = declaration.pyspark.args;
  const isNext = [...site.args.values()].every(({ keyword }) => keyword === null) && site.args.size === names.indexOf(param);
  return done([appended(site.list, [...site.args.values()], isNext ? text : `${param}=${text}`)]);
}

/** The edit that adds an argument behind the others. */
export function appended(list: Range, args: readonly ArgumentSite[], text: string): TextEdit {
  const last = args.reduce<ArgumentSite | null>((latest, site) => (latest && latest.to > site.to ? latest : site), null);
  const at = last ? last.to : list.from + 1;
  return { from: at, to: at, insert: last ? `, ${text}` : text };
}

/** Takes an argument away where none follows that counts on its place; else None stands for it. */
function withoutArgument({ args, list }: NodeSite, given: ArgumentSite): TextEdit {
  const ordered = [...args.values()].sort((a, b) => a.index - b.index);
  const at = ordered.indexOf(given);
  const [before, next] = [ordered[at - 1], ordered[at + 1]];
  if (next && given.keyword === null && next.keyword === null) return { ...given.value, insert: 'None' };
  if (next) return { from: given.from, to: next.from, insert: '' };
  return before ? { from: before.to, to: given.to, insert: '' } : { from: list!.from + 1, to: list!.to - 1, insert: '' };
}

function done(edits: readonly TextEdit[]): StepResult {
  return { change: { edits }, done: true };
}
