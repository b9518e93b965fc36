import { problem, type Problem } from '#engine/model';
import { operators } from '#engine/operators';
import type { LifeCycle, NodeSite, ScriptReading } from './reading';
import type { Checking } from './script-problems';
import { endOfLine, indentAt, lineEndOf } from './text-style';

/** Starting, waiting, stopping, checkpoints: what Spark tells only when the program runs, or not at all. */
export function lifeCycleProblems(checking: Checking): Problem[] {
  return [...contextProblems(checking), ...settingProblems(checking), ...streamingProblems(checking)];
}

/** A second SparkContext beside the first, as in a notebook whose cells were run into one. */
function contextProblems({ reading: { text, tree }, at }: Checking): Problem[] {
  const made = [...text.matchAll(/^[^\s#][^#\r\n]*?\b(SparkContext\s*)\(/gm)].map((match) => match.index + match[0].length - match[1]!.length - 1).filter((offset) => tree.nodeAt({ from: offset, to: offset + 'SparkContext'.length }).name === 'VariableName');
  const [first, second] = made;
  if (first === undefined || second === undefined || /\.stop\s*\(/.test(text.slice(first, second))) return [];
  const end = closing(text, second);
  return [{ ...problem('second-context', undefined, at(second)), ...(end === null ? {} : { fix: { title: 'Use the one that is there', command: { kind: 'editScript', edits: [{ from: second, to: end, insert: 'SparkContext.getOrCreate()' }] } } }) }];
}

function settingProblems({ reading: { text, tree }, at }: Checking): Problem[] {
  if (text.includes('spark.streaming.backpressure.enabled')) return [];
  const found = /['"](spark\.streaming\.backpressure\.[\w.]+)['"]/.exec(text);
  return found && tree.nodeAt({ from: found.index, to: found.index + found[0].length }).name === 'String' ? [problem('backpressure-off', { setting: found[1]! }, at(found.index))] : [];
}

function streamingProblems(checking: Checking): Problem[] {
  const { reading } = checking;
  // A script that makes several contexts, one after the other, is not judged.
  if (!reading.settings.streamingContext || [...reading.text.matchAll(/\bStreamingContext\s*\(/g)].length > 1) return [];
  return [...intervalProblems(checking), ...startProblems(checking), ...orderProblems(checking), ...checkpointProblems(checking), ...recoveryProblems(checking)];
}

function intervalProblems({ reading: { settings }, at }: Checking): Problem[] {
  const call = settings.streamingContext!;
  if (call.args.has('batchDuration') || call.args.has('jssc') || [...call.args.values()].some(({ index, keyword }) => keyword === null && index > 0)) return [];
  const fix = { title: 'Use 1 second', command: { kind: 'editScript', edits: [{ from: call.list.to - 1, to: call.list.to - 1, insert: call.args.size > 0 ? ', 1' : '' }] } as const };
  return [{ ...problem('no-batch-interval', undefined, at(call.call.from)), ...(call.args.size > 0 ? { fix } : {}) }];
}

function first(lifeCycle: readonly LifeCycle[], ...methods: string[]): LifeCycle | undefined {
  return lifeCycle.find(({ method }) => methods.includes(method));
}

function startProblems({ reading, at }: Checking): Problem[] {
  const { lifeCycle, text, sites, settings } = reading;
  const start = first(lifeCycle, 'start');
  const hasOutput = [...sites.values()].some(({ node }) => operators.get(node.op)?.output === null);
  if (!start) return hasOutput && !/\.start\s*\(/.test(text) ? [{ ...problem('no-start', undefined, at(settings.streamingContext!.call.from)), ...startFix(reading) }] : [];
  if (first(lifeCycle, 'awaitTermination', 'awaitTerminationOrTimeout', 'stop') || /\.(awaitTermination|join|stop)\b|\bsleep\s*\(|\binput\s*\(|\bwhile\b/.test(text.slice(start.range.to))) return [];
  const line = endOfLine(text, start.range.to);
  const lead = /[\r\n]$/.test(text.slice(0, line)) ? '' : lineEndOf(text);
  const insert = `${lead}${indentAt(text, start.range.from)}${settings.ssc ?? 'ssc'}.awaitTermination()${lead === '' ? lineEndOf(text) : ''}`;
  return [{ ...problem('no-await', undefined, at(start.range.from)), fix: { title: 'Add awaitTermination()', command: { kind: 'editScript', edits: [{ from: line, to: line, insert }] } } }];
}

/** Two lines at the end, where the context is a variable of the program itself. */
function startFix({ text, settings, statements }: ScriptReading): Pick<Problem, 'fix'> {
  const { call } = settings.streamingContext!;
  const making = statements.find(({ from, to }) => from <= call.from && to >= call.to);
  if (settings.ssc === null || !making || making.scope !== 0 || indentAt(text, making.from) !== '') return {};
  const end = lineEndOf(text);
  const lead = /[\r\n]$/.test(text) ? '' : end;
  return { fix: { title: 'Add start() and awaitTermination()', command: { kind: 'editScript', edits: [{ from: text.length, to: text.length, insert: `${lead}${settings.ssc}.start()${end}${settings.ssc}.awaitTermination()${lead === '' ? end : ''}` }] } } };
}

/** Streams that the program makes beside the function that getOrCreate calls only where there is no checkpoint yet. */
function recoveryProblems({ reading: { settings: { recovers }, sites, statements }, at }: Checking): Problem[] {
  const recovery = recovers && statements.find(({ from, to }) => from <= recovers.from && to >= recovers.to);
  if (!recovery) return [];
  const outside = [...sites.values()].filter(({ node, statement, call }) => node.op !== 'code' && statement.scope === recovery.scope && call.from > recovers.to);
  return outside.slice(0, 1).map((site) => problem('not-recovered', { name: site.node.name }, at(site.receiver?.from ?? site.call.from, site.node.id)));
}

function orderProblems({ reading, at }: Checking): Problem[] {
  const start = first(reading.lifeCycle, 'start');
  if (!start) return [];
  const late = [...reading.sites.values()].filter(({ node }) => node.op !== 'code' && (reading.orders.get(node.id) ?? 0) > start.order);
  const stop = first(reading.lifeCycle, 'stop');
  const again = stop && reading.lifeCycle.find(({ method, order }) => method === 'start' && order > stop.order);
  return [
    ...late.map((site) => problem('after-start', { name: site.node.name }, at(site.receiver?.from ?? site.call.from, site.node.id))),
    ...(again ? [problem('start-after-stop', undefined, at(again.range.from))] : []),
  ];
}

/** Whether Spark refuses to start it without a checkpoint directory. */
function needsCheckpoint({ node: { op, params } }: NodeSite): boolean {
  if (op === 'reduceByKeyAndWindow' || op === 'reduceByWindow') return typeof (params.invFunc ?? params.invReduceFunc) === 'string' && !/^\s*[\d.]+\s*$/.test(String(params.invFunc ?? params.invReduceFunc));
  return ['updateStateByKey', 'countByWindow', 'countByValueAndWindow', 'groupByKeyAndWindow'].includes(op);
}

function checkpointProblems({ reading, at }: Checking): Problem[] {
  const { lifeCycle, text, sites, settings, statements } = reading;
  const isSet = first(lifeCycle, 'checkpoint') !== undefined || /\b(setCheckpointDir|checkpoint)\s*\(/.test(text);
  const keeper = [...sites.values()].find(needsCheckpoint);
  if (!isSet && keeper) return [{ ...problem('state-without-checkpoint', { name: keeper.node.name }, at(keeper.receiver?.from ?? keeper.call.from, keeper.node.id)), ...checkpointFix(reading, statements) }];
  const queue = [...sites.values()].find(({ node }) => node.op === 'queueStream');
  return queue && settings.recovers ? [problem('queue-with-checkpoint', { name: queue.node.name }, at(queue.call.from, queue.node.id))] : [];
}

function checkpointFix({ text, settings }: ScriptReading, statements: ScriptReading['statements']): Pick<Problem, 'fix'> {
  const call = settings.streamingContext!.call;
  const making = statements.find(({ from, to }) => from <= call.from && to >= call.to);
  if (!making || settings.ssc === null || /^return\b/.test(text.slice(making.from))) return {};
  const line = endOfLine(text, making.to);
  return { fix: { title: 'Set a checkpoint directory', command: { kind: 'editScript', edits: [{ from: line, to: line, insert: `${indentAt(text, making.from)}${settings.ssc}.checkpoint("checkpoint")${lineEndOf(text)}` }] } } };
}

/** Behind the parenthesis that closes the call at an offset; null: there is none. */
function closing(text: string, at: number): number | null {
  let depth = 0;
  for (let index = text.indexOf('(', at); index >= 0 && index < text.length; index++) {
    if (text[index] === '(') depth++;
    else if (text[index] === ')' && --depth === 0) return index + 1;
  }
  return null;
}
