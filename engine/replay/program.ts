import type { FunctionId, SparkContext } from '#engine/core';
import { incoming, type Pipeline } from '#engine/model';
import type { Clock, StreamingContext, StreamingListener } from '#engine/streaming';

/** Copies of a graph side by side, of which some nodes are watched. */
export interface Copies {
  readonly worlds: number;
  /** Nodes whose records are wanted; what is not needed for them is not run. */
  readonly watched: readonly string[];
  /** A node that reduces each window anew; null or left out: none does. */
  readonly withoutInverse?: string | null;
}

export interface BuildOptions {
  readonly clock: Clock;
  readonly listener: StreamingListener;
  /** Left out: the graph itself, with its outputs. */
  readonly copies?: Copies;
}

/** Streams that were built and not started. */
export interface Built {
  readonly ssc: StreamingContext;
  /** What the program itself printed since it was asked last. */
  readonly takePrinted: () => string;
  /** Frees what it holds. */
  end(): Promise<void>;
}

/** What can be run again on other input, with nothing written: a pipeline, or a script. */
export interface Program {
  readonly pipeline: Pipeline;
  build(options: BuildOptions): Promise<Built>;
  /** A context for RDDs, in which the functions of nodes that have one are known. */
  borrow<T>(use: (context: SparkContext, functionOf: (nodeId: string) => FunctionId) => Promise<T>): Promise<T>;
}

/** A node's id in one of the copies. */
export function inWorld(world: number, nodeId: string): string {
  return `${world}/${nodeId}`;
}

export function splitWorld(id: string): { readonly world: number; readonly nodeId: string } {
  const at = id.indexOf('/');
  return { world: Number(id.slice(0, at)), nodeId: id.slice(at + 1) };
}

/** A node and all that it is computed from. */
export function ancestorsOf(pipeline: Pipeline, nodeIds: readonly string[]): Pipeline {
  const wires = incoming(pipeline);
  const kept = new Set<string>();
  const stack = [...nodeIds];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (kept.has(id)) continue;
    kept.add(id);
    for (const { from } of wires.get(id) ?? []) stack.push(from);
  }
  return { ...pipeline, nodes: pipeline.nodes.filter(({ id }) => kept.has(id)), edges: pipeline.edges.filter(({ to }) => kept.has(to)) };
}
