import { describe, expect, it } from 'vitest';
import { chart, type LinesData, path, tableAt, valueAtX } from './chart';

const DATA: LinesData = {
  x: { title: 'Frequency', unit: 'Hz', log: true }, y: [{ title: 'Gain', unit: 'dB' }, { title: 'Phase', unit: '°' }],
  series: [{ title: 'Gain', x: [100, 1000, 10_000], y: [40, 20, 0] }, { title: 'Phase', x: [100, 1000, 10_000], y: [-90, -100, -170], axis: 1, dashed: true }],
};

describe('a chart of lines', () => {
  it('has an axis at each side where two are used, on round numbers', () => {
    const drawn = chart(DATA, 600, 268)!;
    expect(drawn.up.length).toBe(2);
    expect([drawn.ys[1]!.low, drawn.ys[1]!.high]).toEqual([-180, -60]);
    expect(drawn.across.map((mark) => mark.words)).toEqual(['100', '200', '500', '1\u00a0k', '2\u00a0k', '5\u00a0k', '10\u00a0k']);
    expect(drawn.right).toBeLessThan(chart({ ...DATA, y: [DATA.y[0]!], series: [DATA.series[0]!] }, 600, 268)!.right);
  });

  it('keeps a phase off its frame, and names positions without that names overlap', () => {
    const drawn = chart({ ...DATA, marks: [{ x: 900, title: 'crossover 900 Hz, 80° left' }, { x: 1000, title: '12 dB left' }, { x: 9000, title: 'a name that would leave the chart' }, { x: 1e9, title: 'beyond' }] }, 600, 268)!;
    expect(drawn.ys[1]!.high).toBeGreaterThan(-90);
    expect(drawn.marks.map(({ row, before }) => [row, before])).toEqual([[0, false], [1, false], [2, true]]);
    expect(drawn.top).toBeGreaterThan(chart(DATA, 600, 268)!.top);
  });

  it('begins an axis of shares near the points, and tells what it leaves out', () => {
    const x = Array.from({ length: 21 }, (_, i) => 0.1 * (i + 1));
    const y = x.map((load) => 96 - 1.5 / load);
    const drawn = (unit: string): ReturnType<typeof chart> => chart({ x: { title: 'Load' }, y: [{ title: 'Efficiency', unit }], series: [{ title: 'a', x, y: [5, ...y.slice(1)] }] }, 600, 268);
    expect(drawn('%')!.ys[0]!.low).toBeGreaterThan(80);
    expect(drawn('%')!.below).toMatchObject({ lowest: 5, from: 56 });
    expect(drawn('W')!.ys[0]!.low).toBe(0);
    expect(drawn('W')!.below).toBeNull();
    const even = chart({ x: { title: 'Load' }, y: [{ title: 'Efficiency', unit: '%' }], series: [{ title: 'a', x, y: x.map((load) => 40 * load) }] }, 600, 268)!;
    expect([even.ys[0]!.low, even.below]).toEqual([0, null]);
  });

  it('is none where no number is known', () => {
    expect(chart({ ...DATA, series: [{ title: 'Gain', x: [1, 2], y: [null, null] }] }, 600, 268)).toBeNull();
    expect(chart({ ...DATA, series: [] }, 600, 268)).toBeNull();
  });

  it('leaves a gap where something is not known', () => {
    expect(path([0, 1, 2, 3], [1, null, 3, 4], (x) => x * 10, (y) => y)).toBe('M0.0,1.0M20.0,3.0L30.0,4.0');
  });

  it('keeps every peak of many points', () => {
    const n = 10_000;
    const ys = Array.from({ length: n }, (_, i) => (i === 5432 ? 99 : 0));
    const words = path(Array.from({ length: n }, (_, i) => i), ys, (x) => x / 100, (y) => y);
    expect(words).toContain(',99.0');
    expect(words.split('L').length).toBeLessThan(500);
  });

  it('reads between two points, in decades where the axis is, never beyond or in a gap', () => {
    const gain = DATA.series[0]!;
    expect(valueAtX(gain, Math.sqrt(1e5), true)).toBeCloseTo(30, 9);
    expect(valueAtX(gain, 550)).toBeCloseTo(30, 9);
    expect([valueAtX(gain, 1000), valueAtX(gain, 99), valueAtX(gain, 20_000)]).toEqual([20, null, null]);
    expect(valueAtX({ title: '', x: [0, 1, 2], y: [1, null, 3] }, 0.5)).toBeNull();
  });

  it('has a table of at most so many rows', () => {
    const many = { ...DATA, series: [{ title: 'a', x: Array.from({ length: 1001 }, (_, i) => i), y: Array.from({ length: 1001 }, () => 1) }] };
    expect(tableAt(many, 200)).toMatchObject({ every: 6 });
    expect(tableAt(many, 200).xs.length).toBeLessThanOrEqual(200);
    expect(tableAt(DATA, 200).xs).toEqual([100, 1000, 10_000]);
  });
});
