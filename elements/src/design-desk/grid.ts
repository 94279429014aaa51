/** A grid of cells over points of a picture: which is nearest to a pointer, without looking at all of them. */

export const CELL = 12;

export class Grid {
  private readonly across: number;
  private readonly down: number;
  private readonly starts: Int32Array;
  private readonly rows: Int32Array;

  /** Points in pixels of a picture of this size; those outside of it, NaN too, are in no cell. */
  constructor(private readonly xs: Float32Array, private readonly ys: Float32Array, width: number, height: number) {
    this.across = Math.max(1, Math.ceil(width / CELL));
    this.down = Math.max(1, Math.ceil(height / CELL));
    const n = xs.length;
    const cells = new Int32Array(n);
    this.starts = new Int32Array(this.across * this.down + 1);
    for (let i = 0; i < n; i++) {
      const [x, y] = [xs[i]!, ys[i]!];
      const inside = x >= 0 && y >= 0 && x < width && y < height;
      cells[i] = inside ? Math.floor(y / CELL) * this.across + Math.floor(x / CELL) : -1;
      if (inside) this.starts[cells[i]! + 1]! += 1;
    }
    for (let c = 1; c < this.starts.length; c++) this.starts[c]! += this.starts[c - 1]!;
    this.rows = new Int32Array(this.starts[this.starts.length - 1]!);
    const next = this.starts.slice(0, -1);
    for (let i = 0; i < n; i++) if (cells[i]! >= 0) this.rows[next[cells[i]!]!++] = i;
  }

  /** The point nearest to x, y of those that may be taken; `pull` draws some nearer, in pixels. -1: none within `reach`. */
  nearest(x: number, y: number, reach: number, taken: (row: number) => boolean, pull: (row: number) => number = () => 0): number {
    let [found, best] = [-1, reach];
    const [x0, x1] = [Math.max(0, Math.floor((x - reach) / CELL)), Math.min(this.across - 1, Math.floor((x + reach) / CELL))];
    const [y0, y1] = [Math.max(0, Math.floor((y - reach) / CELL)), Math.min(this.down - 1, Math.floor((y + reach) / CELL))];
    for (let cy = y0; cy <= y1; cy++) {
      for (let cx = x0; cx <= x1; cx++) {
        const cell = cy * this.across + cx;
        for (let at = this.starts[cell]!; at < this.starts[cell + 1]!; at++) {
          const row = this.rows[at]!;
          const away = Math.hypot(this.xs[row]! - x, this.ys[row]! - y);
          if (away > reach || !taken(row)) continue;
          const felt = away - pull(row);
          if (felt < best) [found, best] = [row, felt];
        }
      }
    }
    return found;
  }
}
