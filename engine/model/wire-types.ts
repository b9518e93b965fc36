import { operators, type WireType } from '../operators';
import { incoming, reaches } from './graph';
import type { Pipeline, PipelineNode } from './pipeline';

/** What is known of a wire's records; "any" goes everywhere, since only the running program can tell. */
export type KnownType = Exclude<WireType, 'same'>;

/** The type of a node's output, as far as the graph and the lambda's text tell. */
export function outputType(pipeline: Pipeline, node: PipelineNode): KnownType {
  let current: PipelineNode | undefined = node;
  // Through operators that pass their input's type on; a circle of those ends at "any".
  for (let steps = 0; current && steps <= pipeline.nodes.length; steps++) {
    const { output } = operators.get(current.op) ?? {};
    if (output === 'any') return typeOfLambda(current);
    if (output !== 'same') return output ?? 'any';
    const from: string | undefined = incoming(pipeline).get(current.id)?.[0]?.from;
    current = pipeline.nodes.find(({ id }) => id === from);
  }
  return 'any';
}

/** A map whose lambda plainly returns a pair, a flatMap that plainly splits a text. */
function typeOfLambda({ op, params }: PipelineNode): KnownType {
  const text = typeof params.f === 'string' ? params.f.trim() : '';
  if (op === 'map' && /^lambda\s+\w+\s*:\s*\(\s*[^(),]+,\s*[^(),]+\)$/.test(text)) return 'pair';
  if (op === 'map' && /^\(?\s*\w+\s*\)?\s*=>\s*\[\s*[^[\],]+,\s*[^[\],]+\]$/.test(text)) return 'pair';
  if (op === 'flatMap' && /\.split\([^()]*\)$/.test(text)) return 'str';
  if (op === 'map' && /^lambda\s+(\w+)\s*:\s*len\(\s*\1\s*\)$/.test(text)) return 'int';
  return 'any';
}

const TYPE_WORDS: Readonly<Record<KnownType, string>> = { any: 'any records', str: 'texts', int: 'numbers', pair: '(key, value) pairs' };

export type Connection = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Whether a wire may be drawn from a node's output to an input port; if not, why, in words. */
export function canConnect(pipeline: Pipeline, from: string, to: string, port: string): Connection {
  const no = (reason: string): Connection => ({ ok: false, reason });
  const source = pipeline.nodes.find(({ id }) => id === from);
  const target = pipeline.nodes.find(({ id }) => id === to);
  if (!source || !target) return no('One of the nodes is not there any more.');
  if (operators.get(source.op)?.output === null) return no(`${source.op} is an output: nothing comes after it.`);
  const input = operators.get(target.op)?.inputs.find(({ name }) => name === port);
  if (!input) return no(`${target.op} has no input "${port}".`);
  if (from === to) return no('A node cannot be connected to itself.');
  if (pipeline.edges.some((edge) => edge.from === from && edge.to === to && edge.port === port)) return no('These two are connected already.');
  if (reaches(pipeline, to, from)) return no('This wire would make a circle.');
  return fits(outputType(pipeline, source), input.type === 'same' ? 'any' : input.type, target);
}

function fits(given: KnownType, needed: KnownType, target: PipelineNode): Connection {
  if (needed === 'any' || given === 'any' || needed === given) return { ok: true };
  const repair = needed === 'pair' ? ' Put a map such as lambda x: (x, 1) between them.' : '';
  return { ok: false, reason: `${target.op} needs ${TYPE_WORDS[needed]}; ${TYPE_WORDS[given]} come here.${repair}` };
}

/** Kinds of operators that can take a wire of this type, in the order of the palette. */
export function fittingOperators(type: KnownType): string[] {
  return [...operators.values()]
    .filter(({ inputs, build }) => build && inputs[0] && (inputs[0].type === 'any' || inputs[0].type === 'same' || type === 'any' || inputs[0].type === type))
    .map(({ kind }) => kind);
}
