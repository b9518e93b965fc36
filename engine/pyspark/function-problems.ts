import { problem, type Problem } from '#engine/model';
import { operators } from '#engine/operators';
import type { FunctionSite } from './reading';
import type { Checking } from './script-problems';

const KINDS = { sc: 'the SparkContext', ssc: 'the StreamingContext', session: 'the SparkSession', stream: 'a stream', rdd: 'an RDD' } as const;
/** Functions of these run in the program itself, once a batch; all others on executors. */
const IN_DRIVER = new Set(['transform', 'transformWith', 'foreachRDD']);
const PYTHONS_OWN = new Set(['print', 'len', 'list', 'sorted', 'sum', 'str', 'repr']);

/** What functions take from outside, and what they do that a batch does not allow. */
export function functionProblems(checking: Checking): Problem[] {
  return checking.reading.functions.flatMap((each) => (IN_DRIVER.has(each.site.node.op) ? driverProblems(each, checking) : executorProblems(each, checking)));
}

function executorProblems({ site, param, captured }: FunctionSite, { at }: Checking): Problem[] {
  const [first] = captured;
  if (!first) return [];
  return [{ ...problem('context-in-function', { name: site.node.name, captured: first.name, what: KINDS[first.is] }, { ...at(first.range.from, site.node.id), param }) }];
}

function driverProblems(fn: FunctionSite, checking: Checking): Problem[] {
  const { site, param, definition, captured } = fn;
  const { reading, at } = checking;
  const { id, name } = site.node;
  const argument = site.args.get(param)?.value;
  const given = argument ? reading.tree.of(argument) : '';
  if (!definition) {
    const isCounted = !(PYTHONS_OWN.has(given) || /^(functools\.)?partial\s*\(/.test(given));
    if (isCounted || !argument) return [];
    const fix = given === 'print' ? { fix: { title: 'Print the records', command: { kind: 'editScript', edits: [{ ...argument, insert: 'lambda rdd: print(rdd.collect())' }] } as const } } : {};
    return [{ ...problem('not-a-function', { name: operators.get(site.node.op)!.title, text: given }, { ...at(argument.from, id), param }), ...fix }];
  }
  const body = reading.text.slice(definition.from, definition.to);
  const problems: Problem[] = [];
  const place = (offset: number): NonNullable<Problem['place']> => ({ ...at(definition.from + offset, id), param });
  const stop = /\.(stop|awaitTermination|awaitTerminationOrTimeout)\s*\(/.exec(body);
  if (stop && captured.some(({ is }) => is === 'ssc')) problems.push(problem('stop-in-function', { name, method: stop[1]! }, place(stop.index + 1)));
  const stream = captured.find(({ is }) => is === 'stream');
  if (stream) problems.push(problem('stream-in-function', { name, captured: stream.name }, { ...at(stream.range.from, id), param }));
  const context = captured.find(({ is }) => is === 'sc' || is === 'ssc');
  const isSaved = reading.lifeCycle.some(({ method }) => method === 'checkpoint');
  if (context && isSaved && !stop) {
    const rdd = rddOf(body);
    const fix = context.is === 'sc' && rdd !== null ? { fix: { title: `Use ${rdd}.context`, command: { kind: 'editScript', edits: captured.filter(({ is }) => is === 'sc').map(({ range }) => ({ ...range, insert: `${rdd}.context` })) } as const } } : {};
    problems.push({ ...problem('context-in-checkpoint', { name, captured: context.name }, { ...at(context.range.from, id), param }), ...fix });
  }
  const empty = emptyCall(body);
  if (empty) problems.push({ ...problem('empty-batch', { name, method: empty.method }, place(empty.at)), ...emptyFix(site.node.op, body, definition.from) });
  const sleep = /\b(?:time\.)?sleep\(\s*(\d+(?:\.\d+)?)\s*\)/.exec(body);
  const { batchInterval } = reading.pipeline;
  if (sleep && reading.settings.batchInterval?.known !== undefined && Number(sleep[1]) * 1000 >= batchInterval && !/\bif\b/.test(body)) problems.push(problem('sleep-in-batch', { name, sleep: Number(sleep[1]) * 1000, interval: batchInterval }, place(sleep.index)));
  return problems;
}

/** The parameter that is the batch's RDD: the only one, or the one behind the time. */
function rddOf(body: string): string | null {
  return /^(?:def\s+\w+|lambda)\s*\(?\s*(?:\w+\s*(?::[^,)]*)?,\s*)?(\w+)/.exec(body)?.[1] ?? null;
}

/** What a function without a result does for an empty batch: nothing. */
function emptyFix(op: string, body: string, from: number): Pick<Problem, 'fix'> {
  const rdd = rddOf(body);
  if (op !== 'foreachRDD' || rdd === null) return {};
  const title = 'Leave out batches without records';
  const lambda = /^lambda[^:]*:\s*/.exec(body)?.[0];
  if (lambda !== undefined) return { fix: { title, command: { kind: 'editScript', edits: [{ from: from + lambda.length, to: from + lambda.length, insert: `None if ${rdd}.isEmpty() else ` }] } } };
  // A def of one line, or with a type that has a colon, is left to its writer.
  const head = /^def\s+\w+\s*\([\w\s,]*\)\s*:[ \t]*(?:#[^\r\n]*)?(\r\n|\n|\r)([ \t]+)/.exec(body);
  if (!head) return {};
  const at = from + head[0].length;
  return { fix: { title, command: { kind: 'editScript', edits: [{ from: at, to: at, insert: `if ${rdd}.isEmpty():${head[1]}${head[2]}${head[2]}return${head[1]}${head[2]}` }] } } };
}

/** A call on the batch's RDD that fails when it is empty, with nothing around it that looks first. */
function emptyCall(body: string): { readonly method: string; readonly at: number } | null {
  if (/\b(isEmpty|try|count|take)\b|\bif\b/.test(body)) return null;
  const rdd = rddOf(body);
  if (rdd === null) return null;
  const call = new RegExp(`\\b${rdd}\\s*(?:\\.(?!first|reduce\\b|max|min|toDF)\\w+\\([^()]*(?:\\([^()]*\\)[^()]*)*\\)\\s*)*\\.\\s*(first|reduce|max|min|toDF)\\s*\\(`).exec(body);
  return call ? { method: call[1]!, at: call.index } : null;
}
