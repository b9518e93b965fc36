import type { BatchDifference, CompareAnswer, ComparedPair, CompareOther, CompareQuestion, CompareRunsQuestion } from '#api';
import { bridge } from '../bridge';
import { historyView } from '../history/history-view.svelte';

/** Two runs beside each other: what was asked, and the pair of batches that is looked at. */
class CompareState {
  other: CompareOther | null = $state.raw(null);
  by: CompareQuestion['by'] = $state('order');
  comparing = $state(false);
  #answer: { readonly question: CompareQuestion; readonly answer: CompareAnswer } | null = $state.raw(null);
  index = $state(0);
  #batch: { readonly pair: ComparedPair; readonly batch: BatchDifference } | null = $state.raw(null);
  #problem: string | null = $state(null);
  nodeId: string | null = $state(null);
  #asked = 0;

  readonly question: CompareQuestion | null = $derived(historyView.search.runId !== null && this.other ? { runId: historyView.search.runId, other: this.other, by: this.by } : null);
  /** Of what is chosen now. */
  readonly answer: CompareAnswer | null = $derived(this.#answer !== null && JSON.stringify(this.#answer.question) === JSON.stringify(this.question) ? this.#answer.answer : null);
  readonly pairs: readonly ComparedPair[] = $derived(this.answer?.ok ? this.answer.pairs : []);
  readonly pair: ComparedPair | null = $derived(this.pairs[this.index] ?? null);
  readonly batch: BatchDifference | null = $derived(this.#batch !== null && this.#batch.pair === this.pair ? this.#batch.batch : null);
  readonly node = $derived(this.batch?.nodes.find(({ nodeId }) => nodeId === this.nodeId) ?? this.batch?.nodes.find(({ same }) => !same) ?? this.batch?.nodes.at(-1) ?? null);
  readonly problem: string | null = $derived(this.#problem ?? (this.answer && !this.answer.ok ? this.answer.message : null));

  /** The pairs behind those that are there. */
  async more(): Promise<void> {
    const { question, answer } = this;
    if (!question || !answer?.ok || this.comparing) return;
    const asked = ++this.#asked;
    this.comparing = true;
    const next = await ask({ ...question, more: true });
    if (asked !== this.#asked) return;
    this.comparing = false;
    this.#answer = { question, answer: next.ok ? { ...next, pairs: [...answer.pairs, ...next.pairs] } : next };
  }

  async run(): Promise<void> {
    const { question } = this;
    if (!question) return;
    const asked = ++this.#asked;
    this.comparing = true;
    this.#problem = null;
    const answer = await ask({ ...question, more: false });
    // Something else was chosen meanwhile.
    if (asked !== this.#asked) return;
    this.comparing = false;
    this.#answer = { question, answer };
    if (answer.ok) await this.show(Math.max(0, answer.pairs.findIndex(({ same }) => !same)));
  }

  async show(index: number): Promise<void> {
    this.index = index;
    this.nodeId = null;
    const { pair, question } = this;
    if (!pair || !question) return;
    const answer = await bridge.invoke('compare.batch', { ...question, left: pair.left, right: pair.right });
    if (answer.ok) this.#batch = { pair, batch: answer.batch };
    else this.#problem = answer.message;
  }

  async chooseOutput(): Promise<void> {
    const chosen = await bridge.invoke('compare.chooseOutput', undefined);
    if (!chosen) return;
    this.other = { kind: 'spark', path: chosen.path };
    await this.run();
  }
}

function ask(question: CompareRunsQuestion): Promise<CompareAnswer> {
  return bridge.invoke('compare.runs', question).catch((error: unknown) => ({ ok: false, message: error instanceof Error ? error.message : String(error) }));
}

export const compareState = new CompareState();
