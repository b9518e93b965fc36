import { describe, expect, it } from 'vitest';
import { operators, type ParamDeclaration } from '#engine/operators';

const fields = [...operators.values()].flatMap(({ kind, params }) => Object.entries(params).map(([name, declared]): [string, ParamDeclaration] => [`${kind}.${name}`, declared]));

describe('the fields of the operators’ forms', () => {
  it('have a title, and a sentence that says what they are for', () => {
    expect(fields.filter(([, { title, help }]) => title.trim() === '' || !/^[A-Z“].{8,}\.$/.test(help)).map(([field]) => field)).toEqual([]);
  });

  it('of numbers say what they count, and from where to where', () => {
    const numbers = fields.filter(([, { type }]) => type === 'integer');
    expect(numbers.filter(([field, declared]) => !('unit' in declared) && !field.endsWith('.port')).map(([field]) => field)).toEqual([]);
    expect(numbers.filter(([, declared]) => !('min' in declared && 'max' in declared)).map(([field]) => field)).toEqual([]);
  });

  it('of durations leave the unit to the form, which shows seconds', () => {
    expect(fields.filter(([, { type, help }]) => type === 'durationMs' && /\bms\b|second/.test(help)).map(([field]) => field)).toEqual([]);
  });
});
