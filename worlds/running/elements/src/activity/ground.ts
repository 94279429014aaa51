/** The plain ground that a run is drawn on: places in pixels, the line, its marks, a scale. No outside service is asked. */
import type { Column, Route, Unit } from '../contract';
import { known, LENGTH } from '../shared/quantities';
import { nearest, quantile, step } from '../shared/scale';
import { path, spaced, type Stretch } from '../shared/line';
import type { Ready } from './run';

/** Metres around the equator. */
const EQUATOR = 40_075_016.686;
const PADDING = 30;
/** So many classes of pace are told apart by colour and width. */
export const CLASSES = 5;

export interface Ground {
  width: number;
  height: number;
  metresPerPx: number;
  /** Pixels of each point; NaN where it has no place. */
  xs: Float64Array;
  ys: Float64Array;
  /** Pixels of the whole world, and the world's place of the left upper corner. */
  world: number;
  left: number;
  top: number;
}

function worldX(lon: number): number {
  return (lon + 180) / 360;
}

function worldY(lat: number): number {
  const sine = Math.sin((Math.min(Math.max(lat, -85), 85) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** The ground that holds the run; null where no point has a place. Runs over the date line stay together. */
export function ground(run: Pick<Ready, 'n' | 'lat' | 'lon'>, width: number, height: number): Ground | null {
  const lons = run.lon.filter(known);
  const lats = run.lat.filter(known);
  if (!lons.length || !lats.length) return null;
  const wraps = extent(lons)[1] - extent(lons)[0] > 180;
  const xs = Float64Array.from(run.lon, (lon) => (known(lon) ? worldX(wraps && lon < 0 ? lon + 360 : lon) : NaN));
  const ys = Float64Array.from(run.lat, (lat) => (known(lat) ? worldY(lat) : NaN));
  const [[x0, x1], [y0, y1], [south, north]] = [extent([...xs].filter(Number.isFinite)), extent([...ys].filter(Number.isFinite)), extent(lats)];
  const circle = EQUATOR * Math.cos((((south + north) / 2) * Math.PI) / 180);
  const least = 150 / circle; // a run on a track fills the ground with no less than 150 m
  const world = Math.min((width - 2 * PADDING) / Math.max(x1 - x0, least), (height - 2 * PADDING) / Math.max(y1 - y0, least));
  const [left, top] = [(x0 + x1) / 2 - width / 2 / world, (y0 + y1) / 2 - height / 2 / world];
  return { width, height, world, left, top, metresPerPx: circle / world, xs: xs.map((x) => (x - left) * world), ys: ys.map((y) => (y - top) * world) };
}

function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The line between two points of the run, in stretches without what is missing. */
export function way(on: Ground, run: Ready, from = 0, to = run.n - 1): string {
  return path(pieces(on, run, from, to).map((points) => spaced(points)));
}

function pieces(on: Ground, run: Ready, from: number, to: number): Stretch[] {
  const found: Stretch[] = [];
  let open: Stretch | null = null;
  for (let i = from; i <= to; i++) {
    if (run.cut.has(i) || Number.isNaN(on.xs[i]!) || Number.isNaN(on.ys[i]!)) open = null;
    if (Number.isNaN(on.xs[i]!) || Number.isNaN(on.ys[i]!)) continue;
    if (!open) found.push((open = []));
    open.push([on.xs[i]!, on.ys[i]!]);
  }
  return found;
}

/** Other own routes on the same ground. */
export function faint(on: Ground, routes: readonly Route[]): string {
  return path(routes.map((route) => {
    const points: Stretch = [];
    route.lat.forEach((lat, i) => {
      const lon = route.lon[i];
      if (known(lat) && known(lon)) points.push([(worldX(lon) - on.left) * on.world, (worldY(lat) - on.top) * on.world]);
    });
    return spaced(points, 1.5);
  }));
}

/** Paces between the classes, from slow to fast: the quintiles of the run. */
export function paceBorders(pace: Column): number[] {
  const borders = [0.8, 0.6, 0.4, 0.2].map((share) => quantile(pace, share));
  return borders.every(known) ? borders : [];
}

/** The class of a pace, 0 the slowest; null unknown. */
export function paceClass(pace: number | null | undefined, borders: readonly number[]): number | null {
  return known(pace) ? borders.filter((border) => pace <= border).length : null;
}

/** One path for each class of pace; points that follow one another in one class are one line. */
export function coloured(on: Ground, run: Ready, borders: readonly number[]): string[] {
  const lines: Stretch[][] = Array.from({ length: CLASSES }, () => []);
  let [open, was]: [Stretch | null, number | null] = [null, null];
  let last = -1;
  for (let i = 0; i < run.n; i++) {
    if (Number.isNaN(on.xs[i]!) || Number.isNaN(on.ys[i]!)) {
      [open, last] = [null, -1];
      continue;
    }
    if (run.cut.has(i)) [open, last] = [null, -1];
    if (last >= 0 && Math.hypot(on.xs[i]! - on.xs[last]!, on.ys[i]! - on.ys[last]!) < 1.2) continue;
    const now = paceClass(run.values.pace[i], borders) ?? 0;
    if (last >= 0 && (!open || now !== was)) lines[now]!.push((open = [[on.xs[last]!, on.ys[last]!]]));
    open?.push([on.xs[i]!, on.ys[i]!]);
    [was, last] = [now, i];
  }
  return lines.map(path);
}

export interface Mark { x: number; y: number; n: number; label: boolean }

/** Whole kilometres or miles on the line; numbers where there is room, dots where there is not, nothing inside what is missing. */
export function marks(on: Ground, run: Ready, unit: Unit, taken: readonly { x: number; y: number }[] = []): Mark[] {
  const found: Mark[] = [];
  const total = run.distance[run.n - 1] ?? 0;
  const apart = (mark: { x: number; y: number }, others: readonly { x: number; y: number }[], px: number): boolean => others.every((each) => Math.hypot(each.x - mark.x, each.y - mark.y) >= px);
  const count = Math.floor(total / LENGTH[unit]);
  const every = [1, 2, 5, 10, 20, 50].find((each) => count / each <= 24) ?? 100;
  for (let n = every; n <= count; n += every) {
    const spot = at(on, run, n * LENGTH[unit]);
    if (!spot || !apart(spot, found, 9) || !apart(spot, taken, 15)) continue;
    found.push({ ...spot, n, label: apart(spot, found.filter((each) => each.label), 22) });
  }
  return found;
}

/** Where the run was after so many metres; null inside what is missing and off the ends. */
export function at(on: Ground, run: Ready, metres: number): { x: number; y: number } | null {
  let i = nearest(run.distance, metres);
  if (run.distance[i]! > metres && i > 0) i -= 1;
  const j = Math.min(i + 1, run.n - 1);
  if (run.cut.has(j) && run.distance[i]! < metres) return null;
  const span = run.distance[j]! - run.distance[i]!;
  const share = span > 0 ? Math.min(Math.max((metres - run.distance[i]!) / span, 0), 1) : 0;
  const [x, y] = [on.xs[i]! + (on.xs[j]! - on.xs[i]!) * share, on.ys[i]! + (on.ys[j]! - on.ys[i]!) * share];
  return Number.isFinite(x) && Number.isFinite(y) ? { x, y } : null;
}

export interface Arrow { x: number; y: number; turn: number }

/** Arrows along the line, where nothing else stands; `turn` in degrees from the right, clockwise. */
export function arrows(on: Ground, run: Ready, taken: readonly { x: number; y: number }[], apart = 74): Arrow[] {
  const found: Arrow[] = [];
  let walked = apart / 2;
  for (let i = 1; i < run.n; i++) {
    const [dx, dy] = [on.xs[i]! - on.xs[i - 1]!, on.ys[i]! - on.ys[i - 1]!];
    if (run.cut.has(i) || !Number.isFinite(dx) || !Number.isFinite(dy)) continue;
    walked += Math.hypot(dx, dy);
    if (walked < apart) continue;
    const spot = { x: on.xs[i]!, y: on.ys[i]! };
    const back = behind(on, run, i, 8);
    if (!back || [...taken, ...found].some((each) => Math.hypot(each.x - spot.x, each.y - spot.y) < 15)) continue;
    walked = 0;
    found.push({ ...spot, turn: Math.round((Math.atan2(spot.y - back.y, spot.x - back.x) * 180) / Math.PI) });
  }
  return found;
}

function behind(on: Ground, run: Ready, from: number, px: number): { x: number; y: number } | null {
  for (let i = from - 1; i >= 0; i--) {
    if (run.cut.has(i + 1)) return null;
    if (Math.hypot(on.xs[from]! - on.xs[i]!, on.ys[from]! - on.ys[i]!) >= px) return { x: on.xs[i]!, y: on.ys[i]! };
  }
  return null;
}

/** A round length for the scale bar, at most a quarter of the ground wide. */
export function scaleBar(on: Ground, unit: Unit): { px: number; metres: number; shown: number; in: 'km' | 'm' | 'mi' | 'ft' } {
  const most = on.width * 0.25 * on.metresPerPx;
  const small = unit === 'km' ? most < 1000 : most < 1609.344 / 2;
  const [size, name] = unit === 'km' ? (small ? [1, 'm'] as const : [1000, 'km'] as const) : small ? [0.3048, 'ft'] as const : [1609.344, 'mi'] as const;
  let shown = step(most / size);
  if (shown * size > most) shown = step(shown / 2.4);
  if (shown * size > most) shown = step(shown / 2.4);
  return { metres: shown * size, px: (shown * size) / on.metresPerPx, shown, in: name };
}

export interface Tile { href: string; x: number; y: number; size: number }

/** The tiles under the ground, where a page asked for them. */
export function tiles(on: Ground, template: string): Tile[] {
  const zoom = Math.min(Math.max(Math.round(Math.log2(on.world / 256)), 0), 18);
  const n = 2 ** zoom;
  const size = on.world / n;
  const found: Tile[] = [];
  for (let x = Math.floor(on.left * n); x <= Math.floor((on.left + on.width / on.world) * n); x++) {
    for (let y = Math.floor(on.top * n); y <= Math.floor((on.top + on.height / on.world) * n); y++) {
      if (y < 0 || y >= n) continue;
      const href = template.replace('{z}', String(zoom)).replace('{x}', String(((x % n) + n) % n)).replace('{y}', String(y));
      found.push({ href, x: (x / n - on.left) * on.world, y: (y / n - on.top) * on.world, size });
    }
  }
  return found;
}

/** The point of the run nearest to a place on the ground, within so many pixels; null where none is. */
export function near(on: Ground, x: number, y: number, within = 40): number | null {
  let [best, at] = [within * within, -1];
  for (let i = 0; i < on.xs.length; i++) {
    const d = (on.xs[i]! - x) ** 2 + (on.ys[i]! - y) ** 2;
    if (d < best) [best, at] = [d, i];
  }
  return at < 0 ? null : at;
}
