import type { ReplacedText } from '#engine/core';
import type { StreamingListener } from './listener';

/** Partitions that are remembered, so that one that is read again is not counted again. */
const REMEMBERED = 10_000;

/** Tells how many bytes of the input are no UTF-8: once a batch and node, or at once for what a script reads outside of a stream. */
export class ReplacedTextLog {
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string | null, { count: number; readonly operation: string }>();

  constructor(
    private readonly told: StreamingListener,
    /** How people call a node; null: it is not known. */
    private readonly nameOf: (nodeId: string) => string | null,
  ) {}

  readonly add = ({ rdd, partition, scope: { nodeId, batchTime, name }, count }: ReplacedText): void => {
    const key = `${rdd}/${partition}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value!);
    this.#counts.set(nodeId, { count: (this.#counts.get(nodeId)?.count ?? 0) + count, operation: name });
    if (batchTime === null) this.#tell();
  };

  /** Passes events on; what a batch counted comes before its end. */
  readonly listener: StreamingListener = (event) => {
    if (event.type === 'batchCompleted') this.#tell();
    this.told(event);
  };

  #tell(): void {
    for (const [nodeId, { count, operation }] of this.#counts) {
      const name = (nodeId === null ? null : this.nameOf(nodeId)) ?? operation;
      const text = `${name} read bytes that are no UTF-8: ${count} ${count === 1 ? 'character U+FFFD stands' : 'characters U+FFFD stand'} in their place. Send or save the text as UTF-8 to keep what it said.`;
      this.told({ type: 'log', level: 'warning', text, nodeId });
    }
    this.#counts.clear();
  }
}
