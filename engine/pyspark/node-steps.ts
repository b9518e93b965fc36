import { CommandRefused, type Pipeline, type PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';
import { inputTexts, linkText, statementText } from './call-text';
import { inlineAt, keptApart, linkStart, readyToUse } from './input-steps';
import { bodyStatements } from './python-tree';
import type { NodeSite, ScriptReading, StatementSite } from './reading';
import { SAVE_FUNCTION } from './save-function';
import type { StepResult } from './script-steps';
import { ownLines } from './statement-steps';
import { canBeVariable, endOfLine, freeVariable, indentAt, lineEndOf, quoteOf, startOfLine } from './text-style';

/** A new node: a link of a chain where it comes between two, else a statement behind those that it needs. */
export function addStep(reading: ScriptReading, node: PipelineNode, after: Pipeline): StepResult | null {
  if (reading.sites.has(node.id)) return null;
  const declaration = operators.get(node.op);
  if (!declaration || node.op === 'code') throw new CommandRefused(`A script has no operator "${node.op}".`);
  if (node.op === 'saveToSQLite' && !/\bdef save_to_sqlite\b/.test(reading.text)) return saveFunction(reading);
  const wires = after.edges.filter(({ to }) => to === node.id);
  // A pipeline is put together piece by piece; a script that somebody opened is never left with a call on None.
  if (reading.unnamed === 'lines' && declaration.inputs[0] && !wires.some(({ port }) => port === declaration.inputs[0]!.name)) {
    throw new CommandRefused(`In a script ${node.op} is called on a stream, and here it has none. Drop it on a wire, pull a wire from a node to the empty canvas and choose it there, or select a node first: a click in the list puts it behind that.`);
  }
  const feeders = wires.flatMap(({ from }) => reading.sites.get(from) ?? []);
  const place = placeOf(reading, node, feeders);
  const link = linkPlace(reading, node, feeders[0], after);
  for (const feeder of link ? feeders.slice(1) : feeders) {
    const before = readyToUse(reading, link ?? { ...feeder, node, statement: place }, feeder);
    if (before) return before;
  }
  const { text } = reading;
  const inputs = inputTexts(after, node.id, (from) => reading.sites.get(from)?.reference ?? 'None');
  if (link) {
    const at = feeders[0]!.call.to;
    const insert = `${text.slice(linkStart(text, link), at === link.receiver!.to ? text.indexOf('.', linkStart(text, link)) : at)}${linkText(node, inputs, quoteOf(text))}`;
    return { change: { edits: [{ from: at, to: at, insert }], ends: [{ node, end: at + insert.length }] }, done: true };
  }
  const name = canBeVariable(node.name) && !reading.tree.identifiers.has(node.name) ? node.name : freeVariable(reading, node.name, node.op);
  return inserted(reading, place, node, statementText(node, name, inputs, reading.settings.ssc ?? 'ssc', quoteOf(text)));
}

/** The consumer before which the node comes into a chain; null if it comes nowhere in the middle of one. */
function linkPlace(reading: ScriptReading, node: PipelineNode, feeder: NodeSite | undefined, after: Pipeline): NodeSite | null {
  if (!feeder || feeder.variable || node.op === 'saveToSQLite') return null;
  for (const { to } of after.edges.filter(({ from }) => from === node.id)) {
    const consumer = reading.sites.get(to);
    if (consumer?.receiver && consumer.inputs[0]?.from === feeder && inlineAt(reading, consumer.receiver) === feeder) return consumer;
  }
  return null;
}

/** The statement behind which the node's comes. @throws CommandRefused where there is none */
function placeOf({ statements, sites, settings, lifeCycle }: ScriptReading, node: PipelineNode, feeders: readonly NodeSite[]): StatementSite {
  const latest = (found: readonly StatementSite[]): StatementSite | undefined => found.reduce<StatementSite | undefined>((last, site) => (last && last.from > site.from ? last : site), undefined);
  const making = settings.streamingContext && statements.find(({ from, to }) => from <= settings.streamingContext!.call.from && to >= settings.streamingContext!.call.to);
  const start = lifeCycle.find(({ method }) => method === 'start')?.range.from ?? Infinity;
  const inPlace = (site: StatementSite): boolean => site.block === (latest(feeders.map(({ statement }) => statement)) ?? making)?.block && site.from < start;
  const streams = [...sites.values()].map(({ statement }) => statement).filter(inPlace);
  const outputs = [...sites.values()].filter((site) => operators.get(site.node.op)?.output === null).map(({ statement }) => statement).filter(inPlace);
  const sources = [...sites.values()].filter((site) => site.inputs.length === 0 && site.node.op !== 'code').map(({ statement }) => statement).filter(inPlace);
  const settled = statements.filter((site) => inPlace(site) && lifeCycle.some(({ method, range }) => method === 'checkpoint' && range.from >= site.from && range.to <= site.to));
  const declaration = operators.get(node.op)!;
  const candidates = declaration.inputs.length === 0 ? [...sources, ...settled] : feeders.length === 0 ? streams : declaration.output === null ? [...feeders.map(({ statement }) => statement), ...outputs] : feeders.map(({ statement }) => statement);
  const place = latest(candidates) ?? making;
  if (!place) throw new CommandRefused('The script makes no StreamingContext that could be told, so nothing can be added to it here. Change the text instead.');
  return place;
}

function inserted({ text, statements }: ScriptReading, place: StatementSite, node: PipelineNode, statement: string): StepResult {
  const line = startOfLine(text, place.from);
  const first = statements.find(({ from, to }) => from >= line && to <= place.to && from <= place.from) ?? place;
  if (text.slice(line, first.from).replace('\uFEFF', '').trim() !== '') throw new CommandRefused('The stream is made in a line that goes on, where nothing can be added. Change the text instead.');
  const isReturn = /^return\b/.test(text.slice(place.from, place.to));
  const at = isReturn ? line : endOfLine(text, place.to);
  const lineEnd = lineEndOf(text);
  const lead = at > 0 && !/[\r\n]/.test(text[at - 1]!) ? lineEnd : '';
  const head = `${lead}${indentAt(text, place.from)}${statement}`;
  return { change: { edits: [{ from: at, to: at, insert: `${head}${lead === '' ? lineEnd : ''}` }], ends: [{ node, end: at + head.length }] }, done: true };
}

/** The function that saves, and its import, behind the script's imports. */
function saveFunction({ text, statements }: ScriptReading): StepResult {
  const imports = statements.filter((site) => site.scope === 0 && /^(import|from)\b/.test(text.slice(site.from, site.to)) && indentAt(text, site.from) === '');
  const last = imports.at(-1) ?? statements[0];
  const at = imports.length > 0 ? endOfLine(text, last!.to) : last ? startOfLine(text, last.from) : 0;
  const lines = [...(/^import sqlite3\b/m.test(text) ? [] : ['import sqlite3']), '', ...SAVE_FUNCTION, ''];
  return { change: { edits: [{ from: at, to: at, insert: lines.join(lineEndOf(text)) + lineEndOf(text) }] }, done: false };
}

/** A node goes: its statement, or its link of a chain. */
export function removeStep(reading: ScriptReading, id: string, after: Pipeline): StepResult | null {
  const site = reading.sites.get(id);
  if (!site) return null;
  const { call, statement, receiver, node, variable, uses } = site;
  const { text } = reading;
  const user = [...reading.sites.values()].find(({ inputs }) => inputs.some(({ from }) => from === site));
  if (user || uses.length > 0) throw new CommandRefused(`${user && user.node.op !== 'code' ? user.node.name : 'Other code of the script'} uses ${node.name}. Change the text instead.`);
  const apart = keptApart(reading, { from: receiver?.to ?? call.from, to: call.to - 1 }, after);
  if (apart) return apart;
  if (statement.nodes.some((other) => other.call.from < call.from || other.call.to > call.to)) throw new CommandRefused(`${node.name} shares its statement with other streams. Change the text instead.`);
  const inline = receiver && inlineAt(reading, receiver);
  const isWhole = call.to === statement.to || /^\s*\)+$/.test(text.slice(call.to, statement.to));
  if (inline && isWhole) {
    const edits = [{ from: linkStart(text, site), to: call.to, insert: '' }];
    return { change: { edits: variable ? [{ ...variable, insert: freeVariable(reading, inline.node.name, inline.node.op) }, ...edits] : edits }, done: true };
  }
  if (!isWhole && node.op !== 'code') throw new CommandRefused(`${node.name} is part of a longer expression. Change the text instead.`);
  return withoutStatement(reading, statement);
}

/** A comment on the statement's line stays; a block that would be empty gets `pass`. */
function withoutStatement(reading: ScriptReading, statement: StatementSite): StepResult {
  const { text, tree } = reading;
  const done = (from: number, to: number, insert: string): StepResult => ({ change: { edits: [{ from, to, insert }] }, done: true });
  if (bodyStatements(tree.nodeAt(statement)) === 1) return done(statement.from, statement.to, 'pass');
  const lines = ownLines(reading, statement);
  if (!lines) {
    const behind = /^[ \t]*;[ \t]*/.exec(text.slice(statement.to));
    if (behind) return done(statement.from, statement.to + behind[0].length, '');
    const before = /[ \t]*;[ \t]*$/.exec(text.slice(0, statement.from));
    return done(statement.from - (before?.[0].length ?? 0), statement.to, before ? '' : 'pass');
  }
  const comment = /#.*/.exec(text.slice(statement.to, lines.to));
  return comment ? done(statement.from, statement.to + comment.index, '') : done(lines.from, lines.to, '');
}
