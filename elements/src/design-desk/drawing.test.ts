import { describe, expect, it } from 'vitest';
import { Frames } from './frames';
import { Grid } from './grid';
import { DEEP, disc, lay, rgba, stamped, tone, tones } from './ink';
import { hueOf, letter } from './look';
import { crossings, FINE, Streaks, strength } from './streaks';

describe('ink', () => {
  const none = new Uint8Array(4);

  it('lays points over one another, fades what fails, and leaves the front to its own stamps', () => {
    const ink = new Uint16Array(9);
    lay(ink, Int32Array.from([4, 4, 0, -1]), Uint32Array.from([0, 0, 2, 0]), null, Int32Array.from([0]), none, 0, 4);
    expect([ink[4]! >> 4, ink[0]]).toEqual([2, 1]);
    const other = new Uint16Array(9);
    lay(other, Int32Array.from([4, 4, 0, -1]), Uint32Array.from([0, 0, 2, 0]), null, Int32Array.from([0]), Uint8Array.from([1, 0, 1, 0]), 0, 4);
    expect([other[4]! >> 4, other[0]]).toEqual([1, 1]);
  });

  it('never overflows, and every pixel it can hold has a tone', () => {
    const ink = new Uint16Array(1);
    const n = 5000;
    lay(ink, new Int32Array(n), new Uint32Array(n), Uint8Array.from({ length: n }, (_, i) => i % 7), Int32Array.from([0]), new Uint8Array(n), 0, n);
    expect(ink[0]! >> 4).toBe(DEEP);
    const table = tones([[1, 2, 3]], [9, 9, 9], 0.2, 0.5);
    const pixels = new Uint32Array(1);
    tone(ink, table, pixels);
    expect(pixels[0]! >>> 24).toBeGreaterThan(200);
  });

  it('is stronger where more lie', () => {
    const table = tones([[0, 0, 0]], [0, 0, 0], 0.2, 0.5);
    expect(table[2 << 4]! >>> 24).toBeGreaterThan(table[1 << 4]! >>> 24);
    expect(table[0]).toBe(0);
  });

  it('stamps discs in one colour', () => {
    expect(disc(1, 10)).toEqual(Int32Array.from([-10, -1, 0, 1, 10]));
    const pixels = new Uint32Array(25);
    stamped(pixels, Int32Array.from([12, -1]), Int32Array.from([0, 1]), disc(1, 5), () => rgba([1, 2, 3], 1));
    expect(pixels.filter((pixel) => pixel === 0xff030201).length).toBe(5);
  });
});

describe('the grid', () => {
  it('finds what a look at every point finds', () => {
    let seed = 11;
    const draw = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const [xs, ys] = [Float32Array.from({ length: 400 }, () => draw() * 300), Float32Array.from({ length: 400 }, () => draw() * 200)];
    xs[7] = NaN;
    const grid = new Grid(xs, ys, 300, 200);
    for (let round = 0; round < 60; round++) {
      const [x, y] = [draw() * 300, draw() * 200];
      const taken = (row: number): boolean => row % 3 !== 0;
      let [best, found] = [18, -1];
      xs.forEach((px, row) => {
        const away = Math.hypot(px - x, ys[row]! - y);
        if (taken(row) && away < best) [best, found] = [away, row];
      });
      expect(grid.nearest(x, y, 18, taken)).toBe(found);
    }
  });

  it('prefers what pulls', () => {
    const grid = new Grid(Float32Array.from([10, 14]), Float32Array.from([10, 10]), 30, 30);
    expect(grid.nearest(11, 10, 18, () => true)).toBe(0);
    expect(grid.nearest(11, 10, 18, () => true, (row) => (row ? 7 : 0))).toBe(1);
  });
});

describe('streaks', () => {
  it('count every known design that passes once', () => {
    const counts = new Uint32Array(FINE * FINE);
    crossings(Float32Array.from([0, 1, 0.5, NaN]), Float32Array.from([1, 1, 0.5, 0]), [false, true], Uint32Array.from([0, 0, 4, 0]), null, FINE, counts);
    expect(counts.reduce((a, b) => a + b)).toBe(2);
    expect(counts[0 * FINE + 0]).toBe(1);
    expect(counts[(FINE - 1) * FINE + 0]).toBe(1);
  });

  it('draw a line without holes, however steep', () => {
    const [width, height] = [20, 128];
    const ink = new Uint16Array(width * height);
    const counts = new Uint32Array(FINE * FINE);
    counts[0 * FINE + (FINE - 1)] = 3;
    new Streaks(width, height, FINE).lay(ink, counts, 0, FINE);
    for (let x = 0; x < width; x++) {
      const rows = Array.from({ length: height }, (_, y) => ink[y * width + x]!).flatMap((held, y) => (held ? [y] : []));
      expect(rows.length).toBeGreaterThan(0);
      expect(rows[rows.length - 1]! - rows[0]!).toBe(rows.length - 1);
    }
    expect(Math.max(...ink)).toBe(3);
    expect([ink[(height - 1) * width], ink[width - 1]]).toEqual([3, 3]);
  });

  it('one line is seen, thousands do not drown', () => {
    expect(strength(1, 1e5)).toBeGreaterThan(0.1);
    expect(strength(1e5, 1e5)).toBeLessThan(1);
    expect(strength(50, 1e5)).toBeGreaterThan(strength(5, 1e5));
  });
});

describe('frames', () => {
  function world(): { frames: Frames; turn: (cost: number) => void; calls: (() => void)[] } {
    const calls: (() => void)[] = [];
    let now = 0;
    let cost = 0;
    const frames = new Frames((work) => calls.push(work), () => { calls.length = 0; }, () => (now += cost));
    return { frames, calls, turn: (each) => { cost = each; calls.shift()?.(); } };
  }

  it('stop when their time is used up, and go on in the next', () => {
    const { frames, turn, calls } = world();
    const done: number[] = [];
    frames.ask('a', function* () { for (let i = 0; i < 3; i++) { done.push(i); yield; } });
    frames.ask('b', () => void done.push(9));
    expect(calls.length).toBe(1);
    turn(10);
    expect(done).toEqual([0]);
    turn(10);
    turn(0);
    expect(done).toEqual([0, 1, 2, 9]);
    expect(calls.length).toBe(0);
  });

  it('a job that is asked for again starts anew', () => {
    const { frames, turn } = world();
    const done: string[] = [];
    frames.ask('a', function* () { done.push('old'); yield; done.push('never'); });
    turn(10);
    frames.ask('a', function* () { done.push('new'); });
    turn(0);
    expect(done).toEqual(['old', 'new']);
  });

  it('a job may ask for itself again', () => {
    const { frames, turn } = world();
    let n = 0;
    const job = (): void => { if (++n < 3) frames.ask('a', job); };
    frames.ask('a', job);
    for (let i = 0; i < 6; i++) turn(0);
    expect(n).toBe(3);
  });

  it('finish at once where no frame will come', () => {
    const { frames } = world();
    const done: number[] = [];
    frames.ask('a', function* () { for (let i = 0; i < 5; i++) { done.push(i); yield; } });
    frames.finish();
    expect(done.length).toBe(5);
  });
});

it('letters go on after Z, colours end with the last', () => {
  expect([letter(0), letter(25), letter(26), letter(53)]).toEqual(['A', 'Z', 'A1', 'B2']);
  expect([hueOf(0), hueOf(99)]).toEqual([0, 6]);
});
