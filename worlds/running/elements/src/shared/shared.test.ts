import { describe, expect, it } from 'vitest';
import { setTexts } from 'engine/shared/texts';
import { area, averaged, harmonic, path, spaced, type Stretch, stretches, thinned } from './line';
import { clock, clockWords, day, gap, gapWords, length, lengthWords, pace, paceNumber, paceOf, paceWords, STANDING } from './quantities';
import { between, clockStep, nearest, quantile, scale, step, ticks } from './scale';

describe('numbers as people read and hear them', () => {
  it('are clocks that never say 0:60', () => {
    expect([0, 59.4, 59.6, 3599.5, 3725].map(clock)).toEqual(['0:00', '0:59', '1:00', '1:00:00', '1:02:05']);
    expect(clockWords(3725)).toBe('1 hour 2 minutes 5 seconds');
    expect(clockWords(60)).toBe('1 minute');
    expect([clock(null), clock(NaN), clockWords(undefined)]).toEqual(['–', '–', 'not known']);
  });

  it('are paces in both units, and standing is no number', () => {
    expect(pace(272, 'km')).toBe('4:32 /km');
    expect(paceNumber(272, 'mile')).toBe('7:18');
    expect(paceWords(272, 'km')).toBe('4 minutes 32 seconds a kilometre');
    expect(paceOf(4)).toBe(250);
    expect([paceOf(0), paceOf(null), paceOf(undefined)]).toEqual([STANDING, null, null]);
  });

  it('are lengths, and gaps that say who is ahead', () => {
    expect([length(1609.344, 'mile'), length(3124, 'km'), lengthWords(3124, 'km')]).toEqual(['1.00 mi', '3.12 km', '3.12 kilometres']);
    expect([gap(-12), gap(0.2), gap(-0.2), gap(64)]).toEqual(['−0:12', '0:00', '0:00', '+1:04']);
    expect([gapWords(-12), gapWords(0.3), gapWords(64), gapWords(null)]).toEqual(['12 seconds ahead', 'level', '1 minute 4 seconds behind', 'not known']);
  });

  it('are days without a time zone’s shift', () => {
    expect([day('2026-05-02'), day('2026-01-01'), day('soon')]).toEqual(['2 May 2026', '1 Jan 2026', 'soon']);
  });

  it('speak a page’s own words', () => {
    setTexts({ 'pace.km': '{n} par km' });
    expect(pace(300, 'km')).toBe('5:00 par km');
    setTexts({});
  });
});

describe('scales', () => {
  it('go there and back, clamp, and turn around', () => {
    const up = scale(200, 400, 0, 100);
    expect([up.at(300), up.at(100), up.beyond(100), up.back(50)]).toEqual([50, 0, -50, 300]);
    expect(scale(0, 10, 100, 0).at(2)).toBe(80);
    expect(Number.isFinite(scale(3, 3, 0, 9).at(3))).toBe(true);
  });

  it('have round marks', () => {
    expect([step(0.3), step(7), step(21), step(0)]).toEqual([0.5, 10, 25, 1]);
    expect([clockStep(12), clockStep(31), clockStep(4000)]).toEqual([15, 60, 7200]);
    expect(ticks(0.2, 1, 0.2)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(-5, 10, 5)).toEqual([-5, 0, 5, 10]);
  });

  it('find the nearest of rising numbers, as a walk through all would', () => {
    const rising = [0, 1, 1, 4, 9, 16];
    for (let x = -2; x < 20; x += 0.25) {
      const least = Math.min(...rising.map((each) => Math.abs(each - x)));
      expect(Math.abs(rising[nearest(rising, x)]! - x)).toBe(least);
    }
  });

  it('know quantiles and values between, and nothing of what is unknown', () => {
    expect([quantile([4, null, 1, NaN, 2], 0.5), quantile([null], 0.5)]).toEqual([2, null]);
    expect(between([0, 10, 20], [5, 7, null], 5)).toBe(6);
    expect([between([0, 10, 20], [5, 7, null], 12), between([0, 10, 20], [5, 7, null], -1), between([0, 10, 20], [5, 7, null], 10)]).toEqual([null, null, 7]);
  });
});

describe('lines', () => {
  const many: Stretch = Array.from({ length: 10_000 }, (_, i) => [i / 10, Math.sin(i / 40) * 50]);

  it('break where something is missing and where a value is unknown', () => {
    expect(stretches([0, 1, 2, 3, 4, 5], [1, 2, null, 4, 5, 6], new Set([5]))).toEqual([[[0, 1], [1, 2]], [[3, 4], [4, 5]], [[5, 6]]]);
  });

  it('bridge what is unknown only where a sensor tells seldom, and never a missing step', () => {
    const near = (from: number, to: number): boolean => to - from <= 2;
    expect(stretches([0, 1, 2, 3, 4, 5, 6, 7], [1, null, 3, null, null, 6, null, 8], new Set([7]), near)).toEqual([[[0, 1], [2, 3]], [[5, 6]], [[7, 8]]]);
  });

  it('keep every extreme of every column of pixels with few points', () => {
    const peak: Stretch = many.map(([x, y], i) => [x, i === 5003 ? 400 : y]);
    const kept = thinned(peak);
    expect(kept.length).toBeLessThanOrEqual(4 * 1001);
    expect(kept.some(([, y]) => y === 400)).toBe(true);
    expect([kept[0], kept.at(-1)]).toEqual([peak[0], peak.at(-1)]);
    expect(kept.every(([x], i) => i === 0 || x >= kept[i - 1]![0])).toBe(true);
  });

  it('take paces together as the way over the time', () => {
    expect(harmonic([200, 600])).toBe(300);
    expect(averaged([[0, 200], [1, 600], [2, 240]], harmonic)).toEqual([[0.5, 300], [2, 240]]);
  });

  it('keep both ends of a way', () => {
    const kept = spaced(many, 30);
    expect(kept[0]).toBe(many[0]);
    expect(kept.at(-1)).toBe(many.at(-1));
    expect(kept.length).toBeLessThan(1500);
    expect(spaced([], 1)).toEqual([]);
  });

  it('are paths of short numbers; one point alone is a dot', () => {
    expect(path([[[0, 1.26], [2, 3]], [[4, 5]], []])).toBe('M0,1.3L2,3M4,5h.01');
    expect(area([[[0, 1], [2, 3]], [[9, 9]]], 10)).toBe('M0,10L0,1L2,3L2,10Z');
  });
});
