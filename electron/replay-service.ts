import { availableParallelism } from 'node:os';
import type { ExecutorPool } from '#engine/hosts';
import type { HistoryStore } from '#engine/history';
import { replayRecorded, type ReplayAnswer, type ReplayQuestion } from '#engine/replay';

/** Replays recorded batches in the sandbox, one question after the other. */
export class ReplayService {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly history: Promise<HistoryStore | null>,
    private readonly executors: ExecutorPool,
  ) {}

  readonly run = (question: ReplayQuestion): Promise<ReplayAnswer> => {
    const answer = this.#last.then(() => this.#run(question));
    this.#last = answer.catch(() => undefined);
    return answer;
  };

  async #run(question: ReplayQuestion): Promise<ReplayAnswer> {
    const store = await this.history;
    if (!store) return { ok: false, message: 'There is no history in this session.' };
    return replayRecorded(store, question, { executors: this.executors, cores: availableParallelism() });
  }
}
