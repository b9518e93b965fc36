import { describe, expect, it } from 'vitest';
import { EngineError } from '#engine/core';
import { streamingSettings, type StreamingSettings } from '#engine/streaming';

const settings = (...entries: readonly (readonly [string, string])[]): StreamingSettings =>
  streamingSettings(new Map(entries.map(([key, value]) => [`spark.streaming.${key}`, value])));

describe('the settings of back-pressure and receivers', () => {
  it('have Spark’s defaults: nothing is limited', () => {
    expect(settings()).toMatchObject({
      blockQueueSize: 10,
      receiverMaxRate: Infinity,
      receiverInitialRate: Infinity,
      backpressure: { enabled: false, proportional: 1, integral: 0.2, derived: 0, minRate: 100 },
    });
  });

  it('are read from their texts', () => {
    const given = settings(
      ['backpressure.enabled', 'TRUE'],
      ['backpressure.rateEstimator', 'pid'],
      ['backpressure.pid.proportional', '2'],
      ['backpressure.pid.integral', '.5'],
      ['backpressure.pid.derived', '1e-1'],
      ['backpressure.pid.minRate', '10.5'],
      ['blockQueueSize', '3'],
    );
    expect(given).toMatchObject({ blockQueueSize: 3, backpressure: { enabled: true, proportional: 2, integral: 0.5, derived: 0.1, minRate: 10.5 } });
  });

  it.each([
    { maxRate: '100', initialRate: null, expected: [100, 100] },
    { maxRate: '100', initialRate: '20', expected: [100, 20] },
    { maxRate: '100', initialRate: '500', expected: [100, 100] },
    { maxRate: null, initialRate: '20', expected: [Infinity, 20] },
    { maxRate: '0', initialRate: null, expected: [Infinity, Infinity] },
    { maxRate: '-1', initialRate: '20', expected: [Infinity, 20] },
  ])('begin with the initial rate, and never above the highest: $maxRate, $initialRate', ({ maxRate, initialRate, expected }) => {
    const given: [string, string][] = [];
    if (maxRate !== null) given.push(['receiver.maxRate', maxRate]);
    if (initialRate !== null) given.push(['backpressure.initialRate', initialRate]);
    const { receiverMaxRate, receiverInitialRate } = settings(...given);
    expect([receiverMaxRate, receiverInitialRate]).toEqual(expected);
  });

  it.each([
    ['backpressure.enabled', 'yes'],
    ['backpressure.rateEstimator', 'fuzzy'],
    ['backpressure.initialRate', '0'],
    ['backpressure.initialRate', '1.5'],
    ['backpressure.pid.proportional', '-1'],
    ['backpressure.pid.integral', 'a'],
    ['backpressure.pid.derived', ''],
    ['backpressure.pid.minRate', '0'],
    ['backpressure.pid.minRate', '0x10'],
    ['receiver.maxRate', '10/s'],
    ['blockQueueSize', '0'],
  ])('are refused with their name where they are wrong: %s=%s', (key, value) => {
    const refused = (): StreamingSettings => settings([key, value]);
    expect(refused).toThrow(EngineError);
    expect(refused).toThrow(`spark.streaming.${key}: `);
  });
});
