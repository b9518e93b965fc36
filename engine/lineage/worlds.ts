import { defaultParallelism, localSlots } from '#engine/core';
import type { Pipeline } from '#engine/model';
import { type Again, lookBackOf, type ReplayInput, runAgain } from '#engine/replay';

/** What a node gave in a batch: each partition's records as samples show them, uncut. null: it failed. */
export type Given = readonly (readonly string[])[] | null;
/** By node, then by batch time. */
export type World = ReadonlyMap<string, ReadonlyMap<number, Given>>;

export interface Worlds extends Pick<Again, 'from' | 'to' | 'environment' | 'signal'> {
  readonly pipeline: Pipeline;
  /** Nodes whose records are told. */
  readonly watched: readonly string[];
  /** First batch that is told, ms. */
  readonly show: number;
  /** One world each. */
  readonly inputs: readonly ReplayInput[];
}

/** Runs the same pipeline on several inputs, side by side in one replay: a copy of its graph a world. */
export async function runWorlds({ pipeline, watched, show, inputs, ...again }: Worlds): Promise<readonly World[]> {
  const isLazy = lookBackOf(pipeline).duration !== null;
  const worlds = inputs.map(() => new Map(watched.map((nodeId) => [nodeId, new Map<number, Given>()])));
  await runAgain({
    ...again,
    pipeline: copies(pipeline, watched, inputs.length, again.environment.cores),
    input: together(inputs),
    observe: { samples: 0, valueLength: 0 },
    output: async (rdd, { batchTime, nodeId, onTask }) => {
      // State is made batch by batch; windows compute what they need of older batches when they are asked for.
      if (batchTime < show && isLazy) return;
      if (batchTime < show) return void (await rdd.context.runJob(rdd, rdd.partitions, { kind: 'drain' }, onTask).catch(() => undefined));
      const [world, node] = split(nodeId!);
      const shown = rdd.narrow('map', rdd.context.builtin('shown'));
      const results = await rdd.context.runJob(shown, shown.partitions, { kind: 'collect', form: 'text', limit: null }, onTask).catch(() => null);
      // A batch that ends with an error has no records in this world.
      worlds[world]!.get(node.slice(WATCH.length))!.set(batchTime, results && results.map(({ outputs }) => JSON.parse(new TextDecoder().decode(outputs[0])) as string[]));
    },
  });
  return worlds;
}

const WATCH = 'watch ';
const inWorld = (world: number, nodeId: string): string => `${world}/${nodeId}`;
function split(id: string): [world: number, nodeId: string] {
  const at = id.indexOf('/');
  return [Number(id.slice(0, at)), id.slice(at + 1)];
}

function copies(pipeline: Pipeline, watched: readonly string[], count: number, cores: number): Pipeline {
  const outputs = watched.map((nodeId) => ({ id: WATCH + nodeId, op: 'pprint', name: nodeId, params: {} }));
  const nodes = [...pipeline.nodes, ...outputs];
  const edges = [...pipeline.edges, ...watched.map((nodeId) => ({ from: nodeId, to: WATCH + nodeId, port: 'parent' }))];
  const worlds = Array.from({ length: count }, (_, world) => world);
  // Each copy's receivers hold slots; as many as before stay free, and partitions are as many as before.
  const slots = localSlots(pipeline.master, cores);
  const receivers = pipeline.nodes.filter(({ op }) => op === 'socketTextStream').length;
  return {
    ...pipeline,
    master: `local[${slots + receivers * (count - 1)}]`,
    settings: { ...pipeline.settings, 'spark.default.parallelism': String(defaultParallelism(new Map(Object.entries(pipeline.settings)), slots)) },
    nodes: worlds.flatMap((world) => nodes.map((node) => ({ ...node, id: inWorld(world, node.id) }))),
    edges: worlds.flatMap((world) => edges.map(({ from, to, port }) => ({ from: inWorld(world, from), to: inWorld(world, to), port }))),
  };
}

function together(inputs: readonly ReplayInput[]): ReplayInput {
  const all = new Map<number, Map<string, readonly Uint8Array[]>>();
  for (const [world, input] of inputs.entries()) {
    for (const [batchTime, sources] of input) {
      const batch = all.get(batchTime) ?? new Map<string, readonly Uint8Array[]>();
      all.set(batchTime, batch);
      for (const [nodeId, pieces] of sources) batch.set(inWorld(world, nodeId), pieces);
    }
  }
  return all;
}
