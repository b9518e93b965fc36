import { EngineError, type RDD, unwritable } from '#engine/core';
import { partFile } from '../output/save-as-text-files';
import type { StreamingContext } from '../streaming-context';
import { BlockLog } from './block-log';
import type { Checkpoint, SavedRdd } from './checkpoint';
import { CheckpointWriter } from './checkpoint-writer';
import type { DurableFiles } from './durable-files';

/**
 * What a context does for its recovery: it saves its metadata twice a batch, when the batch is generated and when it is
 * done, logs the blocks that receivers report, and takes both up again (JobGenerator.doCheckpoint and restart,
 * DStreamCheckpointData). RDDs of state and windows save themselves while they are computed.
 */
export class Checkpointing {
  readonly #blocks: BlockLog;
  readonly #writer: CheckpointWriter;
  #program = '';
  /** ms; newest batch of a checkpoint */
  #latestTime = 0;
  /** The checkpoint from which the context was made; null: it begins anew. */
  #recovered: Checkpoint | null = null;
  #missingRecords: ReadonlyMap<number | null, number> = new Map();

  constructor(
    private readonly ssc: StreamingContext,
    private readonly files: DurableFiles,
    readonly directory: string,
  ) {
    this.#blocks = new BlockLog(files, directory, ssc.settings.receiverWriteAheadLog, () => ssc.clock.now());
    this.#writer = new CheckpointWriter(files, directory, (text) => this.#warn(text));
  }

  get recovered(): Checkpoint | null {
    return this.#recovered;
  }

  /** Gives the streams, made again before, what the checkpoint holds of them. */
  async recover(checkpoint: Checkpoint): Promise<void> {
    this.#recovered = checkpoint;
    const { streams } = this.ssc.graph;
    for (const { stream: number, rdds, input } of checkpoint.streams) {
      const stream = streams[number];
      if (!stream) throw new EngineError('checkpoint-unreadable', `The checkpoint in ${this.directory} was made by other code: it has a stream ${number}, and there are ${streams.length}. Run the code that made it, or delete the directory and begin anew.`);
      for (const saved of rdds) stream.restore(saved.time, await this.#load(saved));
      await stream.restoreInput(input);
    }
    const blocks = await this.#blocks.recover((path, cutBytes) => this.#warn(`The end of ${path} was torn, as by a crash: ${cutBytes} bytes were cut off. What came before is used.`));
    this.#missingRecords = blocks.missingRecords;
    this.ssc.blocks.restore(blocks);
  }

  /**
   * @param program says how to make the streams again; saved once, all checkpoints refer to it
   * @throws EngineError `checkpoint-unwritable`
   */
  async begin(program: Uint8Array): Promise<void> {
    this.#program = `${this.directory}/${crypto.randomUUID()}/graph`;
    try {
      await this.files.write(this.#program, program);
    } catch (error) {
      throw unwritable('checkpoint-unwritable', this.directory, error);
    }
    this.ssc.blocks.logTo(this.#blocks);
  }

  /** Batches to run again: those that were not done, and those that fell due since (JobGenerator.restart). */
  timesToRunAgain(restartTime: number): number[] {
    if (!this.#recovered) return [];
    const { checkpointTime, pendingTimes, batchInterval } = this.#recovered;
    const times = new Set(pendingTimes);
    for (let time = checkpointTime; time < restartTime; time += batchInterval) times.add(time);
    const again = [...times].filter((time) => time < restartTime).sort((a, b) => a - b);
    this.#tellMissing(again);
    return again;
  }

  /**
   * @param time of the batch that was generated or done, ms
   * @param written called once this state is on the disk
   */
  async save(time: number, written?: () => Promise<void>): Promise<void> {
    const { graph, batchInterval } = this.ssc;
    const streams = await Promise.all(graph.streams.map(async (stream, number) => ({ stream: number, rdds: await stream.saved(), input: stream.inputState() })));
    // A batch may be done after the next was generated: what is saved then holds both (CheckpointWriter, SPARK-11267).
    this.#latestTime = Math.max(this.#latestTime, time);
    const checkpoint: Checkpoint = {
      checkpointTime: this.#latestTime,
      zeroTime: graph.zeroTime,
      batchInterval,
      pendingTimes: this.ssc.pendingTimes,
      streams: streams.filter(({ rdds, input }) => rdds.length > 0 || input !== null),
      program: this.#program,
    };
    this.#writer.write(checkpoint, written);
  }

  async stop(): Promise<void> {
    await this.#writer.stop();
    // A log that cannot be closed must not keep its context from stopping.
    await this.#blocks.close().catch((error: unknown) => this.#warn(`The log of received blocks could not be closed: ${(error as Error).message}`));
  }

  async #load({ folder, numPartitions, hashed }: SavedRdd): Promise<RDD> {
    const slices: Uint8Array[] = [];
    try {
      for (let partition = 0; partition < numPartitions; partition++) slices.push(await this.files.read(partFile(folder, partition)));
    } catch (error) {
      throw new EngineError('checkpoint-unreadable', `The checkpoint in ${this.directory} cannot be used: ${(error as Error).message}. Restore ${folder}, or delete the directory and begin anew.`, { cause: error });
    }
    return this.ssc.sparkContext.checkpointed(slices, folder, hashed);
  }

  #tellMissing(times: readonly number[]): void {
    const lost = [null, ...times].reduce<number>((sum, time) => sum + (this.#missingRecords.get(time) ?? 0), 0);
    if (lost > 0) this.#warn(`Some blocks could not be recovered as they were not found in memory (${lost} records). To prevent such data loss, set spark.streaming.receiver.writeAheadLog.enable to true.`);
  }

  #warn(text: string): void {
    this.ssc.post({ type: 'log', level: 'warning', text, nodeId: null });
  }
}
