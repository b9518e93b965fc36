import { EngineError } from '#engine/core';

export type Refusal = { readonly ok: false; readonly message: string };

export function refused(message: string): Refusal {
  return { ok: false, message };
}

/** Thrown where a question cannot be answered; its message is the answer. */
export class Refused extends Error {}

/** Gives a sentence for whatever goes wrong, the time limit (ms) included. */
export async function answered<T>(timeLimit: number, answer: (signal: AbortSignal) => Promise<T>): Promise<T | Refusal> {
  try {
    return await answer(AbortSignal.timeout(timeLimit));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return refused(`The replay took longer than ${timeLimit / 1000} s and was stopped.`);
    return refused(error instanceof EngineError || error instanceof Error ? error.message : String(error));
  }
}

/** Rejects with the signal's reason when it is aborted. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('The replay was stopped.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
