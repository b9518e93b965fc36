import type { HistoryStore } from '#engine/history';
import { moveMarbles, traceLine, traceRecord } from '#engine/lineage';
import { type ReplayEnvironment, replayRecorded } from '#engine/replay';
import type { Handlers } from './ipc';

type Asked<T> = (store: HistoryStore, environment: ReplayEnvironment) => Promise<T>;

/** Replays recorded batches in the sandbox, for comparisons and for lineage, one question after the other. */
export class ReplayService {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly history: Promise<HistoryStore | null>,
    private readonly environment: ReplayEnvironment,
  ) {}

  readonly handlers: Pick<Handlers, 'replay.run' | 'lineage.record' | 'lineage.line' | 'marbles.move'> = {
    'replay.run': (question) => this.#next((store, environment) => replayRecorded(store, question, environment)),
    'lineage.record': (question) => this.#next((store, environment) => traceRecord(store, question, environment)),
    'marbles.move': (question) => this.#next((store, environment) => moveMarbles(store, question, environment)),
    'lineage.line': (question) => this.#next((store, environment) => traceLine(store, question, environment)),
  };

  #next<T>(asked: Asked<T>): Promise<T | { readonly ok: false; readonly message: string }> {
    const answer = this.#last.then(async () => {
      const store = await this.history;
      if (!store) return { ok: false, message: 'There is no history in this session.' } as const;
      return asked(store, this.environment);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}
