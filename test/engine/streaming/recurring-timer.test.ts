import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecurringTimer, SystemClock } from '#engine/streaming';

describe('the batch timer, at the computer’s clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 10_300 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function start(): { readonly ticks: number[]; readonly told: string[]; readonly timer: RecurringTimer } {
    const [ticks, told]: [number[], string[]] = [[], []];
    const timer = new RecurringTimer(new SystemClock(), 1000, (time) => ticks.push(time), (text) => told.push(text));
    timer.start(timer.startTime());
    return { ticks, told, timer };
  }

  it('ticks at whole multiples of the interval since the epoch', () => {
    const { ticks, told, timer } = start();
    vi.advanceTimersByTime(3000);
    timer.stop();
    vi.advanceTimersByTime(5000);
    expect([ticks, told]).toEqual([[11_000, 12_000, 13_000], []]);
  });

  it('goes on at the times of a stream that began elsewhere', () => {
    const timer = new RecurringTimer(new SystemClock(), 1000, () => undefined);
    expect(timer.restartTime(2_400)).toBe(10_400);
    expect(timer.restartTime(2_300)).toBe(11_300);
  });

  it('serves every batch that fell due while the computer slept, at its own time, and tells once how many', () => {
    const { ticks, told } = start();
    vi.advanceTimersByTime(1000);
    vi.setSystemTime(23_500);
    vi.advanceTimersByTime(2000);
    expect(ticks).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25].map((second) => second * 1000));
    expect(told).toEqual([expect.stringMatching(/missed 1[123] batches\. They are run now, each at its own time\./)]);
  });

  it('tells that the clock was put back, and waits for its time', () => {
    const { ticks, told } = start();
    vi.advanceTimersByTime(1000);
    vi.setSystemTime(1_000);
    vi.advanceTimersByTime(5000);
    expect(ticks).toEqual([11_000]);
    expect(told).toEqual([expect.stringContaining('The clock was put back: the next batch is the one of')]);
    vi.advanceTimersByTime(6_500);
    expect(ticks).toEqual([11_000, 12_000]);
  });
});
