import { describe, expect, it } from 'vitest';
import type { FigureJson } from '../contract';
import { figureWords, lacksInterval, more, scaleOf, terms } from './words';

function figure(change: Partial<FigureJson> = {}): FigureJson {
  return {
    name: 'x', kind: 'estimate', value: 0.4, unit: 'share', low: 0.3, high: 0.5, level: 0.9, method: 'Jeffreys', n: 60, n_unit: 'customers', n_customers: null,
    n_needed: null, source: '', observed_at: null, as_of: '', versions: { codebook: 'c@1', coder: '', code: '' }, warnings: [],
    text: '40 % (30 to 50 %, n = 60 customers)', evidence: { query: 'q', n: 24, examples: [] }, ...change,
  };
}

describe('a figure’s words', () => {
  it('are those of lifeworld.kit.figure_html', () => {
    expect(figureWords(figure())).toEqual({ value: '40 %', interval: '30 to 50 %', basis: 'n = 60 customers' });
    expect(figureWords(figure({ unit: '', text: '-0.06 (-0.14 to 0.02, n = 60 customers)' }))).toEqual({ value: '−0.06', interval: '−0.14 to 0.02', basis: 'n = 60 customers' });
    expect(figureWords(figure({ value: null, text: 'not enough: n = 4, about 68 needed' }))).toEqual({ value: 'not enough: n = 4', interval: '', basis: 'about 68 needed' });
    expect(figureWords(figure({ value: null, text: 'not shown: fewer than 5 customers' })).value).toBe('not shown: fewer than 5 customers');
    expect(figureWords(figure({ kind: 'count', text: '1,200 statements' }))).toEqual({ value: '1,200 statements', interval: '', basis: '' });
    expect(figureWords(figure({ kind: 'reading', text: '35 EUR (price list, 2026-05-01 08:00)' }))).toEqual({ value: '35 EUR', interval: '', basis: 'price list, 2026-05-01 08:00' });
  });

  it('hold no number of an estimate that has no interval, whatever its text says', () => {
    const bare = figure({ low: null });
    expect(lacksInterval(bare)).toBe(true);
    expect([figureWords(bare).value, ...terms(bare).map(([, words]) => words)].join(' ')).not.toContain('40');
    expect(scaleOf(bare)).toBeNull();
  });

  it('have a scale that holds the interval and zero', () => {
    expect(scaleOf(figure())).toEqual([0, 1]);
    const [low, high] = scaleOf(figure({ unit: 'points', value: -2, low: -4, high: -1 }))!;
    expect(low <= -4 && high >= 0).toBe(true);
    expect(scaleOf(figure({ kind: 'count' }))).toBeNull();
  });

  it('say how it was made and how much evidence is not shown', () => {
    expect(terms(figure()).map(([term]) => term)).toEqual(['In words', 'Method', 'Codebook', 'Evidence is']);
    expect(more(figure())).toBe('24 more of the same kind.');
    expect(more(figure({ evidence: { query: 'q', n: 0, examples: [] } }))).toBe('');
  });
});
