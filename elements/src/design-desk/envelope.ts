/** The edge of the front as two axes show it: nothing that passes is better in both. */
import type { Look } from './look';

/** Rows along the edge, from left to right; none where an axis is no objective. */
export function envelope(look: Look, rows: Int32Array): number[] {
  const { ready, filters, x, y } = look;
  const [a, b] = [ready.measures[x], ready.measures[y]];
  if (!a || !b || x === y || !a.in_front || !b.in_front || !a.better || !b.better) return [];
  const [xs, ys] = [ready.columns[x]!.sure, ready.columns[y]!.sure];
  const [sx, sy] = [a.better === 'less' ? 1 : -1, b.better === 'less' ? 1 : -1];
  const open = Array.from(rows).filter((row) => filters.fail[row] === 0 && !Number.isNaN(xs[row]!) && !Number.isNaN(ys[row]!));
  open.sort((p, q) => sx * (xs[p]! - xs[q]!) || sy * (ys[p]! - ys[q]!) || p - q);
  const edge: number[] = [];
  let best = Infinity;
  for (const row of open) {
    if (sy * ys[row]! >= best) continue;
    best = sy * ys[row]!;
    edge.push(row);
  }
  return sx > 0 ? edge : edge.reverse();
}

/** The path of the edge as steps: along one measure as far as the other allows. */
export function steps(edge: readonly number[], at: (row: number) => readonly [number, number], first: 'across' | 'up'): string {
  return edge.map((row, i) => {
    const [x, y] = at(row);
    if (!i) return `M${x.toFixed(1)},${y.toFixed(1)}`;
    return first === 'across' ? `H${x.toFixed(1)}V${y.toFixed(1)}` : `V${y.toFixed(1)}H${x.toFixed(1)}`;
  }).join('');
}
