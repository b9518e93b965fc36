import type { ReceivedBlock } from '../../sources/receiver';
import type { DurableFiles } from './durable-files';
import { type RecordHandle, readRollingLog, RollingLog } from './rolling-log';

/** What happened to received blocks (org.apache.spark.streaming.scheduler.ReceivedBlockTrackerLogEvent). */
type BlockEvent =
  | { readonly event: 'added'; readonly block: string; readonly streamId: number; readonly blockId: string; readonly records: number; readonly data: RecordHandle | null }
  | { readonly event: 'allocated'; readonly time: number; readonly blocks: readonly string[] }
  | { readonly event: 'cleaned'; readonly times: readonly number[] };

/** Blocks that an earlier run of the program received. */
export interface RecoveredBlocks {
  /** In no batch yet. */
  readonly unallocated: readonly ReceivedBlock[];
  /** By batch time, ms. */
  readonly allocated: ReadonlyMap<number, readonly ReceivedBlock[]>;
  /** Records whose data was never saved, by batch time; null: in no batch yet. */
  readonly missingRecords: ReadonlyMap<number | null, number>;
}

const metadataFolder = (directory: string): string => `${directory}/receivedBlockMetadata`;
const dataFolder = (directory: string, streamId: number): string => `${directory}/receivedData/${streamId}`;

/**
 * The write-ahead log of receivers: which blocks came and which batch got them, always; their bytes where
 * `spark.streaming.receiver.writeAheadLog.enable` is true.
 */
export class BlockLog {
  readonly #metadata: RollingLog;
  readonly #data = new Map<number, RollingLog>();
  readonly #names = new WeakMap<ReceivedBlock, string>();
  /** Blocks of different runs have different names, also at a manual clock. */
  readonly #run = crypto.randomUUID().slice(0, 8);
  #blocks = 0;

  constructor(
    private readonly files: DurableFiles,
    private readonly directory: string,
    private readonly saveData: boolean,
    private readonly now: () => number,
  ) {
    this.#metadata = new RollingLog(files, metadataFolder(directory), now);
  }

  /** Resolves when the block is safe. */
  async added(block: ReceivedBlock): Promise<void> {
    const { streamId, blockId, records } = block;
    const name = `${this.#run}-${this.#blocks++}`;
    this.#names.set(block, name);
    const data = this.saveData ? await this.#dataOf(streamId).append(block.bytes) : null;
    await this.#write({ event: 'added', block: name, streamId, blockId, records, data });
  }

  async allocated(time: number, blocks: readonly ReceivedBlock[]): Promise<void> {
    await this.#write({ event: 'allocated', time, blocks: blocks.flatMap((block) => this.#names.get(block) ?? []) });
  }

  /** Batches that no recovery will ask for. @param before ms: nothing older is needed */
  async cleaned(times: readonly number[], before: number): Promise<void> {
    if (times.length > 0) await this.#write({ event: 'cleaned', times });
    await this.#metadata.clean(before);
    for (const log of this.#data.values()) await log.clean(before);
  }

  async close(): Promise<void> {
    await this.#metadata.close();
    for (const log of this.#data.values()) await log.close();
  }

  /** What an earlier run left; its blocks keep their names in this log. */
  async recover(torn: (path: string, cutBytes: number) => void): Promise<RecoveredBlocks> {
    const known = new Map<string, { readonly records: number; readonly block: ReceivedBlock | null }>();
    const unallocated = new Set<string>();
    const allocated = new Map<number, readonly string[]>();
    const data = new DataLogs(this.files, this.directory, torn);
    for (const { bytes } of await readRollingLog(this.files, metadataFolder(this.directory), torn)) {
      const told = JSON.parse(new TextDecoder().decode(bytes)) as BlockEvent;
      if (told.event === 'added') {
        const { streamId, blockId, records } = told;
        const saved = told.data ? await data.read(streamId, told.data) : null;
        const block = saved ? { streamId, blockId, records, bytes: saved } : null;
        if (block) this.#names.set(block, told.block);
        known.set(told.block, { records, block });
        unallocated.add(told.block);
      } else if (told.event === 'allocated') {
        for (const name of told.blocks) unallocated.delete(name);
        allocated.set(told.time, told.blocks);
      } else {
        for (const time of told.times) allocated.delete(time);
      }
    }
    const blocks = (names: Iterable<string>): ReceivedBlock[] => [...names].flatMap((name) => known.get(name)?.block ?? []);
    const missing = (names: Iterable<string>): number => [...names].map((name) => known.get(name)).reduce((sum, found) => sum + (found && !found.block ? found.records : 0), 0);
    return {
      unallocated: blocks(unallocated),
      allocated: new Map([...allocated].map(([time, names]) => [time, blocks(names)])),
      missingRecords: new Map<number | null, number>([[null, missing(unallocated)], ...[...allocated].map(([time, names]): [number, number] => [time, missing(names)])]),
    };
  }

  #dataOf(streamId: number): RollingLog {
    const known = this.#data.get(streamId);
    if (known) return known;
    const log = new RollingLog(this.files, dataFolder(this.directory, streamId), this.now);
    this.#data.set(streamId, log);
    return log;
  }

  async #write(event: BlockEvent): Promise<void> {
    await this.#metadata.append(new TextEncoder().encode(JSON.stringify(event)));
  }
}

/** The receivers' saved bytes, each file read once. */
class DataLogs {
  readonly #streams = new Map<number, Promise<ReadonlyMap<string, Uint8Array>>>();

  constructor(
    private readonly files: DurableFiles,
    private readonly directory: string,
    private readonly torn: (path: string, cutBytes: number) => void,
  ) {}

  /** Null where the bytes are not there, or were damaged. */
  async read(streamId: number, { segment, index }: RecordHandle): Promise<Uint8Array | null> {
    const known = this.#streams.get(streamId) ?? this.#readAll(streamId);
    this.#streams.set(streamId, known);
    return (await known).get(`${segment}:${index}`) ?? null;
  }

  async #readAll(streamId: number): Promise<ReadonlyMap<string, Uint8Array>> {
    const records = await readRollingLog(this.files, dataFolder(this.directory, streamId), this.torn);
    return new Map(records.map(({ handle, bytes }) => [`${handle.segment}:${handle.index}`, bytes]));
  }
}
