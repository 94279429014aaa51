import { beforeAll, describe, expect, it } from 'vitest';
import { setTexts } from '../shared/texts';
import { bestOf } from './compare';
import type { CheckJson } from './contract';
import { Desk } from './desk';
import { ENGLISH } from './english';
import { fieldOf, fromSchema, readForm, sectionsOf, typedOf } from './fields';
import { valueWords } from './list';
import { COST, column, HUE, made } from './made';
import { changes, near, sentence } from './said';

beforeAll(() => setTexts(ENGLISH));

const SCHEMA = {
  type: 'object', required: ['vin', 'kind'],
  properties: {
    vin: { type: 'number', title: 'Input', minimum: 1, maximum: 60, default: 12, 'x-unit': 'V', 'x-group': 'Supply' },
    f: { type: ['number', 'null'], title: 'Frequency', 'x-unit': 'Hz', maximum: 4e6, 'x-group': 'Limits', 'x-advanced': true },
    n: { type: 'integer', title: 'Phases', default: 1, 'x-group': 'Supply' },
    kind: { enum: ['a', 'b'], title: 'Kind', default: 'a', 'x-options': { a: 'Alpha' } },
    quiet: { type: 'boolean', title: 'Quiet', default: false },
    makers: { type: 'array', title: 'Makers', items: { enum: ['x', 'y'] } },
    note: { type: 'string', title: 'Note' },
  },
};

describe('the form of a schema', () => {
  const sections = fromSchema(SCHEMA);

  it('has a section for each group, the advanced folded and last', () => {
    expect(sections.map((section) => [section.title, section.folded, section.fields.map((each) => each.name)])).toEqual([
      ['Supply', false, ['vin', 'n']], ['', false, ['kind', 'quiet', 'makers', 'note']], ['Limits', true, ['f']]]);
    expect(sections[1]!.fields[0]!.options).toEqual([['a', 'Alpha'], ['b', 'b']]);
    expect(sections.flatMap((section) => section.fields).map((each) => each.kind)).toEqual(['number', 'integer', 'one', 'yes', 'several', 'text', 'number']);
  });

  it('reads back what stands in it, and leaves out what is empty', () => {
    const typed = typedOf(sections, { f: 500_000, makers: ['y'] });
    expect(typed.f).toBe('500k');
    expect(readForm(sections, typed)).toEqual({ spec: { vin: 12, n: 1, kind: 'a', quiet: false, makers: ['y'], f: 500_000 }, wrong: {} });
    expect(readForm(sections, { ...typed, f: '' }).spec).not.toHaveProperty('f');
  });

  it('says what is wrong by the field', () => {
    const typed = typedOf(sections, {});
    expect(readForm(sections, { ...typed, vin: '' }).wrong).toEqual({ vin: 'Fill in «Input».' });
    expect(readForm(sections, { ...typed, vin: '0.5' }).wrong).toEqual({ vin: 'At least 1\u00a0V.' });
    expect(readForm(sections, { ...typed, f: '5 MHz' }).wrong).toEqual({ f: 'At most 4\u00a0MHz.' });
    expect(readForm(sections, { ...typed, n: '1.5' }).wrong).toEqual({ n: 'Write a whole number.' });
    expect(readForm(sections, { ...typed, vin: 'banana' }).wrong.vin).toContain('Write a number');
  });

  it('finds the field that a refusal is about', () => {
    expect(fieldOf(sections, { title: 'No.', field: 'n' })).toBe('n');
    expect(fieldOf(sections, { title: 'The field «Input» is too high.' })).toBe('vin');
    expect(fieldOf(sections, { title: 'Too much.' })).toBe('');
  });

  it('is the page’s own where it gives one', () => {
    expect(sectionsOf({ form: [], schema: SCHEMA } as never)).toEqual([]);
  });
});

describe('the sentence', () => {
  it('says what was considered, what is on the front and what is shown', () => {
    const ready = made([1, 2, 3], [0.5, 0.6, 0.7], { considered: 1.2e13, front: column([1, 1, 0], 'u1') });
    expect(sentence(ready, 3)).toBe('Of 1.20\u00a0×\u00a010¹³ combinations considered, 2 designs are on the front; 3 are shown.');
    expect(sentence(ready, 1)).toContain('1 passes your filters.');
    expect(sentence({ ...ready, keptOf: 93_000 }, 3)).toContain('3 of 93,000 that can be made are shown.');
    expect(sentence(made([], [], { considered: 12 }), 0)).toBe('None of 12 combinations can do this.');
  });

  it('names part, value, limit and margin of the nearest miss, and the smallest change first', () => {
    const check: CheckJson = { rule: 'i', part: 'L1', value: 2.6, limit: 2.4, unit: 'A', sense: 'at most', margin: -0.083, change: 'Less current.', holds: false };
    expect(near(check)).toBe('L1: 2.60\u00a0A, at most 2.40\u00a0A is asked; 8.3\u00a0% outside');
    expect(near({ ...check, value: null, margin: null })).toBe('L1: –, at most 2.40\u00a0A is asked');
    const of = (margin: number, change: string): { rule: string; title: string; slot: string; count: number; nearest: CheckJson } => ({ rule: change, title: change, slot: '', count: 1, nearest: { ...check, margin, change } });
    expect(changes(made([], [], { rejected: [of(-0.5, 'Far.'), of(-0.01, 'Near.'), of(-0.2, '')] }))).toEqual(['Far.', 'Near.']);
  });
});

describe('side by side', () => {
  const best = (cost: number[], gain: number[], more = {}): number[][] => {
    const desk = new Desk(made(cost, gain, more));
    desk.chosen = cost.map((_, i) => i);
    return [0, 1].map((k) => [...bestOf(desk.look, k)]);
  };

  it('marks the best where better is declared, none where all are equal', () => {
    expect(best([3, 1, 2], [0.5, 0.5, 0.5])).toEqual([[1], []]);
    expect(best([1, 1, 2], [0.5, 0.9, 0.9])).toEqual([[0, 1], [1, 2]]);
  });

  it('marks none where something is not known, or where what is left open might change it', () => {
    expect(best([3, NaN], [0.5, 0.6])[0]).toEqual([]);
    expect(best([1, 2], [0.85, NaN], { low: { yield: column([NaN, 0.8]) }, high: { yield: column([NaN, 0.95]) } })[1]).toEqual([]);
    expect(best([1, 2], [0.96, NaN], { low: { yield: column([NaN, 0.8]) }, high: { yield: column([NaN, 0.95]) } })[1]).toEqual([0]);
  });
});

describe('a number that is left open', () => {
  const open = made([1, 2, 3, 4], [0.9, NaN, NaN, 0.9], {
    measures: [COST, { ...COST, key: 'yield', title: 'Yield', unit: 'share' }, HUE], values: { cost: column([1, 2, 3, 4]), yield: column([0.9, NaN, NaN, 0.9]), hue: column([NaN, NaN, NaN, NaN]) },
    low: { yield: column([0.899, 0.88, NaN, 0.8]), hue: column([0.5, NaN, 3, 800]) }, high: { yield: column([0.901, 0.93, NaN, 0.95]), hue: column([1.5, NaN, 3, 1200]) },
  });
  const words = (k: number, row: number): unknown => valueWords(new Desk(open).look, k, row);

  it('is told as its bounds, whether less or more or neither is better', () => {
    expect(words(1, 1)).toBe('88.0 to 93.0\u00a0%');
    expect(words(2, 0)).toBe('0.500 to 1.50');
    expect(words(2, 3)).toBe('800 to 1,200');
  });

  it('is told alone where its bounds say no more than it does, and is never invented', () => {
    expect(words(1, 0)).toBe('90.0\u00a0%');
    expect(words(1, 3)).toMatchObject({ values: ['90.0\u00a0%', '80.0 to 95.0\u00a0%'] });
    expect(words(1, 2)).toMatchObject({ values: ['not known'] });
  });
});
