import { describe, expect, it } from 'vitest';
import type { ChartJson } from '../scorecard/contract';
import { isType, typeClass } from '../shared/kinds';
import { broken, cell, decimals, drawn, unitOf } from './drawn';

function chart(change: Partial<ChartJson> = {}): ChartJson {
  return {
    key: 'k', title: 'T', kind: 'steps', x_label: 'days', y_label: 'share done',
    series: [{ name: 'served', x: [0, 10, 20, 30], y: [0, 0.2, null, 0.5], low: [0, 0.1, null, 0.4], high: [0, 0.3, null, 0.6] }], ...change,
  };
}

describe('steps and lines', () => {
  it('go on straight until the next value, and are open where one is not known', () => {
    const { lines, up } = drawn(chart(), 640)!;
    expect(lines[0]!.path.match(/M/g)!.length).toBe(2);
    expect(lines[0]!.band.match(/Z/g)!.length).toBe(1);
    const [, first, corner] = /M([\d.]+,[\d.]+)L([\d.]+,[\d.]+)/.exec(lines[0]!.path)!;
    expect(first!.split(',')[1]).toBe(corner!.split(',')[1]);
    expect(up.map((mark) => mark.words)[0]).toBe('0\u00a0%');
  });

  it('draw what is there to compare with plainly', () => {
    const { lines } = drawn(chart({ kind: 'lines', series: [{ name: 'Equal shares', x: [0, 1], y: [0, 1] }, { name: 'earnings', x: [0, 1], y: [0, 0.9] }] }), 640)!;
    expect(lines.map((line) => line.plain)).toEqual([true, false]);
  });

  it('stand at their days, not at even distances', () => {
    const days = { name: '', x: ['2026-01-01', '2026-01-02', '2026-01-11'], y: [1, 2, 3] };
    const at = [...drawn(chart({ kind: 'lines', y_label: 'T', series: [days] }), 640)!.lines[0]!.path.matchAll(/([\d.]+),/g)].map((found) => Number(found[1]));
    expect((at[2]! - at[0]!) / (at[1]! - at[0]!)).toBeCloseTo(10, 0);
  });

  it('have room for rules', () => {
    const found = drawn(chart({ kind: 'lines', y_label: 'T', series: [{ name: '', x: [0, 1], y: [0.1, 0.2] }], rules: [{ y: 5, name: 'worth it' }] }), 640)!;
    expect(found.rules[0]!.at).toBeGreaterThanOrEqual(found.top);
  });
});

describe('bars', () => {
  const bars = (names: string[], more: Partial<ChartJson> = {}): ChartJson => chart({ kind: 'bars', y_label: 'T', x_label: 'partner', series: [{ name: '', x: names, y: names.map((_, i) => i - 1), low: names.map((_, i) => i - 2), high: names.map((_, i) => i) }], ...more });

  it('begin at zero, also those below it', () => {
    const { spots, zero } = drawn(bars(['a', 'b', 'c']), 640)!;
    expect(spots.every((spot) => spot.x === zero)).toBe(true);
    expect(spots[0]!.to).toBeLessThan(zero!);
    expect(spots[2]!.to).toBeGreaterThan(zero!);
    expect(spots[0]!.low!).toBeLessThan(spots[0]!.to);
  });

  it('leave what does not fit to the table, and say how much', () => {
    expect(drawn(bars(Array.from({ length: 30 }, (_, i) => `p${i}`)), 640)!).toMatchObject({ more: 6, names: { length: 24 } });
  });

  it('bear the names of types as they are, so that each has its colour, and no other name has', () => {
    const names = ['socially driven', 'undetermined', 'toString', 'driven'];
    expect(drawn(bars(names), 640)!.spots.map((spot) => spot.name)).toEqual(names);
    expect([names.map(isType), typeClass('socially driven')]).toEqual([[true, true, false, false], 't-social']);
  });

  it('have their names above where these would be cut beside', () => {
    const long = 'effect of being served on attainment T, adjusted for before';
    expect(drawn(bars(['home']), 320)!.above).toBe(false);
    const found = drawn(bars([long]), 320)!;
    expect([found.above, found.names[0]!.lines.join(' ')]).toEqual([true, long]);
  });
});

it('points keep the ends of their intervals', () => {
  const { spots } = drawn(chart({ kind: 'points', series: [{ name: '', x: [1, 2], y: [0.3, null], low: [0.2, null], high: [0.4, null] }] }), 640)!;
  expect(spots.length).toBe(1);
  expect(spots[0]!.low!).toBeGreaterThan(spots[0]!.y);
  expect(spots[0]!.high!).toBeLessThan(spots[0]!.y);
});

it('points that are single things have their names beside them, where they lie on nothing else', () => {
  const partner = (i: number, x: number, y: number): ChartJson['series'][number] => ({ name: `Partner ${i}`, x: [x], y: [y] });
  const series = [0, 1, 2, 3, 4, 5, 6].map((i) => partner(i, i < 2 ? 3 : i, i < 2 ? 5 : i + 6));
  const { spots } = drawn(chart({ kind: 'points', y_label: 'earnings', series }), 640)!;
  expect(spots.filter((spot) => spot.words).length).toBeGreaterThan(3);
  expect(spots.slice(0, 2).map((spot) => spot.words)).toEqual(['', '']);
  expect(new Set(spots.map((spot) => spot.series))).toEqual(new Set([0]));
});

it('a diagonal is there to compare with, whatever it is called', () => {
  const { lines } = drawn(chart({ kind: 'lines', series: [{ name: 'as it is', x: [0, 0.5, 1], y: [0, 0.2, 1] }, { name: 'everybody earns its part', x: [0, 1], y: [0, 1] }] }), 640)!;
  expect(lines.map((line) => line.plain)).toEqual([false, true]);
});

it('nothing known is no chart', () => {
  expect(drawn(chart({ series: [{ name: '', x: [1], y: [null] }] }), 640)).toBeNull();
  expect(drawn(chart({ series: [] }), 640)).toBeNull();
});

it('shares are told in per cent, everything else as it is', () => {
  expect([unitOf('share of customers'), unitOf('Share done'), unitOf('shared rides')]).toEqual(['share', 'share', '']);
  expect([cell(0.25, 'share', 2), cell(12, '', 0), cell(-1.2345, '', 2), cell(null, '', 2), cell('a', '', 2)]).toEqual(['25.0\u00a0%', '12', '−1.23', '', 'a']);
  expect([decimals([1, 2, null]), decimals([0.6, 0.12]), decimals([-12.5, 3]), decimals(['a'])]).toEqual([0, 3, 1, 0]);
});

it('names break at spaces and are cut after two lines', () => {
  expect(broken('know how far it is', 80)).toEqual(['know how far', 'it is']);
  expect(broken('a b c', 200)).toEqual(['a b c']);
  expect(broken('one two three four five six', 40).at(-1)).toMatch(/…$/);
});
