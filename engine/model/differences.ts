import { operators } from '../operators';
import { groupsOf, notesOf, widgetsOf } from './drawn';
import { titleOf } from './names';
import type { ParamValue, Pipeline, PipelineNode } from './pipeline';

/** What became of a node between two versions. */
export type Mark = 'added' | 'removed' | 'changed';

/** One difference, in a sentence; with the node that it is about. */
export interface Difference {
  readonly mark: Mark;
  readonly nodeId: string | null;
  readonly text: string;
}

/** How a pipeline differs from an older version of it; where things stand does not matter. */
export function differences(before: Pipeline, after: Pipeline): Difference[] {
  const [old, now] = [byId(before), byId(after)];
  const gone = before.nodes.filter(({ id }) => !now.has(id)).map((node): Difference => ({ mark: 'removed', nodeId: node.id, text: `${titleOf(node)} was removed.` }));
  const more = after.nodes.flatMap((node): Difference[] => {
    const was = old.get(node.id);
    return was ? changes(was, node) : [{ mark: 'added', nodeId: node.id, text: `${titleOf(node)} was added.` }];
  });
  return [...settings(before, after), ...gone, ...more, ...wires(before, after), ...drawn(before, after)];
}

function byId({ nodes }: Pipeline): Map<string, PipelineNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}

function settings(before: Pipeline, after: Pipeline): Difference[] {
  const facts = [['name', 'Name'], ['master', 'Master'], ['batchInterval', 'Batch interval (ms)'], ['language', 'Language']] as const;
  const changed = facts.filter(([key]) => before[key] !== after[key]).map(([key, title]): Difference => ({ mark: 'changed', nodeId: null, text: `${title}: ${String(before[key])} became ${String(after[key])}.` }));
  const same = JSON.stringify([before.settings, before.code]) === JSON.stringify([after.settings, after.code]);
  return same ? changed : [...changed, { mark: 'changed', nodeId: null, text: 'The code or the Spark settings changed.' }];
}

function changes(was: PipelineNode, node: PipelineNode): Difference[] {
  const found: string[] = [];
  if (was.op !== node.op) found.push(`${was.op} became ${node.op}`);
  if (was.name !== node.name) found.push(`it was called ${was.name}`);
  const [old, now] = [new Map(Object.entries(was.params)), new Map(Object.entries(node.params))];
  for (const param of new Set([...old.keys(), ...now.keys()])) {
    const [a, b] = [old.get(param) ?? null, now.get(param) ?? null];
    if (a !== b) found.push(`${operators.get(node.op)?.params[param]?.title ?? param}: ${shown(a)} became ${shown(b)}`);
  }
  return found.map((text) => ({ mark: 'changed', nodeId: node.id, text: `${node.name}: ${text}.` }));
}

function shown(value: ParamValue): string {
  return value === null ? 'nothing' : String(value);
}

function wires(before: Pipeline, after: Pipeline): Difference[] {
  const names = new Map([...before.nodes, ...after.nodes].map(({ id, name }) => [id, name]));
  const texts = ({ edges }: Pipeline): Map<string, { to: string; text: string }> =>
    new Map(edges.map(({ from, to, port }) => [JSON.stringify([from, to, port]), { to, text: `from ${names.get(from) ?? from} to ${names.get(to) ?? to}` }]));
  const [old, now] = [texts(before), texts(after)];
  const lost = [...old].filter(([key]) => !now.has(key)).map(([, { to, text }]): Difference => ({ mark: 'removed', nodeId: to, text: `The wire ${text} was removed.` }));
  return [...lost, ...[...now].filter(([key]) => !old.has(key)).map(([, { to, text }]): Difference => ({ mark: 'added', nodeId: to, text: `A wire ${text} was added.` }))];
}

function drawn(before: Pipeline, after: Pipeline): Difference[] {
  const groups = (pipeline: Pipeline): string => JSON.stringify(groupsOf(pipeline));
  const widgets = (pipeline: Pipeline): string => JSON.stringify(widgetsOf(pipeline).map(({ id, kind, from, title }) => [id, kind, from, title]));
  const notes = (pipeline: Pipeline): string => JSON.stringify(notesOf(pipeline).map(({ id, text }) => [id, text]));
  return [
    ...(groups(before) === groups(after) ? [] : [{ mark: 'changed' as const, nodeId: null, text: 'The groups changed.' }]),
    ...(notes(before) === notes(after) ? [] : [{ mark: 'changed' as const, nodeId: null, text: 'The notes changed.' }]),
    ...(widgets(before) === widgets(after) ? [] : [{ mark: 'changed' as const, nodeId: null, text: 'The widgets changed.' }]),
  ];
}
