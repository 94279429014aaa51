/** Lines between two axes, counted instead of drawn one by one: designs that cross the same two bins are one line of that many. */

/** Bins of an axis: few while something moves, many once it stands still. */
export const [COARSE, FINE] = [48, 128];

/** How many designs cross each pair of bins; those that fail, or are unknown on either axis, are in none. `only`: of these rows. */
export function crossings(left: Float32Array, right: Float32Array, flip: readonly [boolean, boolean], fail: Uint32Array | null, only: Uint8Array | null, bins: number, into: Uint32Array): void {
  into.fill(0, 0, bins * bins);
  const most = bins - 1;
  for (let i = 0; i < left.length; i++) {
    if ((fail && fail[i] !== 0) || (only && !only[i])) continue;
    const [a, b] = [left[i]!, right[i]!];
    if (!(a >= 0) || !(b >= 0)) continue;
    const from = flip[0] ? most - ((a * most + 0.5) | 0) : (a * most + 0.5) | 0;
    const to = flip[1] ? most - ((b * most + 0.5) | 0) : (b * most + 0.5) | 0;
    into[from * bins + to]! += 1;
  }
}

/** The lines of one size of picture: which pixels a line of each slope takes, from the height where it begins. Bin 0 is at the bottom. */
export class Streaks {
  private readonly low: Int16Array;
  private readonly high: Int16Array;

  constructor(readonly width: number, readonly height: number, readonly bins: number) {
    const unit = (height - 1) / (bins - 1);
    this.low = new Int16Array((2 * bins - 1) * width);
    this.high = new Int16Array((2 * bins - 1) * width);
    for (let rise = 1 - bins; rise < bins; rise++) {
      let y = 0;
      for (let x = 0; x < width; x++) {
        const end = x === width - 1 ? y : Math.round((-rise * unit * (x + 1)) / Math.max(width - 1, 1));
        const at = (rise + bins - 1) * width + x; // the run from one height to the next, so that steep lines stay whole
        this.low[at] = end < y ? Math.min(end + 1, y) : y;
        this.high[at] = end < y ? y : Math.max(end - 1, y);
        y = end;
      }
    }
  }

  /** Lay the lines that begin in the bins `from` to `to`. */
  lay(ink: Uint16Array, counts: Uint32Array, from: number, to: number): void {
    const { width, height, bins, low, high } = this;
    const unit = (height - 1) / (bins - 1);
    for (let a = from; a < to; a++) {
      const start = height - 1 - Math.round(a * unit);
      for (let b = 0; b < bins; b++) {
        const count = counts[a * bins + b]!;
        if (!count) continue;
        const add = count < 1024 ? count : 1024;
        const slope = (b - a + bins - 1) * width;
        for (let x = 0; x < width; x++) {
          let y = start + low[slope + x]!;
          const end = start + high[slope + x]!;
          y = y < 0 ? 0 : y;
          for (; y <= end && y < height; y++) {
            const pixel = y * width + x;
            const sum = ink[pixel]! + add;
            ink[pixel] = sum < 60_000 ? sum : 60_000;
          }
        }
      }
    }
  }
}

/** How strong so many lines on one pixel are, 0..1: one is seen, thousands do not drown the rest. */
export function strength(count: number, of: number): number {
  const full = Math.log1p(Math.max(of, 2) / 12);
  return Math.min(0.92, 0.1 + (0.8 * Math.log1p(count)) / Math.max(full + 1.2, 2.2));
}
