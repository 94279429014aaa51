import { describe, expect, it } from 'vitest';
import type { ActivityData, Split } from '../contract';
import { missingWords, pointWords, valueWords } from './along';
import { domain, stack } from './charts';
import { arrows, at, coloured, ground, marks, near, paceBorders, paceClass, scaleBar, tiles, way } from './ground';
import { barShares, splitPace, valueRows } from './lists';
import { ready, walked, within, smoothed } from './run';

/** A run to the east along a parallel: ten metres and three seconds a point. */
function east(n = 401, change: Partial<ActivityData> = {}): ActivityData {
  const all = Array.from({ length: n }, (_, i) => i);
  return {
    points: {
      time_s: all.map((i) => 3 * i), distance_m: all.map((i) => 10 * i), lat: all.map(() => 52.5), lon: all.map((i) => 13.4 + (10 * i) / (111_320 * Math.cos((52.5 * Math.PI) / 180))),
      altitude_m: all.map((i) => 40 + (i % 50)), speed_m_s: all.map(() => 10 / 3), heart_rate: all.map((i) => (i < 20 ? null : 150)),
    },
    ...change,
  };
}

describe('a run made ready', () => {
  it('knows where something is missing and what is hidden at its ends', () => {
    const run = ready(east(401, { breaks: [{ at: 0, why: 'hidden' }, { at: 200, why: 'gap' }, { at: 401, why: 'hidden' }, { at: 999, why: 'gap' }] }));
    expect(run.missing).toEqual([{ from: 199, to: 200, why: 'gap' }]);
    expect([run.hiddenBefore, run.hiddenAfter]).toEqual([true, true]);
  });

  it('takes a column of a wrong length for unknown, and a run without points for empty', () => {
    expect(ready({ points: { time_s: [0, 1], distance_m: [0, 3], heart_rate: [150] } }).values.heart).toEqual([null, null]);
    expect(ready({}).n).toBe(0);
  });

  it('has speeds from distance and time where there are none, never across a missing step', () => {
    const data = east(100, { breaks: [{ at: 50, why: 'gap' }] });
    const { speed_m_s: _, ...points } = data.points!;
    const run = ready({ ...data, points: { ...points, time_s: points.time_s.map((t, i) => (i < 50 ? t : t + 600)) } });
    expect(run.values.pace[49]).toBeCloseTo(300, 6);
    expect(run.values.pace[50]).toBeNull();
    expect(run.values.pace[60]).toBeCloseTo(300, 6);
  });

  it('is walked by keys: on and back, by kilometre, to the ends', () => {
    const run = ready(east());
    expect([walked(run, 'distance', null, 'ArrowRight', 'km'), walked(run, 'distance', null, 'ArrowLeft', 'km')]).toEqual([0, 400]);
    expect([walked(run, 'distance', 10, 'ArrowRight', 'km'), walked(run, 'distance', 10, 'ArrowLeft', 'km')]).toEqual([12, 8]);
    expect([walked(run, 'distance', 10, 'PageUp', 'km'), walked(run, 'distance', 100, 'PageUp', 'km'), walked(run, 'distance', 150, 'PageDown', 'km')]).toEqual([100, 200, 100]);
    expect([walked(run, 'distance', 400, 'ArrowRight', 'km'), walked(run, 'time', 5, 'End', 'km'), walked(run, 'time', 5, 'a', 'km')]).toEqual([400, 400, null]);
    expect(within(run, 1000, 500)).toEqual([100, 150]);
  });

  it('is told in words with what is missing', () => {
    const run = ready(east(401, { breaks: [{ at: 200, why: 'gap' }] }));
    expect(pointWords(run, 200, 'km', ['pace', 'altitude', 'heart'])).toBe('2.00 kilometres, after 10 minutes, 5 minutes a kilometre, altitude 40 metres, 150 beats a minute. Right before this: not recorded.');
    expect(pointWords(run, 5, 'km', ['heart'])).toBe('0.05 kilometres, after 15 seconds');
    expect(pointWords(run, null, 'km', [])).toBe('no place chosen');
    expect([valueWords('pace', 3600, 'km'), valueWords('altitude', 100, 'mile'), valueWords('heart', null, 'km')]).toEqual(['standing', '328 ft', '–']);
  });
});

describe('the ground', () => {
  const run = ready(east());
  const on = ground(run, 600, 300)!;

  it('has true lengths and north up', () => {
    expect(on.metresPerPx * (on.xs[400]! - on.xs[0]!)).toBeCloseTo(4000, -1);
    const north = ground({ n: 2, lat: [52.5, 52.6], lon: [13.4, 13.4] }, 300, 300)!;
    expect(north.ys[1]!).toBeLessThan(north.ys[0]!);
    expect(north.metresPerPx * (north.ys[0]! - north.ys[1]!)).toBeCloseTo(11_132, -2);
  });

  it('holds the run, also over the date line; without places there is none', () => {
    const over = ground({ n: 3, lat: [-17, -17, -17], lon: [179.99, -179.995, -179.99] }, 300, 200)!;
    expect([...over.xs].every((x) => x > 0 && x < 300)).toBe(true);
    expect(ground({ n: 2, lat: [null, null], lon: [null, null] }, 300, 200)).toBeNull();
  });

  it('draws nothing through what is missing', () => {
    const broken = ready(east(401, { breaks: [{ at: 200, why: 'gap' }] }));
    expect(way(on, run).match(/M/g)).toHaveLength(1);
    expect(way(on, broken).match(/M/g)).toHaveLength(2);
    expect(at(on, broken, 1995)).toBeNull();
    expect(at(on, run, 1995)!.x).toBeCloseTo((on.xs[199]! + on.xs[200]!) / 2, 6);
  });

  it('has marks for whole kilometres and arrows that point along', () => {
    expect(marks(on, run, 'km').map((mark) => mark.n)).toEqual([1, 2, 3, 4]);
    expect(marks(on, run, 'mile').map((mark) => mark.n)).toEqual([1, 2]);
    const found = arrows(on, run, []);
    expect(found.length).toBeGreaterThan(3);
    expect(found.every((each) => each.turn === 0)).toBe(true);
  });

  it('has a scale bar of a round length that is true', () => {
    for (const unit of ['km', 'mile'] as const) {
      const bar = scaleBar(on, unit);
      expect(bar.px).toBeLessThanOrEqual(150);
      expect(bar.px).toBeGreaterThan(35);
      expect(bar.px * on.metresPerPx).toBeCloseTo(bar.metres, 6);
    }
    expect(scaleBar(on, 'km')).toMatchObject({ shown: 1, in: 'km' });
    expect(scaleBar(ground(ready(east(60)), 600, 300)!, 'km')).toMatchObject({ shown: 100, in: 'm' });
  });

  it('parts paces into five classes and draws each step once', () => {
    const paced = ready(east(401, { points: { ...east().points!, speed_m_s: Array.from({ length: 401 }, (_, i) => 2 + i / 200) } }));
    const borders = paceBorders(paced.values.pace);
    expect(borders).toHaveLength(4);
    expect([...borders].sort((a, b) => b - a)).toEqual(borders);
    expect([paceClass(9999, borders), paceClass(1, borders), paceClass(null, borders)]).toEqual([0, 4, null]);
    expect(coloured(on, paced, borders).every((d) => d.startsWith('M'))).toBe(true);
    expect(paceBorders([null])).toEqual([]);
  });

  it('is pointed at: the nearest point, none far away', () => {
    expect(near(on, on.xs[120]!, on.ys[120]! + 3)).toBe(120);
    expect(near(on, 300, 5)).toBeNull();
  });

  it('asks for tiles that cover it, with true numbers', () => {
    const found = tiles(on, '/t/{z}/{x}/{y}.png');
    expect(found.every((tile) => /^\/t\/\d+\/\d+\/\d+\.png$/.test(tile.href))).toBe(true);
    expect(Math.min(...found.map((tile) => tile.x))).toBeLessThanOrEqual(0);
    expect(Math.max(...found.map((tile) => tile.x + tile.size))).toBeGreaterThanOrEqual(600);
  });
});

describe('the charts', () => {
  it('have a fast pace at the top and leave out what nobody recorded', () => {
    const run = ready(east(401, { points: { ...east().points!, speed_m_s: Array.from({ length: 401 }, (_, i) => 3 + Math.sin(i / 30) / 2) } }));
    const drawn = stack(run, ['pace', 'altitude', 'heart', 'cadence'], 'distance', 'km', 600, false);
    expect(drawn.charts.map((chart) => chart.series)).toEqual(['pace', 'altitude', 'heart']);
    const [paces, hills] = drawn.charts;
    expect(paces!.y.at(280)).toBeLessThan(paces!.y.at(400));
    expect(hills!.y.at(80)).toBeLessThan(hills!.y.at(50));
    expect(drawn.ticks.map((tick) => tick.words)).toContain('2');
  });

  it('mark what is missing and never draw through it', () => {
    const data = east(401, { breaks: [{ at: 200, why: 'gap' }, { at: 300, why: 'pause' }] });
    const points = { ...data.points!, time_s: data.points!.time_s.map((t, i) => t + (i >= 200 ? 90 : 0) + (i >= 300 ? 30 : 0)) };
    const run = ready({ ...data, points });
    const drawn = stack(run, ['altitude'], 'time', 'km', 600, false);
    expect(drawn.charts[0]!.line.match(/M/g)).toHaveLength(3);
    expect(drawn.bands[0]!.width).toBeGreaterThan(30);
    expect(missingWords(drawn, run, 'km')).toEqual(['Not recorded for 1:33, at 1.99 km.', 'Paused for 0:33, at 2.99 km.']);
  });

  it('do not let standing flatten the rest, and say so', () => {
    const paces = Array.from({ length: 1000 }, (_, i) => (i % 40 === 0 ? 3600 : 290 + (i % 20)));
    const found = domain('pace', paces, 'km');
    expect(found.high).toBeLessThan(400);
    expect(found.low).toBeLessThanOrEqual(290);
    expect(found.beyond).toBe(found.high);
    expect(domain('pace', [300, 301], 'km').beyond).toBeNull();
  });

  it('stay small however many points there are', () => {
    const drawn = stack(ready(east(20_000)), ['pace', 'altitude', 'heart'], 'distance', 'km', 600, false);
    expect(drawn.charts.map((chart) => chart.line.length).every((n) => n < 40_000)).toBe(true);
  });
});

describe('lists', () => {
  const split = (length_m: number, moving_s: number | null): Split => ({ number: 1, from_m: 0, length_m, seconds: moving_s, moving_s, ascent_m: null, descent_m: null, gap_pace_s_km: null, heart_rate: null });

  it('have longer bars for faster splits, by pace and not by time', () => {
    const shares = barShares([split(1000, 300), split(1000, 280), split(400, 110), split(1000, null)]);
    expect(shares[1]!).toBeGreaterThan(shares[0]!);
    expect(shares[2]).toBe(1);
    expect(shares[3]).toBeNull();
    expect(splitPace(split(400, 110))).toBe(275);
  });

  it('have values at round places, at most about sixty, and every gap', () => {
    const run = ready(east(4001, { breaks: [{ at: 1234, why: 'gap' }] }));
    const rows = valueRows(run, 'distance', 'km');
    expect(rows.every).toBe('1.00 km');
    expect(rows.at.length).toBeLessThan(64);
    expect(rows.at.find((row) => row.i === 1234)!.missing).toBe('not recorded 0:03');
    expect(rows.at.at(-1)!.i).toBe(4000);
  });
});

describe('paces that are drawn', () => {
  const seconds = Array.from({ length: 120 }, (_, i) => i);

  it('are moved by no single wrong value, and not across a missing step', () => {
    const paces = seconds.map((i) => (i === 30 ? 3000 : i < 60 ? 300 : 400));
    const drawn = smoothed(paces, seconds, new Set([60]));
    expect(drawn[30]).toBeCloseTo(300);
    expect([drawn[59], drawn[60]].map((pace) => Math.round(pace!))).toEqual([300, 400]);
  });

  it('are unknown where nothing is known', () => {
    expect(smoothed(seconds.map((i) => (i < 60 ? null : 300)), seconds, new Set()).findIndex((pace) => pace !== null)).toBe(60);
  });
});
