/** The charts along a run, one under another, over one axis: what is drawn, in pixels, reckoned once for all positions of the cursor. */
import type { Column, Unit } from '../contract';
import { area, averaged, harmonic, path, type Stretch, stretches, thinned } from '../shared/line';
import { clock, known, LENGTH, paceNumber, whole } from '../shared/quantities';
import { clockStep, quantile, type Scale, scale, step, ticks } from '../shared/scale';
import { along, type Axis, type Ready, type Series, some, type Missing } from './run';

const [TITLE, BELOW, FOOT] = [24, 16, 24];
const TALL: Record<Series, number> = { pace: 118, altitude: 76, heart: 88, cadence: 66, power: 66 };
/** A sensor that tells something at least every so many seconds is not missing in between. */
const SELDOM_S = 10;
/** Room at the left for numbers and at the right for the last one of the axis. */
export const [LEFT, RIGHT] = [44, 12];

export interface Chart {
  series: Series;
  /** Where its title stands, where it begins and where it ends. */
  title: number;
  top: number;
  bottom: number;
  y: Scale;
  line: string;
  area: string;
  /** A second, thinner line: grade-adjusted pace. */
  second: string;
  ticks: { y: number; words: string }[];
  /** The ends of the scale beyond which there are values, drawn at its edges: slower than, faster than. */
  beyond: number | null;
  ahead: number | null;
  low: number;
  high: number;
}

export interface Band { x: number; width: number; why: Missing['why'] }

export interface Stack {
  width: number;
  height: number;
  x: Scale;
  charts: Chart[];
  bands: Band[];
  ticks: { x: number; words: string }[];
}

/** The charts of the series that have values. */
export function stack(run: Ready, wanted: readonly Series[], axis: Axis, unit: Unit, width: number, adjusted: boolean): Stack {
  const xs = along(run, axis);
  const [from, to] = [xs[0] ?? 0, xs[run.n - 1] ?? 1];
  const x = scale(from, to, LEFT, width - RIGHT);
  const px = xs.map(x.at);
  let top = 0;
  const charts = wanted.filter((series) => some(run.values[series])).map((series) => {
    const chart = one(run, series, px, top, unit, adjusted && series === 'pace');
    top = chart.bottom + BELOW;
    return chart;
  });
  const bands = run.missing.map((each) => ({ x: px[each.from]!, width: Math.max(px[each.to]! - px[each.from]!, 0), why: each.why }));
  return { width, height: top - BELOW + FOOT, x, charts, bands, ticks: axisTicks(x, axis, unit) };
}

function axisTicks(x: Scale, axis: Axis, unit: Unit): { x: number; words: string }[] {
  const most = Math.max(2, Math.floor((x.to - x.from) / 62));
  if (axis === 'time') return ticks(x.low, x.high, clockStep((x.high - x.low) / most)).map((at) => ({ x: x.at(at), words: clock(at) }));
  const by = step((x.high - x.low) / LENGTH[unit] / most);
  return ticks(x.low / LENGTH[unit], x.high / LENGTH[unit], by).map((at) => ({ x: x.at(at * LENGTH[unit]), words: String(at) }));
}

function one(run: Ready, series: Series, px: readonly number[], from: number, unit: Unit, adjusted: boolean): Chart {
  const values = run.values[series];
  const [top, bottom] = [from + TITLE, from + TITLE + TALL[series]];
  const { low, high, by, beyond, ahead } = domain(series, values, unit);
  const y = series === 'pace' ? scale(low, high, top, bottom) : scale(low, high, bottom, top); // a fast pace is a small number and stands at the top
  const inPx = (points: Stretch): Stretch => points.map(([at, value]) => [at, y.at(value)]);
  const near = (a: number, b: number): boolean => run.time[b]! - run.time[a]! <= SELDOM_S;
  const drawn = (column: Column): Stretch[] => stretches(px, column, run.cut, near).map((each) => (series === 'pace' ? inPx(averaged(each, harmonic)) : thinned(inPx(each))));
  const lines = drawn(values);
  const known_ = values.filter(known);
  return {
    series, title: from + 13, top, bottom, y, beyond, ahead, line: path(lines), area: series === 'altitude' ? area(lines, bottom) : '',
    second: adjusted && some(run.adjusted) ? path(drawn(run.adjusted)) : '', low: known_.reduce((a, b) => Math.min(a, b), Infinity), high: known_.reduce((a, b) => Math.max(a, b), -Infinity),
    ticks: ticks(low, high, by).map((at) => ({ y: y.at(at), words: words(series, at, unit) })),
  };
}

function words(series: Series, value: number, unit: Unit): string {
  if (series === 'pace') return paceNumber(value, unit);
  return series === 'altitude' && unit === 'mile' ? whole(value / 0.3048) : whole(value);
}

/** What a scale holds: for paces all but the slowest twentieth (standing and walking would flatten the rest), otherwise everything, to round numbers. */
export function domain(series: Series, values: Column, unit: Unit): { low: number; high: number; by: number; beyond: number | null; ahead: number | null } {
  const per = series === 'pace' ? LENGTH[unit] / 1000 : series === 'altitude' && unit === 'mile' ? 1 / 0.3048 : 1;
  const [least, most] = [(quantile(values, 0) ?? 0) * per, (quantile(values, 1) ?? 1) * per];
  if (series === 'pace') {
    const [fast, middle, slow] = [(quantile(values, 0.015) ?? 240) * per, (quantile(values, 0.5) ?? 300) * per, (quantile(values, 0.95) ?? 400) * per];
    const end = Math.min(Math.max(slow, middle * 1.12), middle * 2.2);
    const begin = Math.max(Math.min(fast, middle * 0.92), middle * 0.5);
    const by = clockStep((end - begin) / 4);
    const [low, high] = [Math.floor(begin / by) * by, Math.ceil(end / by) * by];
    return { low: low / per, high: high / per, by: by / per, beyond: most > high ? high / per : null, ahead: least < low ? low / per : null };
  }
  const room = { altitude: 20 * per, heart: 30, cadence: 20, power: 60 }[series];
  const pad = Math.max(0, room - (most - least)) / 2;
  const by = step((most - least + 2 * pad) / 3.2);
  const [low, high] = [Math.floor((least - pad) / by) * by, Math.ceil((most + pad) / by) * by];
  return { low: low / per, high: high / per, by: by / per, beyond: null, ahead: null };
}
