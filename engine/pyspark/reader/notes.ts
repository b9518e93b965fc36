import type { SyntaxNode } from '@lezer/common';
import type { PipelineNode } from '#engine/model';
import { type Call, memberOf, type PythonTree } from '../python-tree';
import { noSettings } from '../read-contexts';
import type { LifeCycle, NodeSite, StatementSite, UnknownMethod } from '../reading';
import { type Scope, streamsOf, type Value } from '../scope';
import type { Range } from '../text-edits';

/** A function that a node is given, where it was given. */
export interface GivenFunction {
  readonly site: NodeSite;
  readonly param: string;
  readonly value: SyntaxNode;
  readonly scope: Scope;
}

/** What has been read of a script so far, and where the reader is. */
export class Notes {
  readonly errors: readonly number[];
  readonly settings = noSettings();
  readonly statements: StatementSite[] = [];
  readonly sites: NodeSite[] = [];
  readonly lifeCycle: LifeCycle[] = [];
  readonly orders = new Map<NodeSite, number>();
  /** Where functions begin that were read where they are called: they are no statements of their own. */
  readonly inlined = new Set<number>();
  /** Names whose values are no definitions: what uses them needs the script to run. */
  readonly computed = new Set<string>();
  readonly functions: GivenFunction[] = [];
  readonly unknownMethods: UnknownMethod[] = [];
  /** Functions are looked through at the end, when it is known what their names hold. */
  readonly closures: { readonly node: SyntaxNode; readonly scope: Scope }[] = [];
  /** The statement that is being read. */
  statement: StatementSite = { from: 0, to: 0, role: 'code', nodes: [], block: 0, scope: 0, harmless: true };
  /** Where the function begins that is being read; 0: none. */
  function = 0;
  /** What the function that is being read returned. */
  returned: Value = { is: 'unknown' };

  constructor(readonly tree: PythonTree) {
    this.errors = tree.errorOffsets();
  }

  /** A statement begins. */
  begin(node: SyntaxNode, block: number): void {
    this.statement = { from: node.from, to: node.from + this.tree.of(node).trimEnd().length, role: 'code', nodes: [], block, scope: this.function, harmless: false };
    this.statements.push(this.statement);
  }

  /** Whether a range holds text that is no Python. */
  hasError({ from, to }: Range): boolean {
    return this.errors.some((at) => at >= from && at <= to);
  }

  /** A stream's name is used here. */
  use({ uses, variable }: NodeSite, { from, to }: Range): void {
    if (variable && this.tree.of(variable).normalize('NFKC') === this.tree.of({ from, to }).normalize('NFKC') && !uses.some((use) => use.from === from)) uses.push({ from, to });
  }

  /** start(), stop() and the like. */
  live(method: string, { from, to }: Range): void {
    this.lifeCycle.push({ method, range: { from, to }, order: this.statements.length });
  }

  /** A method that streams or contexts do not have. */
  unknown(on: 'ssc' | 'dstream', method: string, { node, callee }: Call, site: NodeSite | null): void {
    const end = callee.firstChild?.to ?? callee.from;
    this.unknownMethods.push({ on, method, call: { from: node.from, to: node.to }, receiver: { from: callee.from, to: end }, site });
  }

  /** A node, made by the statement that is being read. */
  add(site: NodeSite): Value {
    this.sites.push(site);
    this.orders.set(site, this.statements.length);
    this.statement.nodes.push(site);
    this.statement.role = 'streams';
    return { is: 'stream', site };
  }

  /** A "code" node: what stands there is kept as it is. */
  code(node: SyntaxNode, streams: readonly NodeSite[]): Value {
    const call = { from: node.from, to: node.from + this.tree.of(node).trimEnd().length };
    const own: PipelineNode = { id: `#${this.sites.length}`, op: 'code', name: '', params: { code: this.tree.of(call) } };
    const inputs = streams.map((from) => ({ port: 'streams', range: call, from }));
    return this.add({ node: own, call, receiver: null, list: null, args: new Map(), inputs, statement: this.statement, variable: null, reference: null, uses: [] });
  }

  /** Streams that are fields of objects are used by their names, too. */
  #attributes(node: SyntaxNode, scope: Scope): void {
    node.cursor().iterate((at) => {
      const member = at.name === 'MemberExpression' ? memberOf(at.node, this.tree) : null;
      const owner = member?.object.name === 'VariableName' ? scope.get(this.tree.of(member.object)) : undefined;
      const field = owner?.is === 'object' ? owner.fields.get(member!.name) : undefined;
      if (field?.is === 'stream') this.use(field.site, { from: at.to - member!.name.length, to: at.to });
    });
  }

  /** Streams that an expression or statement has to do with. */
  mentioned(node: SyntaxNode, scope: Scope): NodeSite[] {
    this.#attributes(node, scope);
    return this.tree.freeNames(node).flatMap((variable) => {
      const value = scope.get(this.tree.of(variable));
      const streams = streamsOf(value);
      if (value?.is === 'stream') this.use(value.site, variable);
      return streams;
    });
  }
}
