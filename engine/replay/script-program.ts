import type { Observation } from '#engine/core';
import { type HeldStreams, type PipelineScript, type ReadRecords, type RecordedScript, type ScriptEnd, type ScriptOptions, scriptPipeline, type ScriptRun } from '#engine/driver';
import type { Pipeline } from '#engine/model';
import type { RunEnvironment } from '#engine/run';
import { type StreamingListener, SystemClock } from '#engine/streaming';
import { alignedNodes } from './aligned-nodes';
import { withoutSinks } from './pipeline-program';
import { type BuildOptions, type Built, inWorld, type Program } from './program';
import { aborted, Refused } from './refusal';

/** What a replay runs in. */
export interface ReplayEnvironment extends Pick<RunEnvironment, 'executors' | 'cores'> {
  /** Starts a script with what it writes going nowhere; left out: scripts are not run again here. */
  readonly startScript?: StartScript;
}

/** Of a foreign one nothing is known but its text and its arguments: it gets no files. */
export type ScriptToReplay = RecordedScript & { readonly isForeign: boolean };
export type StartScript = (script: ScriptToReplay, options: Pick<ScriptOptions, 'hold' | 'print' | 'readLine' | 'pipeline'>, environment: RunEnvironment) => Promise<Pick<ScriptRun, 'ended' | 'close'>>;

/** The script that a pipeline is. Where it was started from is not recorded: it sees no files. */
export function placeless({ text }: PipelineScript): ScriptToReplay {
  return { text, path: 'pipeline.py', arguments: [], input: [], notFirst: null, isForeign: true };
}

export interface LoadedScript extends Program {
  /** Rejects where a function of the script ends the whole script. */
  readonly ended: Promise<never>;
  /** Records written as expressions, for streams of this program. @param partitions the texts of each */
  recordsOf(partitions: readonly (readonly string[])[]): Promise<ReadRecords>;
  close(): Promise<void>;
}

interface LoadOptions {
  /** That it stands for, whose nodes are known by their lines. */
  readonly pipeline?: PipelineScript;
  /** Hears what the executors print. */
  readonly listener?: StreamingListener;
}

/**
 * Runs a script up to its `ssc.start()`, in an interpreter of its own, and holds it there. Its functions, globals and
 * everything else that it made are then those with which its streams run, as often as they are built.
 * @param recorded the graph of the run; nodes get the ids that they have there
 * @throws Refused where it makes no streams; the signal's reason
 */
export async function loadScript(script: ScriptToReplay, recorded: Pipeline, environment: ReplayEnvironment, observe: Observation, signal: AbortSignal, { pipeline, listener = () => undefined }: LoadOptions = {}): Promise<LoadedScript> {
  if (!environment.startScript) throw new Refused('Scripts are not run again here.');
  let printed = '';
  let errors = '';
  const lines = [...script.input];
  let hold!: (held: HeldStreams) => void;
  const reached = new Promise<HeldStreams>((resolve) => (hold = resolve));
  const print = (stream: 'stdout' | 'stderr', text: string): void => {
    if (stream === 'stdout') printed += text;
    else errors = (errors + text).slice(-2000);
  };
  const run = await environment.startScript(script, { hold, print, readLine: () => Promise.resolve(lines.shift() ?? null), ...(pipeline && { pipeline }) }, { ...withoutSinks(environment), observe, listener, clock: new SystemClock() });
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= run.close());
  // A function of the script that never returns holds its batch, and the batch the end of its streams.
  signal.addEventListener('abort', () => void close(), { once: true });
  try {
    let isHeld = false;
    const why = run.ended.then(
      (end) => new Refused(isHeld ? `A function of the script ended it, with exit status ${end.status}.` : whyNone(end, errors)),
      (error: Error) => error,
    );
    const ended = why.then((error) => Promise.reject(signal.aborted ? (signal.reason as Error) : error));
    ended.catch(() => undefined);
    const held = await Promise.race([reached, ended, aborted(signal)]);
    isHeld = true;
    const takePrinted = (): string => {
      const taken = printed;
      printed = '';
      return taken;
    };
    return { ...program(held, pipeline ? itself(recorded) : aligned(held, script, recorded), takePrinted), recordsOf: (partitions) => held.recordsOf(partitions), ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A graph, and what its nodes are called among the streams that are held. */
interface KnownGraph {
  readonly pipeline: Pipeline;
  /** Ids in the graph, by the ids of the streams. */
  readonly ids: ReadonlyMap<string, string>;
}

function itself(pipeline: Pipeline): KnownGraph {
  return { pipeline, ids: new Map(pipeline.nodes.map(({ id }) => [id, id])) };
}

/** Where a script may have been changed since, its nodes are found again by their likeness. */
function aligned(held: HeldStreams, script: RecordedScript, recorded: Pipeline): KnownGraph {
  const { name } = recorded;
  const own = scriptPipeline(held.nodes, { name, master: held.master, batchInterval: held.batchInterval, text: script.text, path: script.path, arguments: script.arguments, input: script.input, notFirst: null });
  const ids = alignedNodes(recorded.nodes, own.nodes);
  const known = (id: string): string => ids.get(id)!;
  const pipeline: Pipeline = { ...own, nodes: own.nodes.map((node) => ({ ...node, id: known(node.id) })), edges: own.edges.map(({ from, to, port }) => ({ from: known(from), to: known(to), port })) };
  return { pipeline, ids };
}

function program(held: HeldStreams, { pipeline, ids }: KnownGraph, takePrinted: () => string): Program {
  const known = (id: string): string => ids.get(id) ?? id;
  const ownId = new Map([...ids].map(([mine, theirs]) => [theirs, mine]));
  return {
    pipeline,
    build: async ({ clock, listener, copies }: BuildOptions): Promise<Built> => {
      const namings = copies ? Array.from({ length: copies.worlds }, (_, world) => (id: string): string => inWorld(world, known(id))) : [known];
      const withoutInverse = ownId.get(copies?.withoutInverse ?? '') ?? null;
      const ssc = await held.copy({ clock, listener, namings, withoutInverse });
      const end = async (): Promise<void> => {
        await ssc.stop({ graceful: false });
        const { dropped, shuffles } = await ssc.graph.clearMetadata(Infinity);
        held.context.dropBlocks(dropped.map(({ id }) => id));
        held.context.forget(shuffles);
      };
      return { ssc, takePrinted, end };
    },
    borrow: (use) => use(held.context, (nodeId) => held.functions.get(ownId.get(nodeId)!)!),
  };
}

function whyNone({ status, exception }: ScriptEnd, errors: string): string {
  if (exception) return `The script ended before it started its streams: ${exception.message}${exception.line === null ? '' : ` (line ${exception.line})`}.`;
  const last = errors.trim().split('\n').at(-1);
  if (status !== 0) return `The script ended before it started its streams, with exit status ${status}${last ? `: ${last.replace(/\.$/, '')}` : ''}.`;
  return 'The script ended without starting streams.';
}
