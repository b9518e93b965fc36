import type { Observation } from '#engine/core';
import type { Pipeline } from '#engine/model';
import { buildPipeline, paramsOf } from '#engine/operators';
import { contextsOf, type RunEnvironment } from '#engine/run';
import { ManualClock } from '#engine/streaming';
import { ancestorsOf, type BuildOptions, type Built, type Copies, inWorld, type Program } from './program';

/** What a run needs that writes nowhere, and to which nothing comes but what it is given. */
export function withoutSinks({ executors, cores }: Pick<RunEnvironment, 'executors' | 'cores'>): Omit<RunEnvironment, 'listener' | 'clock' | 'observe'> {
  const sqliteSink = { open: () => Promise.resolve(), writeBatch: () => Promise.resolve(0), close: () => Promise.resolve() };
  const startSocketReceiver = (): { setRate: () => void; stop: () => Promise<void> } => ({ setRate: () => undefined, stop: () => Promise.resolve() });
  return { executors, cores, sqliteSink, startSocketReceiver, conf: new Map(), maxBatches: null, resolvePath: (path) => path };
}

/** A pipeline that is built anew each time. */
export function pipelineProgram(pipeline: Pipeline, environment: Pick<RunEnvironment, 'executors' | 'cores'>, observe: Observation): Program {
  const common = { ...withoutSinks(environment), observe };
  return {
    pipeline,
    build: ({ clock, listener, copies }: BuildOptions): Promise<Built> => {
      const whole = copies ? copied(pipeline, copies) : pipeline;
      const { context, ssc } = contextsOf(whole, { ...common, clock, listener });
      const end = async (): Promise<void> => {
        await ssc.stop({ graceful: false });
        await context.stop();
      };
      try {
        buildPipeline(whole, ssc);
      } catch (error) {
        return end().then(() => Promise.reject(error as Error));
      }
      return Promise.resolve({ ssc, takePrinted: () => '', end });
    },
    borrow: async (use) => {
      const { context, ssc } = contextsOf(pipeline, { ...common, clock: new ManualClock(0), listener: () => undefined });
      const nodes = new Map(pipeline.nodes.map((node) => [node.id, node]));
      try {
        return await use(context, (nodeId) => ssc.register(paramsOf(nodes.get(nodeId)!, pipeline.language).fn('f')));
      } finally {
        await context.stop();
      }
    },
  };
}

function copied(pipeline: Pipeline, { worlds, watched, withoutInverse }: Copies): Pipeline {
  const { nodes, edges } = ancestorsOf(pipeline, watched);
  const changed = nodes.map((node) => (node.id === withoutInverse ? { ...node, params: { ...node.params, invFunc: null, invReduceFunc: null } } : node));
  const all = Array.from({ length: worlds }, (_, world) => world);
  return {
    ...pipeline,
    nodes: all.flatMap((world) => changed.map((node) => ({ ...node, id: inWorld(world, node.id) }))),
    edges: all.flatMap((world) => edges.map(({ from, to, port }) => ({ from: inWorld(world, from), to: inWorld(world, to), port }))),
  };
}
