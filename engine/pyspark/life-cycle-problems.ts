import { problem, type Problem } from '#engine/model';
import { operators } from '#engine/operators';
import type { LifeCycle, NodeSite, ScriptReading } from './reading';
import type { Checking } from './script-problems';
import { endOfLine, indentAt, lineEndOf } from './text-style';

/** Starting, waiting, stopping, checkpoints: what Spark tells only when the program runs, or not at all. */
export function lifeCycleProblems(checking: Checking): Problem[] {
  const { reading } = checking;
  // A script that makes several contexts, one after the other, is not judged.
  if (!reading.settings.streamingContext || [...reading.text.matchAll(/\bStreamingContext\s*\(/g)].length > 1) return [];
  return [...intervalProblems(checking), ...startProblems(checking), ...orderProblems(checking), ...checkpointProblems(checking)];
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
  if (!start) return hasOutput && !/\.start\s*\(/.test(text) ? [problem('no-start', undefined, at(settings.streamingContext!.call.from))] : [];
  if (first(lifeCycle, 'awaitTermination', 'awaitTerminationOrTimeout', 'stop') || /\.(awaitTermination|join|stop)\b|\bsleep\s*\(|\binput\s*\(|\bwhile\b/.test(text.slice(start.range.to))) return [];
  const line = endOfLine(text, start.range.to);
  const lead = /[\r\n]$/.test(text.slice(0, line)) ? '' : lineEndOf(text);
  const insert = `${lead}${indentAt(text, start.range.from)}${settings.ssc ?? 'ssc'}.awaitTermination()${lead === '' ? lineEndOf(text) : ''}`;
  return [{ ...problem('no-await', undefined, at(start.range.from)), fix: { title: 'Add awaitTermination()', command: { kind: 'editScript', edits: [{ from: line, to: line, insert }] } } }];
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
