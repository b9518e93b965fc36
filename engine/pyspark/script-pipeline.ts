import { apply, type Command, CommandRefused, isDrawn, type Pipeline } from '#engine/model';
import { operators } from '#engine/operators';
import { editScript } from './edit-script';
import { scriptText } from './pieces';
import { printScript, type PrintedScript } from './print-script';
import { readScript } from './read-script';
import type { ScriptReading, Unnamed } from './reading';
import { edited, LineMap } from './text-edits';
import { indentAt } from './text-style';

/** Readings of pipelines, which never change. */
const readings = new WeakMap<Pipeline, ScriptReading>();

function remembered(pipeline: Pipeline, reading: ScriptReading): Pipeline {
  readings.set(pipeline, reading);
  return pipeline;
}

/**
 * A script as a pipeline.
 * @param name for a script that gives its application none, such as the file's
 * @param previous what it was when it was read last: nodes that are still there are known again, and stand where they stood
 */
export function pipelineOfScript(text: string, name: string, unnamed: Unnamed = 'words', previous: Pipeline | null = null): Pipeline {
  const reading = readScript(text, { name, unnamed, ...(previous && { previous }) });
  return remembered(reading.pipeline, reading);
}

/**
 * A pipeline from a file. Where its nodes say something else than its script, as after a merge of two versions of the
 * file, the script follows the nodes if it can.
 */
export function openPipeline(pipeline: Pipeline): Pipeline {
  const reading = readingOf(pipeline);
  if (!reading || reading.problems.length > 0) return pipeline;
  try {
    const { pipeline: opened, reading: now } = editScript(reading, pipeline);
    return remembered(opened, now);
  } catch (error) {
    if (error instanceof CommandRefused) return remembered({ ...reading.pipeline, ...drawnIn(pipeline) }, reading);
    throw error;
  }
}

/** The reading of a pipeline that is a script; null for one that was built by hand. */
export function readingOf(pipeline: Pipeline): ScriptReading | null {
  const known = readings.get(pipeline);
  if (known) return known;
  const text = scriptText(pipeline);
  if (text === null) return null;
  const reading = readScript(text, { previous: pipeline });
  remembered(pipeline, reading);
  return reading;
}

/**
 * The pipeline after a command, its script with it: a change of the graph becomes the smallest edit of the text, a
 * change of the text is read again. While the text is no Python the graph stays as it was, and only the text changes.
 * For a CommandLog.
 * @throws CommandRefused for a change of the graph that the script cannot follow
 */
export function applyToScript(pipeline: Pipeline, command: Command): Pipeline {
  if (command.kind === 'editScript') return withText(pipeline, edited(scriptOf(pipeline).text, command.edits));
  if (command.kind === 'replace') return openPipeline(command.pipeline);
  const after = apply(pipeline, command);
  const reading = readingOf(pipeline);
  if (!reading || after === pipeline || isDrawn(command)) {
    if (reading && after !== pipeline) remembered(after, reading);
    return after;
  }
  const [problem] = reading.problems;
  if (problem) throw new CommandRefused(`Line ${problem.place?.line ?? 1} of the script has a mistake; the graph can be changed when it is mended. ${problem.message}`);
  const result = editScript(reading, after);
  return remembered(result.pipeline, result.reading);
}

function withText(pipeline: Pipeline, text: string): Pipeline {
  const before = readingOf(pipeline);
  const reading = readScript(text, before ? { previous: before, unnamed: before.unnamed } : { previous: pipeline });
  // What is no Python now will be: until then its nodes stay as they were.
  const next = reading.problems.length > 0 ? { ...pipeline, code: reading.pipeline.code } : { ...reading.pipeline, ...drawnIn(pipeline) };
  return remembered(next, reading.problems.length > 0 ? frozen(reading, pipeline) : reading);
}

/** What a script does not say, and its pipeline's file does. */
function drawnIn({ layout, groups, notes, widgets }: Pipeline): Pick<Pipeline, 'layout' | 'groups' | 'notes' | 'widgets'> {
  return { layout, ...(groups ? { groups } : {}), ...(notes ? { notes } : {}), ...(widgets ? { widgets } : {}) };
}

/** A reading of a text with a mistake: where things stand is unknown, what was there before is not forgotten. */
function frozen(reading: ScriptReading, pipeline: Pipeline): ScriptReading {
  return { ...reading, pipeline: { ...pipeline, code: reading.pipeline.code } };
}

/** The script of a pipeline with the lines of its nodes: its own, or one printed for it. */
export function scriptOf(pipeline: Pipeline): PrintedScript {
  const reading = readingOf(pipeline);
  if (!reading) return printScript(pipeline);
  const lines = new LineMap(reading.text);
  const places = [...reading.sites].map(([id, { call, receiver, statement, variable }]) => {
    // A link of a chain is the lines from behind its receiver on; a statement's last node is all of it that is its own.
    const from = variable && receiver ? Math.min(variable.from, receiver.to) : (receiver?.to ?? statement.from);
    return [id, { from: lines.lineAt(skipSpace(reading.text, from)), to: lines.lineAt(Math.max(from, call.to - 1)) }] as const;
  });
  return { text: reading.text, lines: new Map(places) };
}

function skipSpace(text: string, at: number): number {
  return at + /^[\s\\]*/.exec(text.slice(at, at + 500))![0].length;
}

/**
 * What the functions of a pipeline may use: its imports, functions and constants, as a program of their own. Those
 * that stand in a block of the script come in a block here, so that no line changes.
 */
export function preludeOf(pipeline: Pipeline): string {
  const reading = readingOf(pipeline);
  if (!reading) return pipeline.code.map(({ text }) => text).join('\n');
  const { text, statements } = reading;
  const definitions = statements.filter(({ role }) => role === 'definitions');
  return definitions.map(({ from, to }) => `${indentAt(text, from) === '' ? '' : `if True:\n${indentAt(text, from)}`}${text.slice(from, to)}\n`).join('');
}

/** Whether the engine can build every node, whatever else a script does beside them. */
export function hasOperatorsOnly({ nodes }: Pipeline): boolean {
  return nodes.every(({ op }) => operators.get(op)?.build !== undefined);
}

/** Whether the engine can run a pipeline itself: its nodes and definitions are all that its script does. */
export function runsAsPipeline(pipeline: Pipeline): boolean {
  const reading = readingOf(pipeline);
  return hasOperatorsOnly(pipeline) && (reading === null || (reading.complete && reading.problems.length === 0));
}
