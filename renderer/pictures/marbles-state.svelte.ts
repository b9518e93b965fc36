import type { InputLine, Marbles } from '#api';
import { bridge } from '../bridge';

/** Which batches are shown, of which node. */
export interface Shown {
  readonly runId: number;
  readonly nodeId: string;
  /** ms */
  readonly from: number;
  readonly to: number;
}

export const lineKey = ({ batchTime, nodeId, block, line }: InputLine): string => `${batchTime}/${nodeId}/${block}/${line}`;

/** The marbles of some batches, and where they were moved. For one component. */
export class MarblesState {
  answer: Marbles | null = $state.raw(null);
  problem: string | null = $state(null);
  computing = $state(false);
  #moves: ReadonlyMap<string, { readonly line: InputLine; readonly to: number }> = $state.raw(new Map());
  #shown: Shown | null = null;
  #asked = 0;

  readonly moved: number = $derived(this.#moves.size);

  async show(shown: Shown): Promise<void> {
    this.#shown = shown;
    this.#moves = new Map();
    this.answer = null;
    await this.#compute();
  }

  /** Moves a line into a batch; into its own again: it is as it came. */
  async move(line: InputLine, to: number): Promise<void> {
    const moves = new Map(this.#moves);
    const { batchTime, nodeId, block, line: number } = line;
    if (to === batchTime) moves.delete(lineKey(line));
    else moves.set(lineKey(line), { line: { batchTime, nodeId, block, line: number }, to });
    this.#moves = moves;
    await this.#compute();
  }

  isMoved(line: InputLine): boolean {
    return this.#moves.has(lineKey(line));
  }

  async reset(): Promise<void> {
    this.#moves = new Map();
    await this.#compute();
  }

  async #compute(): Promise<void> {
    if (!this.#shown) return;
    const asked = ++this.#asked;
    this.computing = true;
    const answer = await bridge.invoke('marbles.move', { ...this.#shown, moves: [...this.#moves.values()] }).catch((error: unknown) => ({ ok: false as const, message: error instanceof Error ? error.message : String(error) }));
    // It was moved on meanwhile.
    if (asked !== this.#asked) return;
    this.computing = false;
    this.problem = answer.ok ? null : answer.message;
    if (answer.ok) this.answer = answer;
  }
}
