import { EngineError } from '#engine/core';
import type { DurableFiles } from './durable-files';

/** A stream's RDD that was saved: its partitions are the files `part-00000` … of a folder. */
export interface SavedRdd {
  /** Batch time, ms since the epoch. */
  readonly time: number;
  readonly folder: string;
  readonly numPartitions: number;
  /** Placed by the language's own hash of the keys: known to lie right for the next state. */
  readonly hashed: boolean;
}

export interface StreamCheckpoint {
  /** The stream's number in the order in which streams are made. */
  readonly stream: number;
  readonly rdds: readonly SavedRdd[];
  /** What its input has to know again, such as the files that it took; null: nothing. */
  readonly input: unknown;
}

/**
 * What a stream needs to go on after its program ended (org.apache.spark.streaming.Checkpoint). All times are ms since
 * the epoch.
 */
export interface Checkpoint {
  readonly checkpointTime: number;
  readonly zeroTime: number;
  /** ms */
  readonly batchInterval: number;
  /** Batches that were submitted and not done yet. */
  readonly pendingTimes: readonly number[];
  readonly streams: readonly StreamCheckpoint[];
  /** The file that says how to make the streams again, in the words of whoever made them. */
  readonly program: string;
}

/** One that was found, with what could not be read before it. */
export interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly program: Uint8Array;
  /** Sentences about newer files that are damaged. */
  readonly unreadable: readonly string[];
}

const VERSION = 1;
const NAME = /^checkpoint-(\d+)$/;

export function checkpointPath(directory: string, time: number): string {
  return `${directory}/checkpoint-${time}`;
}

/** The times of a directory's checkpoints, newest first. */
export async function checkpointTimes(files: DurableFiles, directory: string): Promise<number[]> {
  const times = (await files.names(directory)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
  return times.sort((a, b) => b - a);
}

/** Files and folders that a checkpoint needs beside its own file. */
export function neededBy({ program, streams }: Checkpoint): string[] {
  return [program, ...streams.flatMap(({ rdds }) => rdds.map(({ folder }) => folder))];
}

/** As it is saved: what lies in the directory itself is told by its place there, so that the directory can be moved. */
export function encodeCheckpoint(checkpoint: Checkpoint, directory: string): Uint8Array {
  const inside = `${directory}/`;
  const saved = withPaths(checkpoint, (path) => (path.startsWith(inside) ? path.slice(inside.length) : path));
  return new TextEncoder().encode(JSON.stringify({ dstreamCheckpoint: VERSION, ...saved }));
}

/** @throws Error for a file that is damaged or of a newer version */
export async function readCheckpointFile(files: DurableFiles, directory: string, time: number): Promise<Checkpoint> {
  const bytes = await files.read(checkpointPath(directory, time));
  const { dstreamCheckpoint: version, ...checkpoint } = JSON.parse(new TextDecoder().decode(bytes)) as Checkpoint & { dstreamCheckpoint: number };
  if (version !== VERSION) throw new Error(`it has version ${version}, this program reads version ${VERSION}`);
  return withPaths(checkpoint, (path) => (ABSOLUTE.test(path) ? path : `${directory}/${path}`));
}

const ABSOLUTE = /^(?:[\\/]|[A-Za-z]:)/;

function withPaths(checkpoint: Checkpoint, change: (path: string) => string): Checkpoint {
  const streams = checkpoint.streams.map((stream) => ({ ...stream, rdds: stream.rdds.map((rdd) => ({ ...rdd, folder: change(rdd.folder) })) }));
  return { ...checkpoint, program: change(checkpoint.program), streams };
}

/**
 * The newest checkpoint that can be read; null where a directory has none (CheckpointReader.read).
 * @throws EngineError `checkpoint-unreadable` where there are some, and none can be read
 */
export async function findCheckpoint(files: DurableFiles, directory: string): Promise<FoundCheckpoint | null> {
  const unreadable: string[] = [];
  for (const time of await checkpointTimes(files, directory)) {
    try {
      const checkpoint = await readCheckpointFile(files, directory, time);
      return { checkpoint, program: await files.read(checkpoint.program), unreadable };
    } catch (error) {
      unreadable.push(`checkpoint-${time}: ${(error as Error).message}`);
    }
  }
  if (unreadable.length === 0) return null;
  const why = unreadable.join('; ');
  throw new EngineError('checkpoint-unreadable', `Failed to read checkpoint from directory ${directory} (${why}). To begin anew, delete the directory or name another one; what it saved is lost then.`);
}
