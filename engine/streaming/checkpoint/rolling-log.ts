import type { DurableFiles, RecordLog } from './durable-files';

/** Where a record of a log is. */
export interface RecordHandle {
  /** Name of the file. */
  readonly segment: string;
  /** 0, 1, 2 … in the file. */
  readonly index: number;
}

/** ms: `spark.streaming.driver.writeAheadLog.rollingIntervalSecs` */
const ROLLING = 60_000;
const SEGMENT = /^log-(\d+)-(\d+)$/;

/**
 * A log in files of a minute each, `log-FROM-TO` in ms, so that what is old can be removed
 * (org.apache.spark.streaming.util.FileBasedWriteAheadLog).
 */
export class RollingLog {
  /** null: none yet, or the last one could not be opened; the next record tries again. */
  #segment: Promise<Segment | null> | null = null;
  #opening: Promise<Segment> | null = null;
  #cleanedAt = -Infinity;

  constructor(
    private readonly files: DurableFiles,
    private readonly folder: string,
    private readonly now: () => number,
  ) {}

  async append(record: Uint8Array): Promise<RecordHandle> {
    const segment = await this.#current();
    const handle = { segment: segment.name, index: segment.records++ };
    await segment.log.append(record);
    return handle;
  }

  /** Removes the files that end before `time`. */
  async clean(time: number): Promise<void> {
    if (time < this.#cleanedAt + ROLLING) return;
    this.#cleanedAt = time;
    const current = (await this.#segment)?.name;
    for (const name of await this.files.names(this.folder)) {
      const to = Number(SEGMENT.exec(name)?.[2]);
      if (to < time && name !== current) await this.files.remove(`${this.folder}/${name}`);
    }
  }

  async close(): Promise<void> {
    await (await this.#segment)?.log.close();
  }

  async #current(): Promise<Segment> {
    const open = await this.#segment;
    if (open && this.now() < open.to) return open;
    // Of several that come here at once only the first opens a file.
    if (!this.#opening) {
      this.#opening = this.#open().finally(() => (this.#opening = null));
      this.#segment = this.#opening.catch(() => null);
      void open?.log.close();
    }
    return this.#opening;
  }

  async #open(): Promise<Segment> {
    const names = await this.files.names(this.folder);
    // A manual clock shows the same time in several runs.
    let from = this.now();
    while (names.some((name) => name.startsWith(`log-${from}-`))) from++;
    const name = `log-${from}-${from + ROLLING}`;
    return { name, to: from + ROLLING, log: await this.files.openLog(`${this.folder}/${name}`), records: 0 };
  }
}

interface Segment {
  readonly name: string;
  /** ms */
  readonly to: number;
  readonly log: RecordLog;
  records: number;
}

export interface LoggedRecord {
  readonly handle: RecordHandle;
  readonly bytes: Uint8Array;
}

/**
 * All records of a log, oldest first.
 * @param torn told of each file whose end was cut off
 */
export async function readRollingLog(files: DurableFiles, folder: string, torn: (path: string, cutBytes: number) => void): Promise<LoggedRecord[]> {
  const segments = (await files.names(folder)).filter((name) => SEGMENT.test(name));
  segments.sort((a, b) => Number(SEGMENT.exec(a)![1]) - Number(SEGMENT.exec(b)![1]));
  const all: LoggedRecord[] = [];
  for (const segment of segments) {
    const { records, cutBytes } = await files.readLog(`${folder}/${segment}`);
    if (cutBytes > 0) torn(`${folder}/${segment}`, cutBytes);
    all.push(...records.map((bytes, index) => ({ handle: { segment, index }, bytes })));
  }
  return all;
}
