import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineCutter, LineGate, RateLimiter } from '#engine/sources';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Guava's SmoothBursty by its description: one record at a time. */
function oneByOne(rate: number, asked: readonly { readonly now: number; readonly records: number }[]): number[] {
  let stored = 0;
  let next: number | null = null;
  return asked.map(({ now, records }) => {
    let passed = 0;
    for (; passed < records; passed++) {
      next ??= now;
      if (now > next) {
        stored = Math.min(rate, stored + ((now - next) * rate) / 1000);
        next = now;
      }
      if (next > now) break;
      const free = Math.min(1, stored);
      stored -= free;
      next += ((1 - free) * 1000) / rate;
    }
    return passed;
  });
}

describe('the rate limiter', () => {
  it('lets pass as many records as one that lets them pass one by one', () => {
    // Whole permits at each step: no rounding of fractions decides.
    const steps = fc.array(fc.record({ after: fc.integer({ min: 0, max: 40 }).map((n) => n * 125), records: fc.nat({ max: 50 }) }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(8, 16, 64), steps, (rate, random) => {
        let now = 0;
        const asked = random.map(({ after, records }) => ({ now: (now += after), records }));
        const limiter = new RateLimiter(rate, Infinity);
        const passed = asked.map(({ now: at, records }) => {
          if (records === 0) return 0;
          const taken = Math.min(records, limiter.available(at));
          limiter.take(taken, at);
          return taken;
        });
        expect(passed).toEqual(oneByOne(rate, asked));
      }),
    );
  });

  it('keeps the rate however late it is asked, and after a pause lets one second’s worth pass at once', () => {
    const limiter = new RateLimiter(100, Infinity);
    let passed = 0;
    const ask = (now: number): number => {
      const records = limiter.available(now);
      limiter.take(records, now);
      return records;
    };
    for (let now = 0; now <= 10_000; now += 125) passed += ask(now);
    expect(passed).toBeGreaterThanOrEqual(1000);
    expect(passed).toBeLessThanOrEqual(1001);
    expect(ask(60_000)).toBe(101);
    expect(limiter.wait(60_000)).toBeCloseTo(10);
  });

  it('never goes above the highest rate, and a rate of 0 or less changes nothing', () => {
    const limiter = new RateLimiter(Infinity, 50);
    expect(limiter.rate).toBe(50);
    limiter.setRate(500, 0);
    expect(limiter.rate).toBe(50);
    for (const rate of [20, 0, -5, Number.NaN]) limiter.setRate(rate, 0);
    expect(limiter.rate).toBe(20);
  });

  it('limits nothing until a rate is set', () => {
    const limiter = new RateLimiter(Infinity, Infinity);
    expect(limiter.available(0)).toBe(Infinity);
    limiter.take(1e9, 0);
    limiter.setRate(10, 5);
    expect(limiter.available(5)).toBe(11);
  });
});

describe('the gate', () => {
  it('lets every line pass once, whole and in order, at any rate and with any line ends', () => {
    const text = fc.array(fc.constantFrom('a', 'ä', '\n', '\r', '\r\n', 'long'), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), fc.constantFrom(1, 3, 100, Infinity), fc.integer({ min: 1, max: 700 }), (whole, size, rate, step) => {
        const lines = new LineCutter();
        const gate = new LineGate(new RateLimiter(rate, Infinity), lines);
        const given = bytes(whole);
        for (let at = 0; at < given.length; at += size) gate.push(given.slice(at, at + size));
        const found: string[] = [];
        const take = (all: boolean): number => {
          const block = lines.take(all);
          const parts = block ? new TextDecoder().decode(block.bytes).split(/\r\n|\r|\n/) : [];
          if (parts.at(-1) === '') parts.pop();
          found.push(...parts);
          expect(block?.records ?? 0).toBe(parts.length);
          return parts.length;
        };
        for (let now = 0; gate.pass(now) !== null; now += step) expect(take(false)).toBeLessThanOrEqual((rate * step) / 1000 + 1);
        take(true);
        const expected = whole.split(/\r\n|\r|\n/);
        if (expected.at(-1) === '') expected.pop();
        expect(found).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
