/** Where small words stand beside marks: the candidate that covers the least of everything else. */

/** A box by its corner and its size. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** The area that two boxes share. */
export function shared(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

/** How far a box stands out of a square of half width `half` around (0, 0). */
export function outside(box: Box, half: number): number {
  return Math.max(0, -half - box.x) + Math.max(0, box.x + box.w - half) + Math.max(0, -half - box.y) + Math.max(0, box.y + box.h - half);
}

/** The box around a mark. */
export function around(x: number, y: number, r: number): Box {
  return { x: x - r, y: y - r, w: 2 * r, h: 2 * r };
}

/** For each item the first of its candidates with the least cost; later items avoid what earlier ones took. */
export function chosen<T>(items: readonly T[][], boxOf: (spot: T) => Box, obstacles: (item: number) => readonly Box[], half: number): T[] {
  const taken: Box[] = [];
  return items.map((candidates, i) => {
    const fixed = obstacles(i);
    const cost = (spot: T): number => {
      const own = boxOf(spot);
      return [...fixed, ...taken].reduce((sum, other) => sum + shared(own, other), 0) + 4 * own.h * outside(own, half);
    };
    const best = candidates.reduce((found, spot) => (cost(spot) < cost(found) - 1e-9 ? spot : found));
    taken.push(boxOf(best));
    return best;
  });
}
