import { CommandRefused, type Pipeline } from '#engine/model';
import { operators } from '#engine/operators';
import { appended } from './argument-steps';
import { extracted, namingStep } from './name-steps';
import type { InputSite, NodeSite, ScriptReading } from './reading';
import type { StepResult } from './script-steps';
import { statementsMoved } from './statement-steps';
import type { Range } from './text-edits';
import { unwrapped } from './python-tree';

/** The wires at one port of a node: its receiver or its arguments. */
export function inputsStep(reading: ScriptReading, id: string, port: string, after: Pipeline): StepResult | null {
  const site = reading.sites.get(id);
  if (!site) return null;
  if (site.node.op === 'code') throw new CommandRefused(`${site.node.name} is code of the script. Change its text to give it other streams.`);
  const wanted = after.edges.filter((edge) => edge.to === id && edge.port === port).map(({ from }) => reading.sites.get(from));
  if (wanted.includes(undefined)) throw new CommandRefused(`What ${site.node.name} is to be connected to is not in the script.`);
  const given = site.inputs.filter((input) => input.port === port);
  const isMany = operators.get(site.node.op)?.inputs.find(({ name }) => name === port)?.many ?? false;
  const feeders = isMany ? wanted.length > 0 ? wanted : [null] : [wanted[0] ?? null];
  for (const [index, feeder] of feeders.entries()) {
    const input = given[index];
    if (input?.from === (feeder ?? null) && input) continue;
    return input ? replaced(reading, site, input, feeder ?? null, after) : added(reading, site, port, feeder ?? null);
  }
  return given.length > feeders.length ? withoutLast(reading, site, given, after) : null;
}

function replaced(reading: ScriptReading, site: NodeSite, input: InputSite, feeder: NodeSite | null, after: Pipeline): StepResult {
  const healed = feeder && healedChain(reading, input, feeder, after);
  if (healed) return healed;
  const before = keptApart(reading, input.range, after) ?? (feeder && readyToUse(reading, site, feeder));
  if (before) return before;
  return { change: { edits: [{ ...input.range, insert: feeder?.reference ?? 'None' }] }, done: false };
}

/** Links between a feeder and its new consumer that are to go: the chain closes. */
function healedChain(reading: ScriptReading, { range }: InputSite, feeder: NodeSite, after: Pipeline): StepResult | null {
  const last = inlineAt(reading, range);
  let link = last;
  while (link && link.receiver && !after.nodes.some(({ id }) => id === link!.node.id)) {
    if (link.inputs[0]?.from === feeder && link.node.op !== 'union') return keptApart(reading, { from: link.receiver.to, to: last!.call.to }, after) ?? { change: { edits: [{ from: linkStart(reading.text, link), to: last!.call.to, insert: '' }] }, done: false };
    link = inlineAt(reading, link.receiver);
  }
  return null;
}

/** The node whose call is this very text. */
export function inlineAt({ sites, tree }: ScriptReading, range: Range): NodeSite | null {
  const { from, to } = unwrapped(tree.nodeAt(range));
  return [...sites.values()].find(({ call }) => call.from === from && call.to === to) ?? null;
}

/** Where `.map(f)` begins, with the line break before it but without comments. */
export function linkStart(text: string, { receiver, list, call }: NodeSite): number {
  const upTo = list?.from ?? call.to;
  const dot = text.lastIndexOf('.', upTo);
  const start = Math.max(receiver!.to, dot);
  return receiver!.to + text.slice(receiver!.to, start).search(/[\s\\]*$/);
}

/** Nodes that stand in a text that gives way, and are to stay, become statements of their own first. */
export function keptApart(reading: ScriptReading, range: Range, after: Pipeline): StepResult | null {
  const within = [...reading.sites.values()]
    .filter(({ call, node }) => call.from >= range.from && call.to <= range.to && after.nodes.some(({ id }) => id === node.id))
    .sort((a, b) => b.call.to - b.call.from - (a.call.to - a.call.from));
  const [outermost] = within;
  return outermost ? (namingStep(reading, outermost) ?? extracted(reading, outermost, outermost.reference!)) : null;
}

/** What has to be done before a node can use a stream by its name; null if it can. */
export function readyToUse(reading: ScriptReading, site: NodeSite, feeder: NodeSite): StepResult | null {
  if (feeder.statement.scope !== 0 && feeder.statement.scope !== site.statement.scope) {
    throw new CommandRefused(`${feeder.node.name} is made in a function, where ${site.node.name} is not. Change the text instead.`);
  }
  const naming = namingStep(reading, feeder);
  if (naming) return naming;
  return feeder.statement !== site.statement && feeder.statement.from > site.statement.from ? statementsMoved(reading, site.statement, feeder.statement) : null;
}

/** One more input: an argument, or one more `.union(other)`. */
function added(reading: ScriptReading, site: NodeSite, port: string, feeder: NodeSite | null): StepResult {
  const before = feeder && readyToUse(reading, site, feeder);
  if (before) return before;
  const text = feeder?.reference ?? 'None';
  const { call, node, list, args, receiver } = site;
  if (node.op === 'union' && receiver) {
    const insert = `.union(${text})`;
    return { change: { edits: [{ from: call.to, to: call.to, insert }], ends: [{ node, end: call.to + insert.length }] }, done: false };
  }
  const all = [...args.values()];
  const names = operators.get(node.op)?.pyspark.args ?? [];
  const isNext = node.op === 'union' || (all.every(({ keyword }) => keyword === null) && all.length === names.indexOf(port));
  return { change: { edits: [appended(list!, all, isNext ? text : `${port}=${text}`)] }, done: false };
}

function withoutLast(reading: ScriptReading, { call, node, receiver, args }: NodeSite, given: readonly InputSite[], after: Pipeline): StepResult {
  const last = given.at(-1)!;
  const before = keptApart(reading, last.range, after);
  if (before) return before;
  const { text } = reading;
  if (receiver && node.op === 'union') {
    const from = closing(text, given.at(-2)!.range.to);
    return { change: { edits: [{ from, to: call.to, insert: '' }], ends: [{ node, end: from }] }, done: false };
  }
  const ordered = [...args.values()].sort((a, b) => a.index - b.index);
  const at = ordered.findIndex(({ value }) => value.from === last.range.from);
  return { change: { edits: [{ from: ordered[at - 1]!.to, to: ordered[at]!.to, insert: '' }] }, done: false };
}

/** Behind the bracket that closes an argument list whose last argument ends here. */
function closing(text: string, at: number): number {
  return text.indexOf(')', at) + 1;
}
