import type { FunctionId } from '#engine/core';
import type { FunctionSource } from '#engine/operators';
import type { RunControl } from './run-control';

type Language = 'python' | 'javascript';

/** What breakpoints ask of the records that leave a node, as functions; each text is made one once. */
export class Conditions {
  readonly #made = new Map<string, FunctionId>();

  constructor(
    private readonly control: RunControl,
    private readonly language: Language,
    private readonly register: (fn: FunctionSource) => FunctionId,
  ) {}

  /** null: the node has no breakpoint. */
  of(nodeId: string): FunctionId | null {
    const condition = this.control.conditionOf(nodeId);
    if (condition === undefined) return null;
    const key = JSON.stringify([nodeId, condition]);
    const made = this.#made.get(key) ?? this.register({ text: conditionText(condition, this.language), place: { nodeId, param: 'condition' } });
    this.#made.set(key, made);
    return made;
  }
}

/** An empty condition is met by any record. */
function conditionText(condition: string, language: Language): string {
  const empty = condition.trim() === '';
  return language === 'python' ? `lambda record: (\n${empty ? 'True' : condition}\n)` : `(record) => (\n${empty ? 'true' : condition}\n)`;
}
