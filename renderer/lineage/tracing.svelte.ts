import type { InputLine, LineTrace, RecordedRdd, RecordedRecord, RecordTrace } from '#api';
import { bridge } from '../bridge';
import { type Lit, litByLine, litByRecord } from './reach';

type Traced =
  | { readonly kind: 'record'; readonly rdd: number; readonly record: RecordedRecord; readonly trace: RecordTrace }
  | { readonly kind: 'line'; readonly line: InputLine & { readonly text: string }; readonly trace: LineTrace };

/** What was asked about a record or a line, and what came of it. It stays while one goes from batch to batch. */
class Tracing {
  /** null: nothing is lit. */
  traced: Traced | null = $state.raw(null);
  /** What runs now, in words; null: nothing. */
  asking: string | null = $state(null);
  /** A sentence, where it could not be told. */
  problem: string | null = $state(null);
  #asked = 0;

  async record(runId: number, rdd: RecordedRdd, record: RecordedRecord): Promise<void> {
    if (!rdd.isNodeOutput || rdd.nodeId === null) {
      this.clear();
      this.problem = 'Only records that leave a node can be traced: choose the last RDD of the node.';
      return;
    }
    const { partition, seq, repr, cut } = record;
    const question = { runId, batchTime: rdd.batchTime, nodeId: rdd.nodeId, partition, seq, repr: cut ? null : repr };
    await this.#ask('Leaving out one line after the other …', bridge.invoke('lineage.record', question), (trace) => ({ kind: 'record', rdd: rdd.id, record, trace }));
  }

  async line(runId: number, line: InputLine & { readonly text: string }, to: number): Promise<void> {
    const { batchTime, nodeId, block, line: number } = line;
    await this.#ask('Running without this line …', bridge.invoke('lineage.line', { runId, line: { batchTime, nodeId, block, line: number }, to }), (trace) => ({ kind: 'line', line, trace }));
  }

  clear(): void {
    this.#asked++;
    this.traced = null;
    this.asking = null;
    this.problem = null;
  }

  litOf(rdds: readonly RecordedRdd[]): Lit | null {
    const { traced } = this;
    if (!traced) return null;
    return traced.kind === 'record' ? litByRecord(rdds, traced.trace.lines, traced.rdd) : litByLine(rdds, traced.line, traced.trace.effects);
  }

  async #ask<T extends { readonly ok: true }>(asking: string, answer: Promise<T | { readonly ok: false; readonly message: string }>, traced: (trace: T) => Traced): Promise<void> {
    this.clear();
    const asked = ++this.#asked;
    this.asking = asking;
    const trace = await answer.catch((error: unknown) => ({ ok: false as const, message: error instanceof Error ? error.message : String(error) }));
    // Something else was asked meanwhile.
    if (asked !== this.#asked) return;
    this.asking = null;
    if (trace.ok) this.traced = traced(trace);
    else this.problem = trace.message;
  }
}

export const tracing = new Tracing();
