/** Names beside the rings, left and right, without overlap and in the order of their marks. */
import { DASHED, OUTER, type Place } from './orbits';

/** Where a name stands: text position, side (1 right, -1 left), the start of its leader line, and its lines. */
export interface Label {
  x: number;
  y: number;
  side: 1 | -1;
  fromX: number;
  fromY: number;
  lines: string[];
}

/** Height of one line of a name. */
export const LINE = 11.6;
const GAP = 2.6;
const OUTSIDE = 20;
const TOP = 134;
const WIDEST = 18;

/** A text of at most limit characters; a longer one ends in "…", cut at a space where one is near. */
export function clipped(text: string, limit: number): string {
  const letters = [...text];
  if (letters.length <= limit) return text;
  const cut = letters.slice(0, limit - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > limit / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** A name in at most `most` lines of about 18 characters. */
export function wrapped(name: string, most: number, widest = WIDEST): string[] {
  if (most === 1 || [...name].length <= widest) return [clipped(name, widest)];
  const lines: string[] = [];
  let rest = name.split(/\s+/);
  while (rest.length && lines.length < most) {
    let n = rest.length;
    if (lines.length < most - 1) while (n > 1 && [...rest.slice(0, n).join(' ')].length > widest) n -= 1;
    lines.push(clipped(rest.slice(0, n).join(' '), widest));
    rest = rest.slice(n);
  }
  return lines;
}

/** One label for each place. About twenty names fit on a side; more are squeezed evenly rather than dropped. */
export function labels(placed: readonly Place[], names: readonly string[]): Label[] {
  const found = new Map<number, Label>();
  const around = OUTSIDE + (placed.every((place) => place.known) ? OUTER : DASHED);
  const sides: Record<string, number[]> = { '-1': [], '1': [] };
  const order = placed.map((_, i) => i).sort((a, b) => placed[a]!.y - placed[b]!.y || a - b);
  for (const index of order) sides[String(sideOf(placed[index]!, sides))]!.push(index);
  for (const side of [-1, 1] as const) {
    const members = sides[String(side)]!;
    let lines = members.map((i) => wrapped(names[i]!, 2));
    if (lines.reduce((sum, each) => sum + LINE * each.length + GAP, 0) > 2 * TOP) lines = members.map((i) => wrapped(names[i]!, 1));
    const heights = lines.map((each) => LINE * each.length + GAP);
    const middles = spread(members.map((i) => placed[i]!.y * 1.12), heights);
    members.forEach((index, at) => {
      const place = placed[index]!;
      const y = middles[at]!;
      const beside = Math.abs(y - place.y) < 1.4 * place.r ? side * place.x + 1.4 * place.r + 6 : 0;
      const x = side * Math.max(34, Math.sqrt(Math.max(0, around * around - y * y)), beside);
      const away = Math.hypot(x - place.x, y - place.y) || 1;
      const start = Math.min(place.r * 1.15, away);
      found.set(index, {
        x, y, side, fromX: place.x + ((x - place.x) * start) / away, fromY: place.y + ((y - place.y) * start) / away, lines: lines[at]!,
      });
    });
  }
  return placed.map((_, i) => found.get(i)!);
}

/** Left or right of the centre; near the vertical axis, the side with fewer names. */
function sideOf(place: Place, sides: Record<string, number[]>): 1 | -1 {
  if (Math.abs(place.x) > 12) return place.x > 0 ? 1 : -1;
  return sides['1']!.length <= sides['-1']!.length ? 1 : -1;
}

/** Middles in the given ascending order without overlap of their heights, near what is wanted, within the picture. */
export function spread(wanted: readonly number[], heights: readonly number[]): number[] {
  if (!wanted.length) return [];
  const squeeze = Math.min(1, (2 * TOP) / heights.reduce((sum, h) => sum + h, 0));
  const offset = [0];
  for (let i = 1; i < heights.length; i += 1) offset.push(offset[i - 1]! + (squeeze * (heights[i - 1]! + heights[i]!)) / 2);
  // With y_i = z_i + offset_i, "no overlap" is "z does not fall": pooling adjacent violators keeps clusters centred.
  const blocks: [number, number][] = [];
  wanted.forEach((y, i) => {
    let [mean, n] = [y - offset[i]!, 1];
    while (blocks.length && blocks[blocks.length - 1]![0] > mean) {
      const [other, m] = blocks.pop()!;
      mean = (mean * n + other * m) / (n + m);
      n += m;
    }
    blocks.push([mean, n]);
  });
  const lowest = -TOP;
  const highest = Math.max(TOP - offset[offset.length - 1]!, -TOP);
  return blocks.flatMap(([mean, n]) => Array.from({ length: n }, () => mean)).map((z, i) => Math.min(Math.max(z, lowest), highest) + offset[i]!);
}
