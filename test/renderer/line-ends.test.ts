import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inEditor, withLineEnds } from '../../renderer/script/line-ends';

describe('line ends', () => {
  it('stay what they are in lines that nobody changed', () => {
    expect(withLineEnds('a\r\nb\nc\rd', 'a\nb!\nc\nd')).toBe('a\r\nb!\nc\rd');
    expect(withLineEnds('a\r\nb\n', 'a\nx\nb\n')).toBe('a\r\nx\r\nb\n');
    expect(withLineEnds('a\r\n\r\nb', 'a\nb')).toBe('a\r\nb');
    expect(withLineEnds('a\n', 'a\nb\n')).toBe('a\nb\n');
    expect(withLineEnds('\ra\n', '\n\n')).toBe('\r\n\n');
  });

  it('change no text, whatever is typed', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n', '\r\n', '\u{1F600}') });
    fc.assert(fc.property(text, text, (before, typed) => {
      expect(inEditor(withLineEnds(before, inEditor(typed)))).toBe(inEditor(typed));
      expect(withLineEnds(before, inEditor(before))).toBe(before);
    }), { numRuns: 1000 });
  });
});
