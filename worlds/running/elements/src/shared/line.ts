/** Lines through many points: few enough to draw fast, with every extreme kept and nothing drawn where something is missing. */
import { known } from './quantities';

/** Points in pixels, in order. */
export type Stretch = [x: number, y: number][];

/** Stretches of known points; `cut` holds the indices at which a new stretch begins. `near` says of two points whether what is unknown between them is bridged. */
export function stretches(xs: ArrayLike<number>, ys: readonly (number | null)[], cut: ReadonlySet<number>, near: (from: number, to: number) => boolean = () => false): Stretch[] {
  const found: Stretch[] = [];
  let open: Stretch | null = null;
  let last = -1;
  for (let i = 0; i < ys.length; i++) {
    const [x, y] = [xs[i]!, ys[i]];
    if (cut.has(i)) open = null;
    if (!known(y) || !Number.isFinite(x)) continue;
    if (!open || (last < i - 1 && !near(last, i))) found.push((open = []));
    open.push([x, y]);
    last = i;
  }
  return found;
}

/** At most four points for each pixel column: the first, the lowest, the highest and the last, so that no peak is lost. */
export function thinned(points: Stretch, per = 1): Stretch {
  if (points.length < 5) return points;
  const kept: Stretch = [];
  let [from, column] = [0, Math.floor(points[0]![0] / per)];
  const close = (to: number): void => {
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if (points[i]![1] < points[low]![1]) low = i;
      if (points[i]![1] > points[high]![1]) high = i;
    }
    for (const i of [...new Set([from, low, high, to - 1])].sort((a, b) => a - b)) kept.push(points[i]!);
  };
  for (let i = 1; i < points.length; i++) {
    const now = Math.floor(points[i]![0] / per);
    if (now === column) continue;
    close(i);
    [from, column] = [i, now];
  }
  close(points.length);
  return kept;
}

/** The mean of every column of pixels, stretch by stretch; `mean` takes the values of one column. */
export function averaged(points: Stretch, mean: (values: readonly number[]) => number, per = 2): Stretch {
  const kept: Stretch = [];
  for (let from = 0; from < points.length;) {
    let to = from;
    const column = Math.floor(points[from]![0] / per);
    while (to < points.length && Math.floor(points[to]![0] / per) === column) to += 1;
    const part = points.slice(from, to);
    kept.push([part.reduce((sum, [x]) => sum + x, 0) / part.length, mean(part.map(([, y]) => y))]);
    from = to;
  }
  return kept;
}

/** The harmonic mean: of paces, the pace over all of them. */
export function harmonic(values: readonly number[]): number {
  return values.length / values.reduce((sum, value) => sum + 1 / value, 0);
}

/** Points of a way that are at least `apart` pixels from the last that was kept; both ends stay. */
export function spaced(points: Stretch, apart = 0.8): Stretch {
  const kept = points.slice(0, 1);
  for (const point of points) {
    const last = kept[kept.length - 1]!;
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= apart) kept.push(point);
  }
  const [end, last] = [points[points.length - 1], kept[kept.length - 1]];
  if (end && last && end !== last) kept.push(end);
  return kept;
}

/** A path through stretches; a stretch of one point is a dot. */
export function path(all: readonly Stretch[]): string {
  return all.filter((points) => points.length).map((points) => (points.length === 1 ? `M${spot(points[0]!)}h.01`
    : `M${points.map(spot).join('L')}`)).join('');
}

/** The area between stretches and a floor. */
export function area(all: readonly Stretch[], floor: number): string {
  return all.filter((points) => points.length > 1).map((points) => `M${round(points[0]![0])},${round(floor)}L${points.map(spot).join('L')}L${
    round(points[points.length - 1]![0])},${round(floor)}Z`).join('');
}

function spot([x, y]: [number, number]): string {
  return `${round(x)},${round(y)}`;
}

/** One decimal, without a useless zero. */
export function round(x: number): string {
  return String(Math.round(x * 10) / 10);
}
