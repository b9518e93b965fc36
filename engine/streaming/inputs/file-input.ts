import { type BytesFormat, EngineError, type RDD } from '#engine/core';
import type { FileEntry } from '#engine/sources';
import type { Computation } from '../computations/computation';
import type { StreamingContext } from '../streaming-context';

/** What listeners are told of a file stream. */
export interface FileInput {
  readonly streamId: number;
  readonly nodeId: string | null;
  /** Paths that the stream took in for a batch; null: it was not asked. */
  filesOf(time: number): readonly string[] | null;
}

interface FileInputState {
  /** ms since the epoch */
  readonly madeAt: number;
  readonly taken: readonly (readonly [path: string, batchTime: number])[];
}

/**
 * A stream of the files that appear in a directory, one partition a file (FileInputDStream). A file is new if it was
 * changed after the stream was made and within the last minute (`spark.streaming.fileStream.minRememberDuration`), not
 * after the batch time, was not taken before, and its name begins with no dot. So a file that is moved in with its old
 * time is never seen: written elsewhere, it has to be copied, or moved right after it was written.
 */
export function fileInput(ssc: StreamingContext, directory: string, format: BytesFormat): Computation {
  const slide = ssc.batchInterval;
  const window = slide * Math.ceil(ssc.settings.fileMinRememberDuration / slide);
  let madeAt = ssc.clock.now();
  /** Files taken, each with the time of its batch. */
  const taken = new Map<string, number>();
  const scopeName = format.kind === 'lines' ? 'textFileStream' : 'binaryRecordsStream';

  const { nodeId } = ssc.buildScope;
  let askedAt = -Infinity;
  ssc.graph.fileInputs.push({
    streamId: ssc.graph.nextInputId(),
    nodeId,
    filesOf: (time) => (time === askedAt ? [...taken].filter(([, takenAt]) => takenAt === time).map(([path]) => path) : null),
  });
  const warn = (text: string): void => ssc.post({ type: 'log', level: 'warning', nodeId, text });
  /** What is told once, until it is right again: the directory, or a file. */
  const wrong = new Set<string>();
  const warnOnce = (path: string, text: string): void => {
    if (!wrong.has(path)) warn(text);
    wrong.add(path);
  };

  /** Where that fails there are none, and the stream goes on, as in Spark. */
  const list = async (): Promise<readonly FileEntry[]> => {
    const { files, reason } = await ssc.files.list(directory).then(
      ({ files: found, missing }) => ({ files: found, reason: missing ? 'the directory does not exist' : null }),
      (error: unknown) => ({ files: [], reason: failureOf(error) }),
    );
    if (reason === null) wrong.delete(directory);
    else warnOnce(directory, `Error finding new files under ${directory}: ${reason}. The stream goes on; what comes there once it can be read is found.`);
    return files;
  };

  /** null: it cannot be read; the next batch tries again, as long as the file is new. */
  const read = async (path: string, time: number): Promise<Uint8Array | null> => {
    try {
      const bytes = await ssc.files.read(path);
      taken.set(path, time);
      wrong.delete(path);
      if (bytes.byteLength === 0) warn(`File ${path} has no data in it. Spark Streaming can only ingest files that have been "moved" to the directory assigned to the file stream.`);
      return bytes;
    } catch (error) {
      warnOnce(path, `File ${path} could not be read: ${failureOf(error)}. Its records are in no batch yet; it is tried again until it is ${window / 1000} s old. Leave a file where it is, and readable, until its batch is done.`);
      return null;
    }
  };

  /** Files of which it was told that they are ignored. */
  const ignored = new Set<string>();
  const tellIgnored = ({ path, modified }: FileEntry, time: number, oldest: number): void => {
    const takenAt = taken.get(path);
    const reason = takenAt !== undefined ? (modified > takenAt ? 'changed' : null) : modified > time + window ? 'future' : modified <= oldest ? 'old' : null;
    if (reason === null || ignored.has(path)) return;
    ignored.add(path);
    ssc.post({ type: 'fileIgnored', nodeId, path, reason });
  };

  const made = (contents: readonly Uint8Array[]): RDD => ssc.sparkContext.union(contents.map((bytes) => ssc.sparkContext.files([bytes], format, scopeName)));

  return {
    name: 'FileInputDStream',
    parents: [],
    slideDuration: slide,
    remember: window,
    compute: async (time, _self, scoped) => {
      const oldest = Math.max(madeAt, time - window);
      const files = await list();
      for (const file of files) tellIgnored(file, time, oldest);
      if (ignored.size > files.length) {
        const there = new Set(files.map(({ path }) => path));
        for (const path of ignored) if (!there.has(path)) ignored.delete(path);
      }
      const fresh = files.filter(({ path, modified }) => modified > oldest && modified <= time && !taken.has(path));
      const contents: Uint8Array[] = [];
      for (const { path, size } of fresh) {
        const bytes = await read(path, time);
        // An empty file has no partition, as with `spark.hadoopRDD.ignoreEmptySplits`: count() then gives nothing, not 0.
        if (bytes && (size > 0 || bytes.byteLength > 0)) contents.push(bytes);
      }
      askedAt = time;
      return scoped(() => made(contents));
    },
    inputState: (): FileInputState => ({ madeAt, taken: [...taken] }),
    restoreInput: async (state) => {
      const { madeAt: firstMadeAt, taken: before } = state as FileInputState;
      madeAt = firstMadeAt;
      const contents = new Map<number, Uint8Array[]>();
      for (const [path, time] of before) {
        taken.set(path, time);
        const bytes = await ssc.files.read(path).catch(() => null);
        if (bytes) contents.set(time, [...(contents.get(time) ?? []), ...(bytes.byteLength > 0 ? [bytes] : [])]);
        else warn(`File ${path} of the batch at ${time} ms is gone: what is computed again after the recovery lacks its records. Keep files until their batch is ${window / 1000} s old.`);
      }
      return new Map([...contents].map(([time, files]) => [time, made(files)]));
    },
    forget: (time) => {
      for (const [path, takenAt] of taken) {
        if (takenAt >= time) continue;
        taken.delete(path);
        // It is old now, and was not ignored.
        ignored.add(path);
      }
    },
  };
}

/** @throws the error itself where no further try can help: a folder that the user has not granted */
function failureOf(error: unknown): string {
  // What is no whole packed file may still be written; what is not granted never comes.
  if (error instanceof EngineError && error.code !== 'invalid-argument') throw error;
  return (error as Error).message.replace(/\.$/, '');
}
