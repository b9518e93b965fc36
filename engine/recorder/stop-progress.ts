import { problem, type Problem } from '#engine/model';
import type { StreamingEvent } from '#engine/streaming';

export type StopPhase = 'receivers' | 'input' | 'batches' | 'script';

/** How far a graceful stop is: what it waits for, and why. */
export class StopProgress {
  #phase: StopPhase | null = null;
  #asked = false;
  #jobs = 0;
  #running: string | null = null;

  get phase(): StopPhase | null {
    return this.#phase;
  }

  /** The whole program is to end, not only its streams. */
  asked(): void {
    this.#asked = true;
  }

  ended(): void {
    this.#phase = null;
  }

  /** @returns whether there is something else to tell */
  take(event: StreamingEvent): boolean {
    switch (event.type) {
      case 'streamingStopping':
        this.#phase = event.phase;
        this.#jobs = event.jobs;
        return true;
      case 'streamingStopped':
        this.#phase = this.#asked ? 'script' : null;
        return true;
      case 'outputOperationStarted':
        this.#running = event.operation.nodeId;
        return this.#phase !== null;
      case 'outputOperationCompleted':
        this.#jobs--;
        return this.#phase !== null;
      default:
        return false;
    }
  }

  /** @param nameOf of a node */
  told(nameOf: (nodeId: string | null) => string): Problem | null {
    if (this.#phase === null) return null;
    return problem('stop-waits', { phase: this.#phase, jobs: Math.max(0, this.#jobs), at: nameOf(this.#running) });
  }
}
