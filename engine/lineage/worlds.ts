import type { RDD, TaskReport } from '#engine/core';
import { type Again, type InputPiece, inWorld, lookBackOf, type ReplayInput, runAgain, splitWorld } from '#engine/replay';

/** What a node gave in a batch: each partition's records as samples show them, uncut. null: it failed. */
export type Given = readonly (readonly string[])[] | null;
/** By node, then by batch time. */
export type World = ReadonlyMap<string, ReadonlyMap<number, Given>>;

/** What a program has to observe for worlds: they look at records themselves. */
export const UNSEEN = { samples: 0, valueLength: 0 };

export interface Worlds extends Pick<Again, 'program' | 'from' | 'to' | 'signal'> {
  /** Nodes whose records are told. */
  readonly watched: readonly string[];
  /** First batch that is told, ms. */
  readonly show: number;
  /** One world each. */
  readonly inputs: readonly ReplayInput[];
  /** A node that reduces each window anew; left out: none does. */
  readonly withoutInverse?: string;
}

/** Runs the same program on several inputs, side by side in one replay: a copy of its graph a world. */
export async function runWorlds({ watched, show, inputs, withoutInverse, ...again }: Worlds): Promise<readonly World[]> {
  const isLazy = lookBackOf(again.program.pipeline).duration !== null;
  const worlds = inputs.map(() => new Map(watched.map((nodeId) => [nodeId, new Map<number, Given>()])));
  await runAgain({
    ...again,
    copies: { worlds: inputs.length, watched, withoutInverse: withoutInverse ?? null },
    input: together(inputs),
    output: async (rdd, { batchTime, nodeId: id, onTask }) => {
      // State is made batch by batch; windows compute what they need of older batches when they are asked for.
      if (batchTime < show && isLazy) return;
      if (batchTime < show) return void (await rdd.context.runJob(rdd, rdd.partitions, { kind: 'drain' }, onTask).catch(() => undefined));
      const { world, nodeId } = splitWorld(id!);
      worlds[world]!.get(nodeId)!.set(batchTime, await shownRecords(rdd, onTask, null));
    },
  });
  return worlds;
}

/** Each partition's records as samples show them, uncut; null where the job ends with an error. @param limit of each partition */
export async function shownRecords(rdd: RDD, onTask: (report: TaskReport) => void, limit: number | null): Promise<Given> {
  const shown = rdd.narrow('map', rdd.context.builtin('shown'));
  const results = await rdd.context.runJob(shown, shown.partitions, { kind: 'collect', form: 'text', limit }, onTask).catch(() => null);
  return results && results.map(({ outputs }) => JSON.parse(new TextDecoder().decode(outputs[0])) as string[]);
}

function together(inputs: readonly ReplayInput[]): ReplayInput {
  const all = new Map<number, Map<string, readonly InputPiece[]>>();
  for (const [world, input] of inputs.entries()) {
    for (const [batchTime, sources] of input) {
      const batch = all.get(batchTime) ?? new Map<string, readonly InputPiece[]>();
      all.set(batchTime, batch);
      for (const [nodeId, pieces] of sources) batch.set(inWorld(world, nodeId), pieces);
    }
  }
  return all;
}
