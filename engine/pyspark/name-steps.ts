import { CommandRefused } from '#engine/model';
import { operators } from '#engine/operators';
import type { NodeSite, ScriptReading } from './reading';
import type { StepResult } from './script-steps';
import { canBeVariable, freeVariable, indentAt, isFirstOnLine, lineEndOf } from './text-style';

/** A node's variable gets another name, at all its uses; a link of a chain becomes a variable of its own. */
export function renameStep(reading: ScriptReading, id: string, name: string): StepResult | null {
  const site = reading.sites.get(id);
  if (!site || !canBeVariable(name)) return null;
  if (site.variable && reading.tree.of(site.variable) === name) return null;
  if (!site.variable && !isLink(reading, site) && !isLooseStream(site)) return null;
  if (reading.tree.identifiers.has(name)) throw new CommandRefused(`The script uses the name ${name} already. Choose another one.`);
  return site.variable ? renamed(site, name) : { ...extracted(reading, site, name), done: true };
}

function renamed({ variable, uses }: NodeSite, name: string): StepResult {
  return { change: { edits: [variable!, ...uses].map(({ from, to }) => ({ from, to, insert: name })) }, done: true };
}

/** In the middle of a chain, or an argument: something in the text follows on it. */
function isLink({ sites }: ScriptReading, site: NodeSite): boolean {
  return [...sites.values()].some(({ inputs }) => inputs.some(({ from }) => from === site));
}

/** A stream that is made and not used yet: a statement of its own. */
function isLooseStream({ node, call, statement }: NodeSite): boolean {
  return operators.get(node.op)?.output != null && call.from === statement.from && call.to === statement.to;
}

/**
 * What has to be done before a stream can be used by its name; null if it can be.
 * @throws CommandRefused where the text has no place for a name
 */
export function namingStep(reading: ScriptReading, site: NodeSite): StepResult | null {
  if (!site.variable) return extracted(reading, site, freeVariable(reading, site.node.name, site.node.op));
  const isTaken = [...reading.sites.values()].some((other) => other !== site && other.reference === site.reference);
  return isTaken ? { ...renamed(site, freeVariable(reading, site.node.name, site.node.op)), done: false } : null;
}

/** `a.f().g()` becomes `name = a.f()` and `name.g()`. */
export function extracted({ text, tree }: ScriptReading, { call, statement, node }: NodeSite, name: string): StepResult {
  if (node.op === 'code') throw new CommandRefused(`${node.name} is code of the script; its stream has no name that others could use. Change the text instead.`);
  const moved = tree.of(call);
  if (call.from === statement.from && call.to === statement.to) {
    return { change: { edits: [{ from: call.from, to: call.from, insert: `${name} = ` }], moves: [{ ...call, at: call.from + name.length + 3 }] }, done: false };
  }
  // Within brackets a chain goes over several lines as it is; outside it needs brackets of its own.
  const brackets = /[\r\n]/.test(moved) && tree.isBracketed(call, statement);
  const end = isFirstOnLine(text, statement) ? lineEndOf(text) + indentAt(text, statement.from) : '; ';
  const head = `${name} = ${brackets ? '(' : ''}`;
  return {
    change: {
      edits: [
        { from: statement.from, to: statement.from, insert: `${head}${moved}${brackets ? ')' : ''}${end}` },
        { ...call, insert: name },
      ],
      moves: [{ ...call, at: statement.from + head.length }],
    },
    done: false,
  };
}
