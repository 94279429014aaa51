import { expect, it } from 'vitest';
import { shares } from './parts';

const part = (title: string, value: number | null): { title: string; value: number | null } => ({ title, value });

it('the largest comes first, what is not known last and without a bar', () => {
  const drawn = shares({ unit: 'W', total: 1, parts: [part('a', 0.2), part('b', null), part('c', 0.8)] });
  expect(drawn.parts.map((each) => each.title)).toEqual(['c', 'a', 'b']);
  expect(drawn.parts.map((each) => each.length)).toEqual([1, 0.25, 0]);
  expect([drawn.unknown, drawn.parts[2]!.value, drawn.parts[2]!.share]).toEqual([1, null, null]);
});

it('what is left of the total is told, and what agrees is not', () => {
  expect(shares({ unit: 'W', total: 1, parts: [part('a', 0.9)] }).rest).toBeCloseTo(0.1, 12);
  expect(shares({ unit: 'W', total: 1, parts: [part('a', 1.2)] }).rest).toBeCloseTo(-0.2, 12);
  expect(shares({ unit: 'W', total: 1, parts: [part('a', 0.999)] }).rest).toBe(0);
});

it('without a total the parts are shares of their sum, where all of them are known', () => {
  expect(shares({ unit: '', total: null, parts: [part('a', 1), part('b', 3)] }).parts.map((each) => each.share)).toEqual([0.75, 0.25]);
  expect(shares({ unit: '', total: null, parts: [part('a', 1), part('b', null)] }).parts[0]!.share).toBeNull();
});
