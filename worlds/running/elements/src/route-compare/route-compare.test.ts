import { describe, expect, it } from 'vitest';
import type { RouteData, Run } from '../contract';
import { apart, endGap, firstChosen, gaps, MOST, referenceOf, seconds, toggled } from './compare';
import { gapChart } from './gaps';
import { ordered } from './rows';
import { months } from './scatter';

const GRID = Array.from({ length: 101 }, (_, i) => 50 * i);

function run(id: string, date: string, pace: number, change: Partial<Run> = {}): Run {
  return { id, date, elapsed_s: 5 * pace + 9, moving_s: 5 * pace, pace_s_km: pace, at_s: GRID.map((m) => (m * pace) / 1000), ...change };
}

const RUNS = [run('a', '2026-01-03', 300), run('b', '2026-02-03', 280), run('c', '2026-03-03', 320), run('d', '2026-03-20', 290),
  run('back', '2026-04-01', 200, { reversed: true, at_s: null }), run('part', '2026-04-09', 290, { partial: true, at_s: GRID.map((m, i) => (i > 60 ? null : (m * 290) / 1000)) })];
const DATA: RouteData = { route: { name: 'Canal', length_m: 5000 }, grid_m: GRID, runs: RUNS };

describe('the reference', () => {
  it('is the best, the middle one, the last or one of choice, of runs with a whole line', () => {
    expect(['best', 'median', 'last', 'c', 'back', 'part'].map((which) => referenceOf(RUNS, which)!.id)).toEqual(['b', 'd', 'd', 'c', 'b', 'b']);
    expect(referenceOf([RUNS[4]!], 'best')).toBeNull();
    expect(seconds(RUNS[0]!)).toBe(1500);
  });

  it('does not rest on the order of the runs', () => {
    const turned = [...RUNS].reverse();
    for (const which of ['best', 'median', 'last']) expect(referenceOf(turned, which)!.id).toBe(referenceOf(RUNS, which)!.id);
    expect(firstChosen({ ...DATA, runs: turned })).toEqual(firstChosen(DATA));
  });
});

describe('gaps', () => {
  it('are seconds behind, zero against itself, unknown where either is', () => {
    expect(endGap(gaps(RUNS[0]!, RUNS[1]!))).toBeCloseTo(100, 9);
    expect(gaps(RUNS[1]!, RUNS[1]!).every((gap) => gap === 0)).toBe(true);
    expect(endGap(gaps(RUNS[1]!, RUNS[0]!))).toBeCloseTo(-100, 9);
    const part = gaps(RUNS[5]!, RUNS[1]!);
    expect(part[61]).toBeNull();
    expect(endGap(part)).toBeCloseTo(30, 9);
    expect(gaps(RUNS[4]!, RUNS[1]!).every((gap) => gap === null)).toBe(true);
  });

  it('count from the first place that both know', () => {
    const late = run('late', '2026-05-01', 280, { at_s: GRID.map((m, i) => (i < 20 ? null : 500 + (m * 280) / 1000)) });
    expect(endGap(gaps(late, RUNS[1]!))).toBeCloseTo(0, 9);
  });

  it('are drawn with what is ahead above the line, labels apart, and reversed runs left out', () => {
    const chart = gapChart(DATA, RUNS[0]!, ['b', 'c', 'd', null, null, null], 'km', 800);
    expect(chart.lines.map((line) => line.run.id)).toEqual(['a', 'b', 'c', 'd', 'part']);
    expect(chart.y.at(-50)).toBeLessThan(chart.y.at(0));
    const heights = chart.labels.map((label) => label.y).sort((a, b) => a - b);
    expect(heights.every((y, i) => i === 0 || y - heights[i - 1]! >= 17)).toBe(true);
    expect(chart.ticks.some((tick) => tick.zero)).toBe(true);
  });
});

describe('what is chosen', () => {
  it('begins with the last, the best and the middle run', () => {
    expect(firstChosen(DATA)).toEqual(['d', 'b', 'part', 'c', null, null]);
  });

  it('is at most six, and a place that is left is taken by the next', () => {
    let chosen = toggled(firstChosen(DATA), 'b');
    expect(chosen[1]).toBeNull();
    chosen = ['x', 'y', 'z', 'too many'].reduce(toggled, chosen);
    expect(chosen).toEqual(['d', 'x', 'part', 'c', 'y', 'z']);
    expect(chosen).toHaveLength(MOST);
  });

  it('stands in the order of days or of times', () => {
    expect(ordered(RUNS, 'date').map((each) => each.id)).toEqual(['part', 'back', 'd', 'c', 'b', 'a']);
    expect(ordered(RUNS, 'time')[0]!.id).toBe('back');
  });
});

describe('places of words', () => {
  it('move apart and stay within', () => {
    expect(apart([10, 10, 12], 17, 0, 100)).toEqual([10, 27, 44]);
    expect(apart([99, 98], 17, 0, 100)).toEqual([100, 83]);
    expect(apart([], 17, 0, 100)).toEqual([]);
  });

  it('are the first days of months, as many as have room', () => {
    const [from, to] = [Date.UTC(2026, 0, 10), Date.UTC(2027, 5, 2)];
    expect(months(from, to, 99)[0]!.words).toBe('Feb 2026');
    expect(months(from, to, 6).length).toBeLessThanOrEqual(6);
    expect(months(from, from + 1, 5)).toEqual([]);
  });
});
