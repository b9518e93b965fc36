import type { RunInfo } from '#api';
import { bridge } from '../bridge';

/** Runs asked for; older ones are in the list of batches all the same, only without their name. */
const RUNS = 100;

/** The recorded runs, for the dividers in the list of batches and the format of their times. */
class Runs {
  #byId: ReadonlyMap<number, RunInfo> = $state.raw(new Map());

  async load(): Promise<void> {
    const runs = await bridge.invoke('history.runs', { before: null, limit: RUNS });
    this.#byId = new Map(runs.map((run) => [run.runId, run]));
  }

  get(runId: number): RunInfo | null {
    return this.#byId.get(runId) ?? null;
  }
}

export const runs = new Runs();
