import type { EngineError } from './errors';
import type { FunctionId } from './task';

/** Outdated versions that executors keep, so that windows find theirs there; older ones are sent again if needed. */
const KEPT = 256;

/** Functions that change between jobs: what each stands for now. */
export class FunctionVersions {
  readonly #now = new Map<FunctionId, FunctionId | EngineError | null>();
  readonly #outdated: FunctionId[] = [];

  get isEmpty(): boolean {
    return this.#now.size === 0;
  }

  reserve(id: FunctionId): void {
    this.#now.set(id, null);
  }

  /** @returns versions so old that executors can forget them */
  provide(id: FunctionId, version: FunctionId | EngineError): FunctionId[] {
    const before = this.#now.get(id);
    if (typeof before === 'number') this.#outdated.push(before);
    this.#now.set(id, version);
    return this.#outdated.splice(0, Math.max(0, this.#outdated.length - KEPT));
  }

  /** @returns undefined for a function that has no versions */
  get(id: FunctionId): FunctionId | undefined {
    const version = this.#now.get(id);
    if (version === null) throw new Error(`Function ${id} is used before its first version was provided.`);
    if (typeof version === 'object') throw version;
    return version;
  }
}
