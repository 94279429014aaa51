import { describe, expect, it } from 'vitest';
import { again, axes, Desk } from './desk';
import { envelope, steps } from './envelope';
import { Filters } from './filters';
import { column, COST, HUE, made, YIELD } from './made';
import { lacking, median, ordered, scores } from './order';
import { BARS, buffersOf, rowOf, UNKNOWN } from './prepared';

const NO = NaN;
const some = (): ReturnType<typeof made> => made([4, 1, 2, NO], [0.95, 0.5, NO, 0.9], { low: { yield: column([NO, NO, 0.8, NO]) }, high: { yield: column([NO, NO, 0.99, NO]) }, front: column([1, 1, 0, 0], 'u1') });

describe('columns', () => {
  it('what is left open counts as its worse end, what is not known as nothing', () => {
    const { columns, nFront } = some();
    expect(Array.from(columns[1]!.sure, (x) => Number(x.toFixed(3)))).toEqual([0.95, 0.5, 0.8, 0.9]);
    expect([columns[1]!.open, columns[1]!.unknown, columns[0]!.open, columns[0]!.unknown, nFront]).toEqual([1, 0, 0, 1, 2]);
    expect(columns[0]!.bins[3]).toBe(UNKNOWN);
    expect(columns[0]!.bins[0]).toBe(BARS - 1);
    expect(columns[0]!.at[3]).toBeNaN();
  });

  it('of two ends the larger is the worse where less is better', () => {
    const { columns } = made([NO], [0.5], { low: { cost: column([1]) }, high: { cost: column([3]) } });
    expect(columns[0]!.sure[0]).toBe(3);
  });

  it('measures without a column are left out, and a row is what the columns hold', () => {
    const ready = made([1, 2], [0.5, 0.6], { measures: [COST, HUE, YIELD] });
    expect(ready.measures.map((each) => each.key)).toEqual(['cost', 'yield']);
    expect(rowOf(ready, 1)).toEqual({ parts: { A: 1 }, settings: { f: 10 }, groups: { kind: 1 } });
    expect(new Set(buffersOf(ready)).size).toBe(buffersOf(ready).length);
  });
});

describe('filters', () => {
  it('pass what is inside, never what is not known, and let it pass again when they are open', () => {
    const filters = new Filters(some());
    expect(filters.passing).toBe(4);
    filters.range(0, [0, 0.5]);
    expect(Array.from(filters.fail, (bits) => bits === 0)).toEqual([false, true, true, false]);
    filters.range(0, [0, 1]);
    expect([filters.passing, filters.any]).toEqual([4, false]);
  });

  it('keep their own bits: each histogram is over what passes all others', () => {
    const filters = new Filters(some());
    filters.range(0, [0, 0.5]);
    filters.group(0, Uint8Array.from([0, 1]));
    filters.front(true);
    expect(filters.passing).toBe(1);
    expect(filters.bars(0).reduce((a, b) => a + b)).toBe(1);
    filters.front(false);
    expect(Array.from(filters.labels(0))).toEqual([1, 1]);
    filters.clear();
    expect([filters.passing, filters.any]).toEqual([4, false]);
  });

  it('agree with a plain look at every design', () => {
    let seed = 7;
    const draw = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const [cost, gain] = [Array.from({ length: 500 }, draw), Array.from({ length: 500 }, draw)];
    const ready = made(cost, gain);
    const filters = new Filters(ready);
    for (let round = 0; round < 20; round++) {
      const range: [number, number] = [draw() / 2, 0.5 + draw() / 2];
      filters.range(round % 2, range);
      const inside = (k: number, i: number): boolean => !filters.ranges[k] || (ready.columns[k]!.at[i]! >= filters.ranges[k]![0] - 1e-6 && ready.columns[k]!.at[i]! <= filters.ranges[k]![1] + 1e-6);
      expect(filters.passing).toBe(cost.filter((_, i) => inside(0, i) && inside(1, i)).length);
    }
  });
});

describe('order', () => {
  it('sorts as the numbers are, unknown last, equal ones as they stood', () => {
    const score = Float32Array.from([3, -1, NO, 0, -0, 2e9, -7, 3]);
    expect(Array.from(ordered(score))).toEqual([6, 1, 3, 4, 0, 7, 5, 2]);
    expect(Array.from(ordered(score, true))).toEqual([5, 0, 7, 3, 4, 1, 6, 2]);
    let seed = 3;
    const many = Float32Array.from({ length: 3000 }, () => ((seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5) * 1e3);
    const plain = Array.from(many, (_, i) => i).sort((a, b) => many[a]! - many[b]! || a - b);
    expect(Array.from(ordered(many))).toEqual(plain);
  });

  it('is that of the tools: measures over their medians, what more is better of by what it lacks', () => {
    const ready = made([4, 1, 2], [0.95, 0.5, 0.9]);
    expect(Array.from(ordered(scores(ready, { cost: 1, yield: 1 })))).toEqual([2, 0, 1]);
    expect(Array.from(lacking({ ...YIELD, unit: 'V' }, Float32Array.from([2, 4])))).toEqual([0.5, 0.25]);
    expect([median(Float32Array.from([3, 1, NO, 2])), median(Float32Array.from([NO]))]).toEqual([2, null]);
  });

  it('a weighed number that is not known puts a design last', () => {
    const ready = some();
    expect(ordered(scores(ready, { cost: 1 }))[3]).toBe(3);
    expect(ordered(scores(ready, { yield: 1 }))[0]).toBe(0);
  });
});

describe('a desk', () => {
  it('begins with what costs across and what is gained up', () => {
    expect(axes([YIELD, HUE, COST])).toEqual([2, 0]);
    expect(axes([HUE])).toEqual([0, 0]);
    expect(axes([COST, YIELD, { ...COST, key: 'area' }], (k) => k > 0)).toEqual([2, 1]);
    const desk = new Desk(some());
    expect([desk.x, desk.y, desk.preset, desk.at]).toEqual([0, 1, 'balanced', 2]);
  });

  it('keeps filters by their numbers, weights, axes and chosen designs over to another answer', () => {
    const before = new Desk(made([0, 5, 10], [0.1, 0.5, 0.9]));
    before.filters.range(0, [0, 0.5]);
    before.usePreset('cheap');
    before.choose(1);
    before.pinned = 0;
    [before.x, before.y] = [1, 0];
    const after = new Desk(made([0, 5, 10, 20], [0.1, 0.5, 0.9, 0.95]), before);
    expect(after.filters.ranges[0]).toEqual([0, 0.25]);
    expect([after.filters.passing, after.preset, after.x, after.y, after.pinned]).toEqual([2, 'cheap', 1, 0, 0]);
    expect(after.chosen).toEqual([1]);
  });

  it('does not take another design for a chosen one', () => {
    const [old, now] = [made([1, 2], [0.1, 0.2]), made([1, 2], [0.1, 0.2], { parts: { A: column([5, 1], 'i4') } })];
    expect(again(old, [0, 1, -1], now)).toEqual([-1, 1, -1]);
  });

  it('means the design that was seen at a row, whichever answer has come since', () => {
    const drawn = new Desk(made([1, 2], [0.1, 0.2], { parts: { A: column([5, 1], 'i4') }, settings: { f: column([10, 20], 'f8') } }));
    const now = new Desk(made([2, 1, 3], [0.2, 0.1, 0.3], { parts: { A: column([1, 7, 5], 'i4') }, settings: { f: column([20, 10, 10], 'f8') } }), drawn);
    expect([drawn.meant(1, drawn), now.meant(0, drawn), now.meant(1, drawn), now.meant(-1, drawn)]).toEqual([1, 2, 0, -1]);
  });

  it('orders by a measure, the better end first, then the other way, then by weights again', () => {
    const desk = new Desk(some());
    desk.sortBy(1);
    desk.reorder();
    expect(Array.from(desk.rows)).toEqual([0, 3, 2, 1]);
    desk.sortBy(1);
    desk.reorder();
    expect(Array.from(desk.rows)).toEqual([1, 2, 3, 0]);
    desk.sortBy(1);
    expect(desk.sort).toBeNull();
  });

  it('walks along the front that passes', () => {
    const desk = new Desk(some());
    expect(desk.front).toEqual([1, 0]);
    desk.filters.range(0, [0, 0.5]);
    expect(desk.front).toEqual([1]);
  });
});

describe('the edge of the front', () => {
  const ready = made([1, 2, 3, 2.5], [0.5, 0.8, 0.9, 0.7], { front: column([1, 1, 1, 1], 'u1') });

  it('holds what nothing that passes beats in both axes', () => {
    const desk = new Desk(ready);
    expect(envelope(desk.look, Int32Array.from([0, 1, 2, 3]))).toEqual([0, 1, 2]);
    desk.filters.range(0, [0.4, 1]);
    expect(envelope(desk.look, Int32Array.from([0, 1, 2, 3]))).toEqual([1, 2]);
  });

  it('is none where an axis is no objective', () => {
    const other = made([1, 2], [0.5, 0.8], { measures: [COST, { ...YIELD, in_front: false }] });
    expect(envelope(new Desk(other).look, Int32Array.from([0, 1]))).toEqual([]);
  });

  it('is drawn in steps', () => expect(steps([0, 1], (row) => [row * 10, row * 5], 'across')).toBe('M0.0,0.0H10.0V5.0'));
});
