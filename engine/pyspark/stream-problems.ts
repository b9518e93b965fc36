import { problem, type Problem } from '#engine/model';
import { operators } from '#engine/operators';
import type { NodeSite, UnknownMethod } from './reading';
import type { Checking } from './script-problems';
import { stringValue } from './python-literals';
import { endOfLine, indentAt, lineEndOf } from './text-style';

/** Streams that are made or used otherwise than they can be. */
export function streamProblems(checking: Checking): Problem[] {
  const { reading } = checking;
  const sites = [...reading.sites.values()];
  return [
    ...sites.flatMap((site) => [...sourceProblems(site, checking), ...printProblems(site, checking)]),
    ...unused(sites, checking),
    ...reading.unknownMethods.flatMap((each) => methodProblem(each, checking)),
  ];
}

function sourceProblems(site: NodeSite, { reading: { text, tree }, at }: Checking): Problem[] {
  const { op, id, params, expressions } = site.node;
  if (op === 'socketTextStream') {
    const port = expressions && Object.hasOwn(expressions, 'port') ? expressions.port! : '';
    const given = site.args.get('port');
    if (given && (/^sys\.argv\[\d+\]$/.test(port) || stringValue(port) !== null)) {
      const number = stringValue(port);
      const insert = number !== null && /^\d+$/.test(number) ? number : `int(${port})`;
      return [{ ...problem('port-is-text', { text: port }, at(given.from, id)), fix: { title: `Write ${insert}`, command: { kind: 'editScript', edits: [{ ...given.value, insert }] } } }];
    }
  }
  if (op === 'queueStream' && typeof params.rdds === 'string' && /^\w+$/.test(params.rdds)) {
    const later = new RegExp(`\\b${params.rdds}(\\.(append|extend)\\s*\\(|\\s*\\+=)`).exec(text.slice(site.statement.to));
    // In a function the order of the text is not the order in which things happen.
    const isLater = later && site.statement.scope === 0 && tree.nodeAt({ from: site.statement.to + later.index, to: site.statement.to + later.index }) !== null;
    if (later && isLater) return [problem('queue-appended', { queue: params.rdds }, at(site.statement.to + later.index, id))];
  }
  return [];
}

function printProblems({ node, call, inputs }: NodeSite, { reading: { text, tree }, at }: Checking): Problem[] {
  const [, name] = node.op === 'code' && inputs.length === 1 ? (/^print\s*\(\s*([\w.]+)\s*\)$/.exec(text.slice(call.from, call.to)) ?? []) : [];
  if (name === undefined || inputs[0]?.from?.reference !== name) return [];
  void tree;
  return [{ ...problem('print-of-stream', { name }, at(call.from, node.id)), fix: { title: `Use ${name}.pprint()`, command: { kind: 'editScript', edits: [{ ...call, insert: `${name}.pprint()` }] } } }];
}

/** Streams that no output depends on; where there is no output at all, that is told instead. */
function unused(sites: readonly NodeSite[], { reading: { text }, at }: Checking): Problem[] {
  if (!sites.some(({ node }) => node.op === 'code' || operators.get(node.op)?.output === null)) return [];
  const used = new Set(sites.flatMap(({ inputs }) => inputs.map(({ from }) => from)));
  return sites
    .filter((site) => operators.get(site.node.op)?.output !== null && !['code', 'cache', 'persist'].includes(site.node.op) && !used.has(site) && site.uses.length === 0)
    .map((site) => ({ ...problem('unused-stream', { name: site.node.name }, at(site.variable?.from ?? site.receiver?.to ?? site.call.from, site.node.id)), ...printFix(site, text) }));
}

/** A line behind the statement, where the stream has a name to be printed by. */
function printFix({ reference, statement }: NodeSite, text: string): Pick<Problem, 'fix'> {
  if (reference === null) return {};
  const line = endOfLine(text, statement.to);
  const lead = /[\r\n]$/.test(text.slice(0, line)) ? '' : lineEndOf(text);
  return { fix: { title: `Print ${reference}`, command: { kind: 'editScript', edits: [{ from: line, to: line, insert: `${lead}${indentAt(text, statement.from)}${reference}.pprint()${lead === '' ? lineEndOf(text) : ''}` }] } } };
}

/** Methods that PySpark's streams have, without operators here. */
const OTHER_METHODS = new Set(['context', 'slice', 'transform', 'getActive', 'getOrCreate', 'getActiveOrCreate', 'union']);
const OF_RDDS = new Set(['sortByKey', 'sortBy', 'distinct', 'subtract', 'intersection', 'zipWithIndex', 'keys', 'values', 'keyBy', 'sample', 'subtractByKey', 'aggregateByKey', 'foldByKey', 'coalesce', 'cartesian']);
const OF_OUTPUTS = new Set(['print', 'show', 'collect', 'take', 'first', 'top', 'foreach', 'foreachPartition', 'foreachBatch', 'saveAsTextFile', 'toDF']);

function methodProblem({ on, method, call, receiver, site }: UnknownMethod, { reading: { text }, at }: Checking): Problem[] {
  if (on === 'ssc' || OTHER_METHODS.has(method) || method.startsWith('_')) return [];
  const place = at(receiver.to, site?.node.id);
  if (OF_RDDS.has(method)) {
    const tail = text.slice(receiver.to, call.to).trimStart();
    const edits = [{ from: receiver.to, to: call.to, insert: `.transform(lambda rdd: rdd${tail})` }];
    return [{ ...problem('no-such-method', { method, advice: `RDDs have: use transform(lambda rdd: rdd.${method}(…)).` }, place), fix: { title: 'Use transform', command: { kind: 'editScript', edits } } }];
  }
  if (OF_OUTPUTS.has(method)) {
    const advice = method === 'saveAsTextFile' ? 'Use saveAsTextFiles.' : ['print', 'show'].includes(method) ? 'Use pprint().' : `Use foreachRDD(lambda rdd: …) and call ${method} there.`;
    const fix = ['print', 'show'].includes(method) ? { fix: { title: 'Use pprint()', command: { kind: 'editScript', edits: [{ from: receiver.to, to: call.to, insert: '.pprint()' }] } as const } } : {};
    return [{ ...problem('no-such-method', { method, advice }, place), ...fix }];
  }
  return [problem('no-such-method', { method, advice: method === 'mapWithState' ? 'Use updateStateByKey.' : 'See the list of operators for what there is.' }, place)];
}
