/**
 * The listener bus: what Spark's StreamingListener tells (org.apache.spark.streaming.scheduler.StreamingListener),
 * under its names, plus what the recorder and the run view need. Events are plain data. Times are ms since the epoch,
 * delays are ms.
 */
import type { Printed, StateRole } from '#engine/core';
import type { RddObservation, TaskError } from '../core/task';
import type { ReceiverState } from '../sources/receiver';
import type { ReceiverInfo } from './receiver-info';

export interface StreamInputInfo {
  readonly streamId: number;
  readonly nodeId: string | null;
  readonly numRecords: number;
  /** Bytes of the batch's blocks. */
  readonly bytes: number;
  readonly blocks: readonly { readonly blockId: string; readonly records: number; readonly bytes: number }[];
  /** Paths that a file stream took in; left out: it is no file stream. */
  readonly files?: readonly string[];
}

export interface OutputOperationInfo {
  readonly id: number;
  readonly name: string;
  readonly nodeId: string | null;
  readonly description: string;
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly failure: TaskError | null;
}

/** Spark's BatchInfo. */
export interface BatchInfo {
  readonly batchTime: number;
  readonly inputs: readonly StreamInputInfo[];
  readonly submissionTime: number;
  readonly processingStartTime: number | null;
  readonly processingEndTime: number | null;
  readonly numRecords: number;
  readonly schedulingDelay: number | null;
  readonly processingDelay: number | null;
  readonly totalDelay: number | null;
  readonly outputOperations: readonly OutputOperationInfo[];
}

/** An RDD of a batch, for lineage. */
export interface RddInfo {
  readonly id: number;
  /** Such as "MapPartitionsRDD", "ShuffledRDD", "BlockRDD". */
  readonly kind: string;
  /** Spark's operator scope: "map", "reduceByKey" … */
  readonly scope: string;
  /** The pipeline's node, or null for a script's. Several RDDs may belong to one node. */
  readonly nodeId: string | null;
  /** True for the RDD that leaves the node: its records are what the wire carries. */
  readonly isNodeOutput: boolean;
  /** Batch that generated it (an older one where a window or state reaches back). */
  readonly batchTime: number;
  readonly partitions: number;
  readonly dependencies: readonly { readonly rdd: number; readonly kind: 'narrow' | 'shuffle'; readonly role?: StateRole }[];
}

export interface TaskInfo {
  readonly taskId: number;
  readonly stageId: number;
  readonly jobId: number;
  readonly outputOperation: number;
  readonly rdd: number;
  readonly partition: number;
  readonly executorId: string;
  readonly launchTime: number;
  readonly finishTime: number;
  /** ms inside the language runtime */
  readonly duration: number;
  readonly error: TaskError | null;
  readonly observed: readonly (Pick<RddObservation, 'rdd' | 'records' | 'time' | 'found'> & { readonly partition: number })[];
  /** JSON of core/task's TaskSuccess.samples; the partition sampled is the one of `observed`. */
  readonly samples: string;
}

/** A stream or an output of a running program, as its author made it: a count() is one node, not the steps inside. */
export interface StreamNode {
  /** What RDDs, counts and failures name as their node. */
  readonly id: string;
  /** The operation's name, such as "reduceByKey". */
  readonly operation: string;
  readonly isOutput: boolean;
  /** The nodes that feed it, in the order of the call. */
  readonly parents: readonly string[];
  /** Where a script made it; null: nothing is known. */
  readonly site: CallSite | null;
  /** Where it connects to; null: no socket source. */
  readonly socket: { readonly hostname: string; readonly port: number } | null;
  /** What the call said of windows and records, by the names of the operators' parameters. */
  readonly facts: StreamFacts;
}

/** Durations are ms, lengths bytes. */
export interface StreamFacts {
  readonly windowDuration?: number;
  readonly slideDuration?: number;
  readonly recordLength?: number;
  /** A window is corrected with an inverse function. */
  readonly invFunc?: true;
}

/** A place in a script. */
export interface CallSite {
  readonly file: string;
  /** 1 is the first; a call may go on over several lines. */
  readonly line: number;
  readonly endLine: number;
  /** The arguments' text, cut. */
  readonly code: string;
  /** The variable that holds what was made. */
  readonly name: string | null;
}

/** A piece of input: a receiver's block, or a file. */
export interface InputBlock {
  /** Batch that it belongs to: the reported one, or an earlier one that had no jobs. */
  readonly batchTime: number;
  /** -1: a file. */
  readonly streamId: number;
  readonly nodeId: string | null;
  readonly blockId: string;
  /** 0 for files: nobody counted them. */
  readonly records: number;
  readonly bytes: Uint8Array;
  /** Of a batch that was done before a recovery: it was counted then, and is here to run this batch again from. */
  readonly isCounted?: true;
}

/** What a batch took from an input whose records Spark does not count. */
export interface UncountedInput {
  readonly nodeId: string;
  readonly kind: 'a file stream' | 'a queue';
  /** The RDDs that hold it. */
  readonly rdds: readonly number[];
}

/** A file that a file stream did not take, or not what was changed in it. */
export interface IgnoredFile {
  readonly nodeId: string | null;
  readonly path: string;
  readonly reason: 'old' | 'changed' | 'future';
}

/** All that is known of a completed batch, for the recorder. */
export interface BatchReport {
  readonly info: BatchInfo;
  readonly rdds: readonly RddInfo[];
  readonly tasks: readonly TaskInfo[];
  /** Text that the batch's output operations printed (pprint). */
  readonly console: string;
  /** Input blocks' bytes, in allocation order, for inspection and replay. */
  readonly inputBlocks: readonly InputBlock[];
  /** Left out: there is none. */
  readonly uncounted?: readonly UncountedInput[];
  /** Files of which it was told since the batch before that they are ignored; left out: there are none. */
  readonly ignored?: readonly IgnoredFile[];
}

export type StreamingEvent =
  /** Told just before a script's context starts. */
  | { readonly type: 'streamGraph'; readonly master: string; readonly batchInterval: number; /** The program looks for a checkpoint to go on from. */ readonly recovers: boolean; /** `later`: it started others before; else they go on from a checkpoint, `outdated` if another text made it; null: none of these. */ readonly notFirst: 'later' | 'recovered' | 'outdated' | null; readonly nodes: readonly StreamNode[] }
  | { readonly type: 'streamingStarted'; readonly time: number; readonly batchInterval: number; /** Batches for which queueStreams have something. */ readonly queuedBatches: number }
  /** `info`: what Spark's listeners hear of it; null: nothing. */
  | { readonly type: 'receiverState'; readonly streamId: number; readonly nodeId: string | null; readonly name: string; readonly state: ReceiverState; readonly info: ReceiverInfo | null }
  /** A tick of the clock was served; `submitted` false: no output was due then, or making the jobs failed. */
  | { readonly type: 'jobsGenerated'; readonly batchTime: number; readonly submitted: boolean }
  | { readonly type: 'batchSubmitted'; readonly info: BatchInfo }
  | { readonly type: 'batchStarted'; readonly info: BatchInfo }
  | { readonly type: 'outputOperationStarted'; readonly batchTime: number; readonly operation: OutputOperationInfo }
  | { readonly type: 'outputOperationCompleted'; readonly batchTime: number; readonly operation: OutputOperationInfo }
  /** Posted for failed batches too, as Spark does. */
  | { readonly type: 'batchCompleted'; readonly report: BatchReport }
  /** What output operations print; `batchTime` null for a script's own prints. */
  | { readonly type: 'console'; readonly batchTime: number | null; readonly nodeId: string | null; readonly text: string }
  /** Log of the engine, such as the warning for local[1]; with `printed`, what a function of the user printed in a task. */
  | { readonly type: 'log'; readonly level: 'info' | 'warning' | 'error'; readonly text: string; readonly nodeId: string | null; readonly printed?: Omit<Printed, 'text'> }
  /** A file stream does not take a file, or not what was changed in it; told once a file. */
  | ({ readonly type: 'fileIgnored' } & IgnoredFile)
  /** A script goes on from a checkpoint that another text made: its streams are those of then. */
  | { readonly type: 'codeNotRecovered'; readonly directory: string; /** null: it is not known. */ readonly text: string | null }
  /** The script appended to the list of a queueStream, which copied it. */
  | { readonly type: 'queueAppended'; readonly nodeId: string | null }
  /** The script waits for a fixed time, ms, while its streams run. */
  | { readonly type: 'scriptWaits'; readonly duration: number }
  /** A graceful stop goes on: receivers hand over what they hold; that gets its batches; their `jobs` output operations wait or run; then it is over. */
  | { readonly type: 'streamingStopping'; readonly phase: 'receivers' | 'input' | 'batches'; readonly jobs: number }
  | { readonly type: 'streamingStopped'; readonly time: number; readonly error: TaskError | null };

export type StreamingListener = (event: StreamingEvent) => void;

type LogEvent = Extract<StreamingEvent, { type: 'log' }>;

export function printedEvent({ text, ...printed }: Printed): LogEvent {
  return { type: 'log', level: printed.stream === 'stderr' ? 'warning' : 'info', text, nodeId: printed.place.nodeId ?? null, printed };
}

/** Told once a context. */
export function spilledEvent(bytes: number): LogEvent {
  const text = `Executors keep more than their memory for it: ${bytes} bytes of cached partitions and shuffle data went to disk, and what is more will follow. It is read back when it is needed, which takes time. Shorter windows, less state or a higher spark.memory.fraction keep it in memory.`;
  return { type: 'log', level: 'warning', text, nodeId: null };
}

/** The text of a log event for people: what a node's function printed names the node. */
export function logText({ text, nodeId, printed }: LogEvent): string {
  const named = printed && nodeId !== null ? text.replace(/^(?=.)/gm, `[${nodeId}] `) : text;
  return named.endsWith('\n') ? named : `${named}\n`;
}
