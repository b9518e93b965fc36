import { type TaskReport, toTaskError } from '#engine/core';
import type { RecordedScript } from '#engine/driver';
import { Observations, type Sample } from '#engine/history';
import type { Pipeline } from '#engine/model';
import type { OperatorDeclaration } from '#engine/operators';
import { READING } from './read-records';
import type { Refusal } from './refusal';
import type { runAgain } from './run-again';

/** A record as its text: `repr` in Python, a literal in JavaScript. */
export interface TrialRecord {
  readonly text: string;
  /** Records of the same number are given to `mapPartitions` together. */
  readonly partition: number;
}

/** The script that a node belongs to, as it would be run. */
export type TrialScript = Omit<RecordedScript, 'notFirst'>;

export interface TrialQuestion {
  /** Without a script, only the node, the language and the code that functions use are looked at. */
  readonly pipeline: Pipeline;
  readonly nodeId: string;
  readonly inputs: readonly { readonly port: string; readonly records: readonly TrialRecord[] }[];
  /** null: the node's function needs nothing but the pipeline. */
  readonly script: TrialScript | null;
}

/** `from` is the place of the record that it was made of, where that is one. */
export type TrialOutput = Sample & { readonly from: number | null };

export interface TrialFailure {
  readonly from: number | null;
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  /** The function that failed, and its line (from 1); null where they are unknown. */
  readonly param: string | null;
  readonly line: number | null;
  /** Text of the record; null where none was being computed. */
  readonly record: string | null;
}

export type TrialAnswer =
  | { readonly ok: true; readonly outputs: readonly TrialOutput[]; /** Records that came out, shown or not. */ readonly total: number; readonly failures: readonly TrialFailure[]; /** What the functions printed. */ readonly printed: string }
  | Refusal;

/** Records that are shown. */
export const TRIAL_SAMPLES = 200;
/** Characters of what is printed. */
const MAX_PRINTED = 10_000;

/** What came of a try so far. */
export class Trial {
  readonly #tasks: TaskReport[] = [];
  readonly #failures: TrialFailure[] = [];
  #rdd: number | null = null;
  #running: number | null = null;
  #printed = '';

  constructor(
    readonly inputs: TrialQuestion['inputs'],
    readonly singly: boolean,
    private readonly ends: AbortSignal,
  ) {}

  async compute(rdd: Parameters<Parameters<typeof runAgain>[0]['output']>[0], onTask: (report: TaskReport) => void): Promise<void> {
    this.#rdd = rdd.id;
    const told = (report: TaskReport): void => {
      this.#tasks.push(report);
      onTask(report);
    };
    const jobs = this.singly ? rdd.partitions.map((partition) => [partition]) : [rdd.partitions];
    for (const partitions of jobs) {
      this.#running = this.singly ? partitions[0]! : null;
      try {
        await rdd.context.runJob(rdd, partitions, { kind: 'drain' }, told);
      } catch (error) {
        // What was ended is told once, by whoever ended it.
        if (this.ends.aborted) return;
        this.#failed(toTaskError(error));
      }
    }
  }

  #failed({ type, message, traceback, place, record }: ReturnType<typeof toTaskError>): void {
    const common = { from: this.#running, record: record ?? this.#text };
    if (place.nodeId?.startsWith(READING)) this.unread(common.from, common.record, `${type}: ${message}`);
    else this.#failures.push({ ...common, type, message, traceback, param: place.param ?? null, line: place.line ?? null });
  }

  /** A text that is no record. */
  unread(from: number | null, record: string | null, why: string): void {
    this.#failures.push({ from, record, type: 'Record', message: `This cannot be read as a record: ${why}`, traceback: '', param: null, line: null });
  }

  ended(timeLimit: number): void {
    this.#failures.push({ from: this.#running, type: 'Timeout', message: `It did not end within ${timeLimit / 1000} s, and was ended.`, traceback: '', param: null, line: null, record: this.#text });
  }

  get #text(): string | null {
    return this.#running === null ? null : (this.inputs[0]?.records[this.#running]?.text ?? null);
  }

  print(text: string): void {
    if (this.#printed.length < MAX_PRINTED) this.#printed = (this.#printed + text).slice(0, MAX_PRINTED);
  }

  answer(): TrialAnswer {
    const seen = new Observations(this.#tasks.filter(({ error }) => error === null).map((task) => ({ ...task, outputOperation: 0 })), TRIAL_SAMPLES);
    const samples = this.#rdd === null ? [] : seen.samples(this.#rdd);
    const outputs = samples.map((sample): TrialOutput => ({ ...sample, from: this.singly ? sample.partition : null }));
    return { ok: true, outputs, total: this.#rdd === null ? 0 : (seen.records(this.#rdd) ?? 0), failures: this.#failures, printed: this.#printed };
  }
}

/** Whether each record has its own outputs, or none. */
export function passesSingly({ reach, inputs, params }: OperatorDeclaration): boolean {
  return reach === 'record' && inputs.length === 1 && Object.values(params).some(({ type }) => type === 'function');
}
