import type { BytesFormat, RDD } from '#engine/core';
import type { Computation } from '../computations/computation';
import type { StreamingContext } from '../streaming-context';

/**
 * A stream of the files that appear in a directory, one partition a file (FileInputDStream). A file is new if it was
 * changed after the stream was made and within the last minute (`spark.streaming.fileStream.minRememberDuration`), not
 * after the batch time, was not taken before, and its name begins with no dot. So a file that is moved in with its old
 * time is never seen: written elsewhere, it has to be copied, or moved right after it was written.
 */
export function fileInput(ssc: StreamingContext, directory: string, format: BytesFormat): Computation {
  const slide = ssc.batchInterval;
  const window = slide * Math.ceil(ssc.settings.fileMinRememberDuration / slide);
  const madeAt = ssc.clock.now();
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
      return scoped((): RDD => ssc.sparkContext.union(contents.map((bytes) => ssc.sparkContext.files([bytes], format, scopeName))));
    },
    forget: (time) => {
      for (const [path, takenAt] of taken) if (takenAt < time) taken.delete(path);
    },
  };
}
