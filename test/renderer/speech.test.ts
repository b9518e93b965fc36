import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Speech } from '../../renderer/speech';

describe('what a screen reader hears', () => {
  let polite: string[] = [];
  let urgent: string[] = [];
  let speech: Speech;
  beforeEach(() => {
    vi.useFakeTimers();
    [polite, urgent] = [[], []];
    speech = new Speech((sentence) => polite.push(sentence), (sentence) => urgent.push(sentence));
  });
  afterEach(() => void vi.useRealTimers());

  it('of batches that come all the time is a sentence each five seconds, the newest', () => {
    for (let batch = 1; batch <= 100; batch++) {
      speech.say(`Batch ${batch}`);
      vi.advanceTimersByTime(200);
    }
    vi.advanceTimersByTime(60_000);
    expect(polite).toEqual(['Batch 1', 'Batch 25', 'Batch 50', 'Batch 75', 'Batch 100']);
  });

  it('of an error is its sentence at once, and once for as long as it lasts', () => {
    for (let batch = 1; batch <= 10; batch++) speech.trouble('ZeroDivisionError: division by zero at pairs');
    speech.trouble(null);
    speech.trouble('ZeroDivisionError: division by zero at pairs');
    expect(urgent).toEqual(['ZeroDivisionError: division by zero at pairs', '', 'ZeroDivisionError: division by zero at pairs']);
  });
});
