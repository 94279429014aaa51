import { expect, it } from 'vitest';
import type { FigureJson } from '../contract';
import type { EffectData } from '../scorecard/contract';
import { effectDrawn } from './scale';

function figure(value: number | null, low: number | null, high: number | null): FigureJson {
  return {
    name: 'effect', kind: 'estimate', value, unit: 'T', low, high, level: 0.9, method: 'm', n: 60, n_unit: 'customers', n_customers: null, n_needed: null, source: '', observed_at: null,
    as_of: '', versions: { codebook: '', coder: '', code: '' }, warnings: [], text: '', evidence: { query: 'q', n: 1, examples: [] },
  };
}

const data = (change: Partial<EffectData> = {}): EffectData => ({ effect: figure(2, 1, 3), naive: null, worth: 2, better: 1, unit: 'T', ...change });

it('nothing stands in the middle, and what is worth it on the better side', () => {
  const more = effectDrawn(data());
  expect([more.zero, more.worth > 0.5, more.harm < 0.5]).toEqual([0.5, true, true]);
  const less = effectDrawn(data({ better: -1 }));
  expect([less.worth < 0.5, less.harm > 0.5]).toEqual([true, true]);
});

it('both intervals are on one scale', () => {
  const drawn = effectDrawn(data({ naive: figure(9, 8, 10) }));
  expect(drawn.naive!.high).toBeLessThan(1);
  expect(drawn.effect!.value - 0.5).toBeCloseTo(((drawn.naive!.value - 0.5) * 2) / 9, 9);
});

it('what is not known, or has no interval, is not drawn', () => {
  expect(effectDrawn(data({ effect: figure(null, null, null) })).effect).toBeNull();
  expect(effectDrawn(data({ effect: figure(2, null, 3) })).effect).toBeNull();
});
