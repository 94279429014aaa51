/** One run made ready to be drawn: complete columns, paces, and where something is missing. Nothing here knows of a page. */
import type { ActivityData, Break, Column, Points, Unit, Why } from '../contract';
import { known, LENGTH, paceOf } from '../shared/quantities';
import { nearest } from '../shared/scale';

/** Seconds over which a speed is taken where the data hold none. */
const WINDOW_S = 20;
/** Seconds over which paces are drawn; of long runs a hundredth of the whole, which no chart shows finer. */
const SMOOTH_S = 30;
/** What runs along the run, in the order of the charts. */
export const SERIES = ['pace', 'altitude', 'heart', 'cadence', 'power'] as const;
export type Series = (typeof SERIES)[number];
export type Axis = 'distance' | 'time';

/** A missing step inside the run, from one point to the next. */
export interface Missing { from: number; to: number; why: Why }

export interface Ready {
  n: number;
  time: readonly number[];
  distance: readonly number[];
  values: Record<Series, Column>;
  /** Grade-adjusted pace; all null where it is not known. */
  adjusted: Column;
  lat: Column;
  lon: Column;
  missing: Missing[];
  /** Indices at which a new stretch begins. */
  cut: ReadonlySet<number>;
  hiddenBefore: boolean;
  hiddenAfter: boolean;
}

/** The run of the data; columns that are absent or of a wrong length are unknown. */
export function ready(data: ActivityData): Ready {
  const points: Points = data.points ?? { time_s: [], distance_m: [] };
  const n = Math.min(points.time_s?.length ?? 0, points.distance_m?.length ?? 0);
  const none: Column = new Array<null>(n).fill(null);
  const column = (values: Column | null | undefined): Column => (values && values.length === n ? values : none);
  const breaks = (data.breaks ?? []).filter((each) => each.at >= 0 && each.at <= n);
  const inside = breaks.filter((each) => each.at > 0 && each.at < n).sort((a, b) => a.at - b.at);
  const cut = new Set(inside.map((each) => each.at));
  const speeds = points.speed_m_s ? column(points.speed_m_s) : derived(points.time_s, points.distance_m, cut);
  return {
    n, time: points.time_s ?? [], distance: points.distance_m ?? [], lat: column(points.lat), lon: column(points.lon), adjusted: smoothed(column(points.gap_pace_s_km), points.time_s ?? [], cut), cut,
    values: { pace: smoothed(speeds.map(paceOf), points.time_s ?? [], cut), altitude: column(points.altitude_m), heart: column(points.heart_rate), cadence: column(points.cadence), power: column(points.power_w) },
    missing: inside.map((each) => ({ from: each.at - 1, to: each.at, why: each.why })),
    hiddenBefore: hidden(breaks, 0), hiddenAfter: hidden(breaks, n),
  };
}

/** Paces over about half a minute around every point, never across a missing step: the pace of the middle speeds, so that a single wrong one moves nothing. */
export function smoothed(paces: Column, time: readonly number[], cut: ReadonlySet<number>): Column {
  const n = paces.length;
  const half = Math.max(SMOOTH_S, ((time[n - 1] ?? 0) - (time[0] ?? 0)) / 100) / 2;
  const found: (number | null)[] = new Array<null>(n).fill(null);
  for (let [i, from, start] = [0, 0, 0]; i < n; i++) {
    if (cut.has(i)) [from, start] = [i, i];
    if (!known(paces[i])) continue;
    while (time[i]! - time[from]! > half) from += 1;
    const speeds: number[] = [];
    for (let j = Math.max(from, start); j < n && time[j]! - time[i]! <= half && (j <= i || !cut.has(j)); j++) if (known(paces[j])) speeds.push(1 / paces[j]!);
    speeds.sort((a, b) => a - b);
    const edge = Math.floor(speeds.length / 5);
    const middle = speeds.slice(edge, speeds.length - edge);
    found[i] = middle.length / middle.reduce((sum, speed) => sum + speed, 0);
  }
  return found;
}

function hidden(breaks: readonly Break[], at: number): boolean {
  return breaks.some((each) => each.at === at && each.why === 'hidden');
}

/** Speeds from distance and time over about twenty seconds, never across a missing step. */
function derived(time: readonly number[], distance: readonly number[], cut: ReadonlySet<number>): Column {
  const n = Math.min(time.length, distance.length);
  const found: (number | null)[] = new Array<null>(n).fill(null);
  let from = 0;
  for (let i = 0; i < n; i++) {
    if (cut.has(i)) from = i;
    while (time[i]! - time[from]! > WINDOW_S && from < i - 1) from += 1;
    const span = time[i]! - time[from]!;
    if (span > 0) found[i] = (distance[i]! - distance[from]!) / span;
  }
  return found;
}

/** Whether any value of a column is known. */
export function some(column: Column): boolean {
  return column.some(known);
}

/** The numbers along an axis. */
export function along(run: Ready, axis: Axis): readonly number[] {
  return axis === 'time' ? run.time : run.distance;
}

/** The next point on a walk with the keys: about a two hundredth of the run onward, a kilometre or mile, or an end; null where the key walks nowhere. */
export function walked(run: Ready, axis: Axis, at: number | null, key: string, unit: Unit): number | null {
  const last = run.n - 1;
  if (last < 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const xs = along(run, axis);
  const span = (xs[last]! - xs[0]!) / 200;
  const mile = axis === 'time' ? 300 : LENGTH[unit];
  const by: Record<string, number> = { ArrowRight: span, ArrowUp: span, ArrowLeft: -span, ArrowDown: -span, PageUp: mile, PageDown: -mile };
  const step = by[key];
  if (step === undefined) return null;
  if (at === null) return step > 0 ? 0 : last;
  const x = Math.abs(step) === mile ? (step > 0 ? Math.floor(xs[at]! / mile + 1e-3) + 1 : Math.ceil(xs[at]! / mile - 1e-3) - 1) * mile : xs[at]! + step;
  const next = nearest(xs, x);
  return next === at ? Math.min(Math.max(at + Math.sign(step), 0), last) : next;
}

/** The indices of a stretch of metres: the first at or after its begin, the last at or before its end. */
export function within(run: Ready, from_m: number, length_m: number): [number, number] {
  return [nearest(run.distance, from_m), nearest(run.distance, from_m + length_m)];
}
