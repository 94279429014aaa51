/** A chart behind a figure: what is drawn, in pixels. Survival as steps, shares as bars, Lorenz curves as lines, single things as points. */
import { marks, place, type Scale, scaleOf } from '../design-desk/axes';
import { tick } from '../design-desk/numbers';
import type { ChartJson, SeriesJson } from '../scorecard/contract';

export interface Mark { at: number; words: string; zero: boolean }
/** A line or steps with its band, in pieces where something is not known. `plain`: a line to compare with, as equal shares. */
export interface Line { name: string; plain: boolean; path: string; band: string }
/** A point, or a bar from zero, with the ends of its interval; `to`: the second end of a bar. */
export interface Spot { name: string; series: number; x: number; y: number; low: number | null; high: number | null; to: number; words: string; wide: number }

export interface Drawn {
  width: number; height: number; left: number; right: number; top: number; floor: number;
  across: Mark[]; up: Mark[];
  lines: Line[]; spots: Spot[];
  /** Lines across the plane. */
  rules: { at: number; words: string }[];
  /** Names of bars, in lines, at the left of them, or above them where they would not fit. */
  above: boolean;
  names: { at: number; lines: string[] }[];
  /** Where zero of a bar stands. */
  zero: number | null;
  /** How many bars are left to the table. */
  more: number;
}

/** Room around the plot, its height, and room above it for the name of what goes upwards. */
const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT, NAMED] = [56, 14, 12, 44, 300, 16];
/** Of bars: most, height of one, room between groups, width of a letter, most lines of a name and their height. */
const [BARS_MAX, BAR, GAP, LETTER, LINES_MAX, LINE] = [24, 14, 12, 6.1, 2, 13];
const EQUAL = 'equal';
const NAMED_FROM = 6;
const DAY = /^\d{4}-\d\d-\d\d/;

/** The unit of an axis: a label that begins with "share" is told in per cent. */
export function unitOf(label: string): string {
  return /^share\b/i.test(label) ? 'share' : '';
}

/** The chart in so many pixels; null where no number is known. */
export function drawn(chart: ChartJson, width: number): Drawn | null {
  if (!chart.series.some((each) => each.y.some(known))) return null;
  return chart.kind === 'bars' ? bars(chart, width) : plane(chart, width);
}

/** A line to compare with: it says so by its name, or is the diagonal. */
export function isPlain(each: SeriesJson): boolean {
  return each.name.toLowerCase().startsWith(EQUAL) || (each.y.length > 1 && each.y.every((y, i) => y === each.x[i]));
}

/** Whether the series are single things, such as partners, with their names. */
export function isNamed(chart: ChartJson): boolean {
  return chart.kind === 'points' && chart.series.length > NAMED_FROM && chart.series.every((each) => each.x.length <= 1 && each.name !== '');
}

function known(value: number | string | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** All numbers upwards, with the ends of their intervals. */
export function ups(series: readonly SeriesJson[]): number[] {
  return series.flatMap((each) => [...each.y, ...(each.low ?? []), ...(each.high ?? [])]).filter(known);
}

/** A straight scale on round numbers; shares that go that far end at 0 and 1. */
function round(values: number[], unit: string, most: number): Scale {
  const bare = scaleOf(values, false);
  if (unit === 'share' && bare.low >= 0 && bare.high <= 1 && bare.high > 0.5) return { low: 0, high: 1, log: false };
  const found = marks({ ...bare, low: Math.min(bare.low, bare.low >= 0 && bare.low < 0.4 * bare.high ? 0 : bare.low) }, most);
  const step = found.length > 1 ? found[1]!.value - found[0]!.value : (bare.high - bare.low) / 4;
  const least = bare.low >= 0 && bare.low < 0.4 * bare.high ? 0 : bare.low;
  return { low: Math.floor(least / step + 1e-9) * step, high: Math.ceil(bare.high / step - 1e-9) * step, log: false };
}

/** Steps, lines and points over two axes of numbers; names across are places in their order. */
function plane(chart: ChartJson, width: number): Drawn {
  const names = [...new Set(chart.series.flatMap((each) => each.x.filter((x): x is string => typeof x === 'string')))];
  const days = names.length > 0 && names.every((name) => DAY.test(name));
  if (days) names.sort();
  const [left, right, top, floor] = [LEFT, width - RIGHT, TOP + NAMED, HEIGHT + NAMED - BOTTOM];
  const [unitX, unitY] = [unitOf(chart.x_label), unitOf(chart.y_label)];
  const xs = chart.series.flatMap((each) => each.x.filter(known));
  const day = (name: string): number => Date.parse(name) / 86_400_000;
  const x = days ? scaleOf(names.map(day), false) : names.length ? { low: -0.5, high: names.length - 0.5, log: false } : acrossScale(xs, unitX, right - left, chart.kind);
  const y = round([...ups(chart.series), ...(chart.rules ?? []).map((rule) => rule.y)], unitY, 5);
  const px = (value: number | string): number => left + place(x, typeof value === 'string' ? (days ? day(value) : names.indexOf(value)) : value) * (right - left);
  const py = (value: number): number => floor - place(y, value) * (floor - top);
  const steps = Math.max(2, (right - left) / 74);
  const across = names.length ? names.map((name, i) => ({ at: px(name), words: days ? name.slice(0, 10) : shorter(name, (right - left) / names.length), zero: false, i })).filter(({ i }) => i % Math.ceil(names.length / steps) === 0)
    : marks(x, steps).map(({ value, step }) => ({ at: px(value), words: tick(value, step, unitX), zero: value === 0 && x.low < 0 }));
  const up = marks(y, 6).map(({ value, step }) => ({ at: py(value), words: tick(value, step, unitY), zero: value === 0 && y.low < 0 }));
  const spots = chart.kind !== 'points' ? [] : chart.series.flatMap((each, series) => each.x.flatMap((at, i) => (known(each.y[i]) ? [{
    name: each.name, series, x: px(at), y: py(each.y[i]!), low: ends(each.low, i, py), high: ends(each.high, i, py), to: 0, words: '', wide: 0,
  }] : [])));
  if (isNamed(chart)) named(spots, right);
  const lines = chart.kind === 'points' ? [] : chart.series.map((each) => line(each, chart.kind === 'steps', px, py));
  return { width, height: HEIGHT + NAMED, left, right, top, floor, across, up, lines, spots, names: [], zero: null, more: 0, above: false, rules: (chart.rules ?? []).map((rule) => ({ at: py(rule.y), words: rule.name })) };
}

/** Names beside points, the highest first, where they lie on nothing else and mean one point. */
function named(spots: Spot[], right: number): void {
  const taken = spots.map((spot) => ({ from: spot.x - 6, to: spot.x + 6, y: spot.y }));
  for (const spot of [...spots].sort((a, b) => a.y - b.y)) {
    spot.series = 0;
    const box = { from: spot.x + 7, to: spot.x + 9 + LETTER * spot.name.length, y: spot.y };
    const alone = spots.every((each) => each === spot || Math.hypot(each.x - spot.x, each.y - spot.y) > 7);
    if (!alone || box.to > right + RIGHT || taken.some((each) => each.from < box.to && each.to > box.from && Math.abs(each.y - box.y) < LINE)) continue;
    spot.words = spot.name;
    taken.push(box);
  }
}

function acrossScale(xs: number[], unit: string, wide: number, kind: ChartJson['kind']): Scale {
  return kind === 'points' || unit === 'share' ? round(xs, unit, Math.max(3, wide / 90)) : { ...scaleOf(xs, false), low: Math.min(0, ...xs) };
}

function ends(values: (number | null)[] | undefined, i: number, py: (value: number) => number): number | null {
  return known(values?.[i]) ? py(values[i]) : null;
}

/** A path and its band; where a value is not known both are open. */
function line(each: SeriesJson, stepped: boolean, px: (x: number | string) => number, py: (y: number) => number): Line {
  const pieces: number[][] = [];
  let open = false;
  each.x.forEach((_, i) => {
    if (!known(each.y[i])) { open = false; return; }
    if (open) pieces[pieces.length - 1]!.push(i);
    else pieces.push([i]);
    open = true;
  });
  const path = (indices: number[], values: (number | null)[]): string => indices.map((i, n) => {
    const [at, to] = [px(each.x[i]!).toFixed(1), py(values[i]!).toFixed(1)];
    return n === 0 ? `${at},${to}` : stepped ? `${at},${py(values[indices[n - 1]!]!).toFixed(1)}L${at},${to}` : `${at},${to}`;
  }).join('L');
  const banded = (indices: number[]): string => {
    if (!indices.every((i) => known(each.low?.[i]) && known(each.high?.[i])) || indices.length < 2) return '';
    const low = path(indices, each.low!).split('L').reverse().join('L');
    return `M${path(indices, each.high!)}L${low}Z`;
  };
  return { name: each.name, plain: isPlain(each), path: pieces.map((indices) => `M${path(indices, each.y)}`).join(''), band: pieces.map(banded).join('') };
}

/** Bars that lie, with names at their left: as many as fit, in the order that they were given. */
function bars(chart: ChartJson, width: number): Drawn {
  const all = [...new Set(chart.series.flatMap((each) => each.x.map(String)))];
  const names = all.slice(0, BARS_MAX);
  const unit = unitOf(chart.y_label) || unitOf(chart.x_label);
  const longest = Math.max(...names.map((name) => name.length)) * (LETTER + 0.6);
  const beside = Math.round(Math.min(Math.max(longest / (longest > 0.32 * width ? 1.7 : 1) + 12, 40), 0.42 * width));
  const above = names.some((name) => broken(name, beside - 12).join(' ') !== name);
  const [left, right] = [above ? 8 : beside, width - RIGHT - 4];
  const told = names.map((name) => broken(name, above ? right - left : left - 12));
  const head = above ? 7 + LINE * Math.max(...told.map((lines) => lines.length)) : 0;
  const group = chart.series.length * BAR + (chart.series.length - 1) * 2;
  const tall = above ? group + head : Math.max(group, 24);
  const high = TOP + names.length * (tall + GAP);
  const x = round([0, ...ups(chart.series)], unit, Math.max(2, (right - left) / 80));
  const px = (value: number): number => left + place(x, value) * (right - left);
  const middle = (i: number): number => TOP + i * (tall + GAP) + (above ? head + group / 2 : tall / 2);
  const spots = chart.series.flatMap((each, series) => each.x.map(String).flatMap((name, i) => {
    const row = names.indexOf(name);
    if (row < 0 || !known(each.y[i])) return [];
    const y = middle(row) - group / 2 + series * (BAR + 2);
    return [{ name, series, x: px(0), to: px(each.y[i]!), y, low: ends(each.low, i, px), high: ends(each.high, i, px), words: '', wide: BAR }];
  }));
  return {
    width, height: high + BOTTOM, left, right, top: TOP, floor: high, lines: [], rules: [], spots, zero: px(0), more: all.length - names.length, up: [],
    across: marks(x, Math.max(2, (right - left) / 74)).map(({ value, step }) => ({ at: px(value), words: tick(value, step, unit), zero: value === 0 })),
    above, names: told.map((lines, i) => ({ at: above ? middle(i) - group / 2 - 4 - (LINE / 2) * lines.length : middle(i), lines })),
  };
}

/** A name in at most two lines of so many pixels, cut where it is longer. */
export function broken(name: string, wide: number): string[] {
  const most = Math.max(6, Math.floor(wide / LETTER));
  const found: string[] = [];
  for (const word of name.split(/\s+/)) {
    const last = found[found.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= most) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  const kept = found.slice(0, LINES_MAX).map((each) => (each.length > most ? `${each.slice(0, most - 1)}…` : each));
  if (found.length > LINES_MAX) kept[LINES_MAX - 1] = `${kept[LINES_MAX - 1]!.slice(0, most - 1)}…`;
  return kept;
}

function shorter(name: string, wide: number): string {
  return broken(name, wide).length > 1 || name.length * LETTER > wide ? `${name.slice(0, Math.max(3, Math.floor(wide / LETTER) - 1))}…` : name;
}

/** Digits behind the point that tell numbers of this size apart; none where all are whole. */
export function decimals(values: (number | string | null | undefined)[]): number {
  const numbers = values.filter(known);
  if (numbers.every(Number.isInteger)) return 0;
  return Math.min(Math.max(2 - Math.floor(Math.log10(Math.max(...numbers.map(Math.abs)) || 1)), 0), 5);
}

/** A number of a table, with so many digits behind the point; a share in per cent with one. */
export function cell(value: number | string | null | undefined, unit: string, digits: number): string {
  if (typeof value === 'string') return value;
  if (!known(value)) return '';
  if (unit === 'share') return `${(100 * value).toFixed(1).replace('-', '−')}\u00a0%`;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '−');
}
