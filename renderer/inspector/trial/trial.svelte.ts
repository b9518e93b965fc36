import type { TrialAnswer, TrialFailure, TrialQuestion } from '#api';
import { bridge } from '../../bridge';
import { document } from '../../editor/document.svelte';

type Inputs = TrialQuestion['inputs'];

/** Typing pauses this long before what was tried is tried again, ms. */
const AGAIN_DELAY = 300;

/** What a node's function gives for some records, tried without a run; tried again as the function is edited. */
export class Trial {
  /** What it was tried on; null: it was not. */
  inputs: Inputs | null = $state.raw(null);
  answer: TrialAnswer | null = $state.raw(null);
  running = $state(false);
  /** Records written by hand, by port; null: those of the last batch. */
  texts: ReadonlyMap<string, string> | null = $state.raw(null);
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly nodeId: string) {}

  readonly failures: readonly TrialFailure[] = $derived(this.answer?.ok ? this.answer.failures : []);

  async run(inputs: Inputs): Promise<void> {
    const node = document.node(this.nodeId);
    if (!node) return;
    this.#unplan();
    this.inputs = inputs;
    const own = ++this.#last;
    this.running = true;
    const script = document.triedScript;
    const pipeline = script ? document.pipeline : { ...document.pipeline, nodes: [node], edges: [], layout: { nodes: {} } };
    let answer: TrialAnswer;
    try {
      answer = await bridge.invoke('function.try', { pipeline, nodeId: node.id, inputs, script });
    } catch (error) {
      answer = { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
    if (own !== this.#last) return;
    this.answer = answer;
    this.running = false;
  }

  /** The function was edited. */
  again(): void {
    const { inputs } = this;
    if (!inputs) return;
    this.#unplan();
    this.#timer = setTimeout(() => void this.run(inputs), AGAIN_DELAY);
  }

  /** Back to what the last batch gave. */
  clear(): void {
    this.#unplan();
    this.#last++;
    this.running = false;
    [this.inputs, this.answer, this.texts] = [null, null, null];
  }

  #unplan(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
