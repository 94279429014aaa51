/** Scales: from numbers to pixels and back, and where their marks stand. */
import { known } from './quantities';

/** A straight scale; `at` clamps to its range, `beyond` does not. */
export interface Scale { low: number; high: number; from: number; to: number; at: (x: number) => number; beyond: (x: number) => number; back: (px: number) => number }

/** A scale from low..high to from..to pixels; an inverted one has from > to. */
export function scale(low: number, high: number, from: number, to: number): Scale {
  const span = high - low || 1;
  const beyond = (x: number): number => from + ((to - from) * (x - low)) / span;
  const at = (x: number): number => beyond(Math.min(Math.max(x, Math.min(low, high)), Math.max(low, high)));
  const back = (px: number): number => low + (span * (px - from)) / (to - from || 1);
  return { low, high, from, to, at, beyond, back };
}

const DECIMAL = [1, 2, 2.5, 5, 10];
const SECONDS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600];

/** The smallest round step that is at least `rough`: 1, 2, 2.5, 5 times a power of ten. */
export function step(rough: number): number {
  if (!(rough > 0) || !Number.isFinite(rough)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * (DECIMAL.find((each) => each * power >= rough * 0.999999) ?? 10);
}

/** The smallest step of a clock that is at least `rough` seconds. */
export function clockStep(rough: number): number {
  return SECONDS.find((each) => each >= rough * 0.999999) ?? step(rough / 3600) * 3600;
}

/** Multiples of `by` within low..high. */
export function ticks(low: number, high: number, by: number): number[] {
  if (!(by > 0)) return [];
  const found: number[] = [];
  for (let i = Math.ceil(low / by - 1e-9); i * by <= high + by * 1e-9 && found.length < 200; i++) found.push(Number((i * by).toFixed(6)));
  return found;
}

/** The value below which a share of the known numbers lies; null where none is known. */
export function quantile(values: readonly (number | null)[], share: number): number | null {
  const sorted = Float64Array.from(values.filter(known)).sort();
  if (!sorted.length) return null;
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/** The index of the value nearest to x in rising numbers. */
export function nearest(rising: readonly number[], x: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - rising[low - 1]! <= rising[low]! - x ? low - 1 : low;
}

/** The value at x of a curve over rising numbers, by a straight line between two known neighbours; null elsewhere. */
export function between(rising: readonly number[], values: readonly (number | null)[], x: number): number | null {
  const n = rising.length;
  if (!n || x < rising[0]! || x > rising[n - 1]!) return null;
  let at = nearest(rising, x);
  if (rising[at]! > x) at -= 1;
  const [a, b] = [values[at], values[Math.min(at + 1, n - 1)]];
  const span = (rising[at + 1] ?? x) - rising[at]!;
  const share = span > 0 ? (x - rising[at]!) / span : 0;
  if (share === 0) return known(a) ? a : null;
  return known(a) && known(b) ? a + (b - a) * share : null;
}
