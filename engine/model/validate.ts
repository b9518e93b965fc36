import { operators, type ParamDeclaration, valueOf } from '../operators';
import { cycleOf, incoming } from './graph';
import type { ParamValue, Pipeline, PipelineEdge, PipelineNode } from './pipeline';
import type { Problem } from './problem';
import { problem } from './problem-texts';
import { windowProblems } from './window-problems';
import { fitsPort, insertCommand } from './wire-types';

/** Everything about a pipeline that can be told before it runs. Errors keep it from running, warnings do not. */
export function validatePipeline(pipeline: Pipeline): Problem[] {
  const structure = structureProblems(pipeline);
  if (structure.length > 0) return structure;
  const wires = incoming(pipeline);
  return [
    ...settingProblems(pipeline),
    ...pipeline.nodes.flatMap((node) => [...inputProblems(pipeline, node, wires.get(node.id) ?? []), ...paramProblems(pipeline, node)]),
    ...pipeline.nodes.flatMap((node) => operators.get(node.op)?.warn?.(node) ?? []),
    ...sinkProblems(pipeline),
    ...windowProblems(pipeline, wires),
  ];
}

function structureProblems({ nodes, edges, ...rest }: Pipeline): Problem[] {
  const problems: Problem[] = [];
  const ids = new Map<string, PipelineNode>();
  for (const node of nodes) {
    if (ids.has(node.id)) problems.push(problem('duplicate-id', { id: node.id }, { nodeId: node.id }));
    ids.set(node.id, node);
    if (!operators.has(node.op)) problems.push(problem('unknown-operator', { op: node.op }, { nodeId: node.id }));
  }
  for (const { from, to } of edges) {
    if (!ids.has(from) || !ids.has(to)) problems.push(problem('edge-to-nowhere', { from, to }, ids.has(to) ? { nodeId: to } : undefined));
  }
  if (problems.length > 0) return problems;
  const cycle = cycleOf({ nodes, edges, ...rest });
  if (cycle.length === 0) return [];
  const names = cycle.slice(0, 5).map((id) => ids.get(id)!.name).join(', ');
  return [problem('cycle', { names }, { nodeId: cycle[0]! })];
}

function settingProblems({ nodes, batchInterval, master, settings }: Pipeline): Problem[] {
  const problems: Problem[] = [];
  if (!(batchInterval >= 1 && Number.isSafeInteger(batchInterval))) problems.push(problem('batch-interval', { value: batchInterval }));
  const slots = slotsOf(master);
  const receivers = nodes.filter(({ op }) => op === 'socketTextStream');
  if (slots === null) problems.push(problem('master-invalid', { master }));
  else if (receivers.length >= slots && receivers[0]) problems.push({ ...problem('starvation', { receivers: receivers.length, slots }, { nodeId: receivers[0].id }), fix: moreSlots(receivers.length) });
  if (nodes.length === 0) problems.push(problem('empty-pipeline', undefined));
  else if (!nodes.some(({ op }) => op === 'code' || operators.get(op)?.output === null)) problems.push(problem('no-output', undefined));
  return [...problems, ...backpressureProblems(settings)];
}

/** Settings of something that is off. */
function backpressureProblems(settings: Pipeline['settings']): Problem[] {
  const enabled = 'spark.streaming.backpressure.enabled';
  const setting = Object.keys(settings).find((name) => name !== enabled && name.startsWith('spark.streaming.backpressure.'));
  if (setting === undefined || (Object.hasOwn(settings, enabled) && String(settings[enabled]).trim() === 'true')) return [];
  return [{ ...problem('backpressure-off', { setting }), fix: { title: 'Turn it on', command: { kind: 'setPipeline', settings: { ...settings, [enabled]: 'true' } } } }];
}

function moreSlots(receivers: number): NonNullable<Problem['fix']> {
  const master = `local[${receivers + 1}]`;
  return { title: `Use ${master}`, command: { kind: 'setPipeline', master } };
}

/** Slots of a local master; Infinity for local[*], of which this computer has at least two in all likelihood. */
function slotsOf(master: string): number | null {
  if (master === 'local') return 1;
  const match = /^local\[(\*|[1-9]\d*)(?:\s*,\s*\d+)?\]$/.exec(master);
  if (!match) return null;
  return match[1] === '*' ? Infinity : Number(match[1]);
}

function inputProblems(pipeline: Pipeline, node: PipelineNode, wires: readonly PipelineEdge[]): Problem[] {
  const problems: Problem[] = [];
  const { inputs } = operators.get(node.op)!;
  for (const { name: port, many, optional } of inputs) {
    const ending = wires.filter((wire) => wire.port === port).length;
    if (ending === 0 && !optional && !isExpression(node, port)) problems.push(problem('input-missing', { name: node.name, port: inputs.length > 1 ? port : null }, { nodeId: node.id }));
    else if (ending > 1 && !many) problems.push(problem('input-taken', { name: node.name, port }, { nodeId: node.id }));
  }
  for (const { from, port } of wires) {
    if (!inputs.some(({ name }) => name === port)) {
      problems.push(problem('unknown-port', { name: node.name, port, inputs: inputs.map(({ name }) => name) }, { nodeId: node.id }));
      continue;
    }
    const connection = fitsPort(pipeline, from, node.id, port);
    if (connection.ok) continue;
    const told = problem('type-mismatch', { reason: connection.reason }, { nodeId: node.id });
    problems.push(connection.repair ? { ...told, fix: { title: connection.repair.title, command: insertCommand(pipeline, { from, to: node.id, port }, connection.repair) } } : told);
  }
  return problems;
}

function paramProblems({ language }: Pipeline, node: PipelineNode): Problem[] {
  return Object.entries(operators.get(node.op)!.params).flatMap(([param, declaration]) => {
    if (isExpression(node, param)) return [];
    const value = valueOf(node, param, declaration, language);
    const place = { nodeId: node.id, param };
    const { title } = declaration;
    if (value === undefined || (value === '' && !declaration.optional)) return [problem('param-missing', { name: node.name, title }, place)];
    const expected = value === null || value === '' ? null : expectation(declaration, value);
    return expected ? [problem('param-wrong', { name: node.name, title, expected }, place)] : [];
  });
}

/** Whether the script says it with code whose value only a run can tell. */
function isExpression({ expressions }: PipelineNode, name: string): boolean {
  return expressions !== undefined && Object.hasOwn(expressions, name);
}

/** What the value should have been, in words; null if it is right. */
function expectation(declaration: ParamDeclaration, value: ParamValue): string | null {
  switch (declaration.type) {
    case 'integer': {
      const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = declaration;
      if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return null;
      return `a whole number${declaration.min === undefined ? '' : ` from ${min}`}${declaration.max === undefined ? '' : ` to ${max}`}`;
    }
    case 'durationMs':
      return typeof value === 'number' && value > 0 && Number.isSafeInteger(value) ? null : 'a whole number of ms, above 0';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'yes or no';
    default:
      return typeof value === 'string' ? null : 'a text';
  }
}

function sinkProblems({ nodes }: Pipeline): Problem[] {
  const seen = new Set<string>();
  return nodes.flatMap((node) => {
    if (node.op !== 'saveToSQLite') return [];
    const [file, table] = [String(node.params.file ?? ''), String(node.params.table ?? '')];
    const key = JSON.stringify([file, table]);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [problem('same-sink', { file, table }, { nodeId: node.id, param: 'table' })];
  });
}
