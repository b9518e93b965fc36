import type { BytesFormat, RDD } from '#engine/core';
import type { Computation } from '../computations/computation';
import type { StreamingContext } from '../streaming-context';

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

  const read = async (path: string): Promise<Uint8Array> => {
    const bytes = await ssc.files.read(path);
    if (bytes.byteLength === 0) {
      ssc.post({ type: 'log', level: 'warning', nodeId: null, text: `File ${path} has no data in it. Spark Streaming can only ingest files that have been "moved" to the directory assigned to the file stream.` });
    }
    return bytes;
  };

  const made = (contents: readonly Uint8Array[]): RDD => ssc.sparkContext.union(contents.map((bytes) => ssc.sparkContext.files([bytes], format, scopeName)));

  return {
    name: 'FileInputDStream',
    parents: [],
    slideDuration: slide,
    remember: window,
    compute: async (time, _self, scoped) => {
      const oldest = Math.max(madeAt, time - window);
      const { files, missing } = await ssc.files.list(directory);
      if (missing) ssc.post({ type: 'log', level: 'warning', nodeId: null, text: `Error finding new files under ${directory}: the directory does not exist.` });
      const fresh = files.filter(({ path, modified }) => modified > oldest && modified <= time && !taken.has(path));
      const contents: Uint8Array[] = [];
      for (const { path } of fresh) {
        taken.set(path, time);
        contents.push(await read(path));
      }
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
        if (bytes) contents.set(time, [...(contents.get(time) ?? []), bytes]);
        else ssc.post({ type: 'log', level: 'warning', nodeId: null, text: `File ${path} of the batch at ${time} ms is gone: what is computed again after the recovery lacks its records. Keep files until their batch is ${window / 1000} s old.` });
      }
      return new Map([...contents].map(([time, files]) => [time, made(files)]));
    },
    forget: (time) => {
      for (const [path, takenAt] of taken) if (takenAt < time) taken.delete(path);
    },
  };
}
