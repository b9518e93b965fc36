import { type Problem, type Place, validatePipeline } from '#engine/model';
import { functionProblems } from './function-problems';
import { lifeCycleProblems } from './life-cycle-problems';
import type { ScriptReading } from './reading';
import { streamProblems } from './stream-problems';
import { LineMap } from './text-edits';

/** What a check of a script needs to make a problem with its place. */
export interface Checking {
  readonly reading: ScriptReading;
  /** The place of an offset in the script. */
  readonly at: (offset: number, nodeId?: string) => Place;
}

/**
 * Everything about a script that can be told before it runs, by its lines: where it is no Python, what is wrong with
 * its pipeline, and the mistakes that are usual with Spark Streaming. Nothing is told that is not sure to be seen in
 * the text.
 */
export function scriptProblems(reading: ScriptReading, file: string): Problem[] {
  const lines = new LineMap(reading.text);
  const at = (offset: number, nodeId?: string): Place => ({ file, line: lines.lineAt(offset), column: lines.columnAt(offset), ...(nodeId === undefined ? {} : { nodeId }) });
  const checking = { reading, at };
  const found = [
    ...reading.problems.map((each) => ({ ...each, place: { ...each.place, file } })),
    ...validatePipeline(reading.pipeline).filter(({ code }) => code !== 'empty-pipeline' && !(code === 'no-output' && reading.lifeCycle.length === 0)).map((each) => placed(each, checking)),
    ...lifeCycleProblems(checking),
    ...streamProblems(checking),
    ...functionProblems(checking),
  ];
  return found.sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));
}

/** A problem of the pipeline where the script says what it is about. */
function placed(problem: Problem, { reading, at }: Checking): Problem {
  const { nodeId, param } = problem.place ?? {};
  const site = nodeId === undefined ? undefined : reading.sites.get(nodeId);
  const { settings, lifeCycle } = reading;
  const setting = problem.code === 'starvation' || problem.code === 'master-invalid' ? settings.master : problem.code === 'batch-interval' ? settings.batchInterval : null;
  const start = lifeCycle.find(({ method }) => method === 'start')?.range;
  const range = setting ?? (site && ((param !== undefined ? site.args.get(param)?.value : undefined) ?? { from: site.receiver?.to ?? site.call.from })) ?? start;
  const offset = range ? range.from + /^[\s\\]*/.exec(reading.text.slice(range.from, range.from + 500))![0].length : 0;
  const fix = problem.code === 'window-as-inverse' && site && range ? { title: 'Insert None', command: { kind: 'editScript', edits: [{ from: range.from, to: range.from, insert: 'None, ' }] } as const } : problem.fix;
  return { ...problem, place: { ...at(offset, nodeId), ...(param === undefined ? {} : { param }) }, ...(fix ? { fix } : {}) };
}
