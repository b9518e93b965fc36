import { CommandRefused, type Pipeline, type PipelineNode } from '#engine/model';
import { type Step, stepsBetween } from './edit-steps';
import { readScript } from './read-script';
import type { ScriptReading } from './reading';
import { applyStep, type TextChange } from './script-steps';
import { edited, type TextEdit } from './text-edits';

export interface ScriptEdit {
  readonly reading: ScriptReading;
  readonly pipeline: Pipeline;
}

/**
 * The script after its graph was changed: each difference becomes the smallest edit of the text that says it, and
 * everything else stays byte for byte. A value that would make the text invalid, such as a lambda that is being typed,
 * stays with its node until it is complete.
 * @throws CommandRefused for a change that a script cannot say, with the reason
 */
export function editScript(reading: ScriptReading, after: Pipeline): ScriptEdit {
  let current = reading;
  const pending: Step[] = [];
  for (const step of stepsBetween(reading.pipeline, after)) {
    const next = applied(current, step, after);
    if (next) current = next;
    else pending.push(step);
  }
  if (!saysTheSame(current.pipeline, after)) throw new CommandRefused('This change would change more of the script’s graph than was meant. Change the text instead.');
  return { reading: current, pipeline: settled(current, after, pending) };
}

/** Whether two pipelines have the same nodes and wires. Of one whose wires lead nowhere a script can say nothing more. */
function saysTheSame(read: Pipeline, wanted: Pipeline): boolean {
  const ids = new Set(wanted.nodes.map(({ id }) => id));
  const wires = ({ edges }: Pipeline): Set<string> => new Set(edges.filter(({ from, to }) => ids.has(from) && ids.has(to)).map(({ from, to, port }) => JSON.stringify([from, to, port])));
  const [has, should] = [wires(read), wires(wanted)];
  return read.nodes.length === ids.size && read.nodes.every(({ id }) => ids.has(id)) && has.size === should.size && [...has].every((wire) => should.has(wire));
}

/** null: the text cannot say it yet. */
function applied(reading: ScriptReading, step: Step, after: Pipeline): ScriptReading | null {
  let current = reading;
  // A step may need others first, such as a name for a stream in the middle of a chain.
  for (let turn = 0; turn < 100; turn++) {
    const result = applyStep(current, step, after);
    if (result === null) return current;
    const next = reread(current, result.change);
    if (next.problems.length > 0) {
      if (step.kind === 'param' || step.kind === 'setting') return null;
      throw new CommandRefused('This change would leave a script that Python cannot read. Change the text instead.');
    }
    current = next;
    if (result.done) return current;
  }
  throw new CommandRefused('This change is too large for the script. Change the text instead.');
}

/** Reads the text after a change; nodes outside of the edits, and in moved text, are who they were. */
function reread(reading: ScriptReading, { edits, moves = [], ends = [] }: TextChange): ScriptReading {
  const places = new Map<string, PipelineNode>();
  for (const { node, call } of reading.sites.values()) {
    const move = moves.find(({ from, to }) => call.to > from && call.to <= to);
    const end = move ? move.at + call.to - move.from : endAfter(call.to, edits);
    if (end !== null) places.set(`${node.op}@${end}`, node);
  }
  for (const { node, end } of ends) places.set(`${node.op}@${end}`, node);
  return readScript(edited(reading.text, edits), { previous: { pipeline: reading.pipeline, places }, unnamed: reading.unnamed });
}

function endAfter(end: number, edits: readonly TextEdit[]): number | null {
  let shift = 0;
  for (const { from, to, insert } of edits) {
    if (from >= end) continue;
    if (to > end || (to === end && insert === '')) return null;
    shift += insert.length - (to - from);
  }
  return end + shift;
}

/** Names and values that the text does not say, or cannot say yet, are the pipeline's own. */
function settled({ pipeline, sites, unnamed }: ScriptReading, after: Pipeline, pending: readonly Step[]): Pipeline {
  const wanted = new Map(after.nodes.map((node) => [node.id, node]));
  const nodes = pipeline.nodes.map((node) => {
    const want = wanted.get(node.id);
    if (!want) return node;
    const { expressions: _, ...own } = want;
    const name = unnamed === 'lines' || sites.get(node.id)?.variable ? node.name : want.name;
    const params = pending.flatMap((step) => (step.kind === 'param' && step.id === node.id ? [[step.param, step.value] as const] : []));
    return { ...own, ...node, name, params: { ...node.params, ...Object.fromEntries(params) } };
  });
  const { layout, settings, groups, notes, widgets } = after;
  return { ...after, ...pipeline, nodes, layout, settings, ...(groups ? { groups } : {}), ...(notes ? { notes } : {}), ...(widgets ? { widgets } : {}) };
}
