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
    expect([drawn.ys[1]!.low % 45, drawn.ys[1]!.high % 45].map(Math.abs)).toEqual([0, 0]);
    expect(drawn.across.map((mark) => mark.words)).toEqual(['100', '300', '1\u00a0k', '3\u00a0k', '10\u00a0k']);
    expect(drawn.right).toBeLessThan(chart({ ...DATA, y: [DATA.y[0]!], series: [DATA.series[0]!] }, 600, 268)!.right);
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
