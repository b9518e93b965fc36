import type { SyntaxNode } from '@lezer/common';
import type { ParamValue, PipelineNode } from '#engine/model';
import type { OperatorDeclaration } from '#engine/operators';
import { paramValue } from '../operator-calls';
import { type Call, unwrapped } from '../python-tree';
import { argumentSites } from '../read-contexts';
import type { InputSite, NodeSite } from '../reading';
import type { Scope, Value } from '../scope';
import type { Notes } from './notes';
import type { Reader } from './reader';

/** Nodes from calls of operators: their settings, functions and inputs. */
export class Nodes {
  constructor(private readonly notes: Notes, private readonly reader: Reader) {}

  node(declaration: OperatorDeclaration, call: Call, receiver: { readonly object: SyntaxNode; readonly site: NodeSite | null } | null, scope: Scope): Value {
    const { from, to } = call.node;
    const inputs: InputSite[] = receiver && declaration.inputs[0] ? [{ port: declaration.inputs[0].name, range: { from: receiver.object.from, to: receiver.object.to }, from: receiver.site }] : [];
    const merged = declaration.kind === 'union' && receiver ? this.#mergedUnion(receiver, call) : null;
    const positional = declaration.kind === 'union' && !receiver ? [] : declaration.pyspark.args;
    const args = argumentSites(call, merged ? [] : positional);
    const params = new Map<string, ParamValue>();
    const functions: [string, SyntaxNode][] = [];
    const expressions = new Map<string, string>();
    for (const [name, { index }] of args) {
      const { value, star } = call.args[index]!;
      const text = this.notes.tree.of(value);
      const port = declaration.inputs.find((input) => input.name === name)?.name ?? (declaration.kind === 'union' ? (index === 0 && !receiver ? 'parent' : 'others') : undefined);
      const known = this.reader.expressions.evaluate(value, scope);
      if (port !== undefined && !star) {
        inputs.push({ port, range: { from: value.from, to: value.to }, from: known?.is === 'stream' ? known.site : null });
        if (known?.is !== 'stream' && text !== 'None') expressions.set(name, text);
        continue;
      }
      const parameter = Object.hasOwn(declaration.params, name) ? declaration.params[name] : undefined;
      const read = parameter && !star ? paramValue(parameter, text, known?.is === 'constant' ? known.value : undefined) : undefined;
      if (read === undefined) expressions.set(name, text);
      else params.set(name, read);
      if (parameter?.type === 'function') functions.push([name, value]);
      if (known === null || known.is === 'function') this.notes.closures.push({ node: value, scope });
    }
    if (merged) {
      merged.inputs.push(...inputs.slice(1).map((input) => ({ ...input, port: 'others' })));
      merged.call = { from, to };
      return { is: 'stream', site: merged };
    }
    const node: PipelineNode = {
      id: `#${this.notes.sites.length}`,
      op: declaration.kind,
      name: '',
      params: Object.fromEntries(params),
      ...(expressions.size > 0 ? { expressions: Object.fromEntries(expressions) } : {}),
    };
    const site: NodeSite = { node, call: { from, to }, receiver: receiver ? { from: receiver.object.from, to: receiver.object.to } : null, list: { from: call.list.from, to: call.list.to }, args, inputs, statement: this.notes.statement, variable: null, reference: null, uses: [] };
    for (const [param, value] of functions) this.notes.functions.push({ site, param, value, scope });
    return this.notes.add(site);
  }

  /** a.union(b).union(c) is one node with three inputs. */
  #mergedUnion({ object, site }: { readonly object: SyntaxNode; readonly site: NodeSite | null }, { args }: Call): NodeSite | null {
    const inline = unwrapped(object);
    return site?.node.op === 'union' && site.receiver && inline.from === site.call.from && inline.to === site.call.to && args.length === 1 ? site : null;
  }
}
