import { describe, expect, it } from 'vitest';
import { inWords, parts } from './parts';

const CUSTOMER = { kind: 'customer' as const, label: 'socially driven' as const, p: { individual: 0.1, brand: 0.08, social: 0.82 } };
const SHARES = {
  kind: 'shares' as const, n: 140,
  shares: [{ type: 'brand-driven' as const, value: 0.3, low: 0.24, high: 0.39 }, { type: 'individual-driven' as const, value: 0.2, low: 0.1, high: 0.3 },
    { type: 'undetermined' as const, value: 0.5, low: null, high: null }, { type: 'socially driven' as const, value: null, low: null, high: null, words: 'not enough: n = 4' }],
};

describe('a type bar', () => {
  it('fills the whole with the p of one customer, in the order of the types', () => {
    const all = parts(CUSTOMER);
    expect(all.map((part) => part.type)).toEqual(['individual-driven', 'brand-driven', 'socially driven']);
    expect(all.reduce((sum, part) => sum + part.width, 0)).toBeCloseTo(1);
    expect(all[2]!.start).toBeCloseTo(0.18);
  });

  it('prints no share without its interval and leaves its place empty', () => {
    const all = parts(SHARES);
    expect(all.map((part) => part.words)).toEqual(['20 % (10 to 30 %)', '30 % (24 to 39 %)', 'not enough: n = 4', 'not enough']);
    expect(all.map((part) => part.width)).toEqual([0.2, 0.3, 0, 0]);
  });

  it('says itself in words', () => {
    expect(inWords(CUSTOMER)).toContain('socially driven 82 %; labelled socially driven.');
    expect(inWords(SHARES)).toContain('Shares of 140 customers');
  });
});
