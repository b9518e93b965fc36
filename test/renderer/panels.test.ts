import { describe, expect, it } from 'vitest';
import { emptyText, shortened, totalText } from '../../renderer/records/records-text';
import { receiverText } from '../../renderer/run/receiver-text';
import { SentLines } from '../../renderer/socket/sent-lines';

describe('the records of a node', () => {
  const records = Array.from({ length: 100 }, (_, seq) => ({ partition: 0, seq, type: 'str', repr: "'a'", cut: false }));
  it('say how many of how many are shown', () => {
    expect(totalText({ records, total: 12_345 })).toBe('first 100 of 12,345 records');
    expect(totalText({ records: records.slice(0, 1), total: 1 })).toBe('1 record');
    expect(totalText({ records: [], total: null })).toBe('not computed in this batch');
  });
  it('say why there are none', () => {
    expect(emptyText({ records: [], total: 0 })).toBe('No record passed here in this batch.');
    expect(emptyText({ records: [], total: 5 })).toBe('5 records passed, but none was kept.');
    expect(emptyText({ records: [], total: null })).toContain('No task computed');
  });
  it('shorten a long value, never through a character', () => {
    expect(shortened('short')).toBeNull();
    expect(shortened('x'.repeat(500))).toHaveLength(240);
    expect(shortened(`${'x'.repeat(239)}${'\u{1F600}'.repeat(9)}`)).toBe('x'.repeat(239));
  });
});

describe('sent lines', () => {
  it('are recalled backwards and forwards, back to what was being typed', () => {
    const sent = new SentLines();
    for (const line of ['one', 'two', 'two']) sent.add(line);
    expect(sent.older('draft')).toBe('two');
    expect(sent.older('two')).toBe('one');
    expect(sent.older('one')).toBeNull();
    expect(sent.newer()).toBe('two');
    expect(sent.newer()).toBe('draft');
    expect(sent.newer()).toBeNull();
  });
});

describe('a receiver', () => {
  it('counts down to its next attempt and never below zero', () => {
    const retrying = { state: 'retrying', reason: 'refused', error: 'refused', retryAt: 5000 } as const;
    expect(receiverText(retrying, 3200)).toBe('retrying in 2 s');
    expect(receiverText(retrying, 9000)).toBe('retrying in 0 s');
  });
});
