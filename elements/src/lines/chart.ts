/** A chart of lines: what is drawn, in pixels, reckoned once for all positions of the cursor. */
import { marks, place, type Scale, scaleOf } from '../design-desk/axes';
import { tick } from '../design-desk/numbers';

export interface AxisData { title: string; unit?: string; log?: boolean }
export interface SeriesData { title: string; x: (number | null)[]; y: (number | null)[]; axis?: 0 | 1; dashed?: boolean }
/** A position that is named on the chart, such as the crossover of a loop. */
export interface MarkData { x: number; title: string }
/** The data of a panel of kind "lines". */
export interface LinesData { x: AxisData; y: AxisData[]; series: SeriesData[]; marks?: MarkData[] }

export interface Chart {
  width: number; height: number; left: number; right: number; top: number; floor: number;
  x: Scale; ys: Scale[];
  paths: string[];
  across: { at: number; words: string }[];
  up: { at: number; words: string; zero: boolean }[][];
  /** Named positions: where, in which row from the top, and on which side of their line the words stand. */
  marks: { at: number; row: number; words: string; before: boolean }[];
  /** Where lines leave the chart below, and how far down the lowest goes; null where the whole of them is seen. */
  below: { from: number; to: number; lowest: number; unit: string } | null;
}

const [TOP, BOTTOM, NARROW, SIDE] = [12, 44, 14, 56];
/** Height of a row of names above the lines, and width of one letter. */
const [ROW, LETTER] = [17, 6.4];
/** An axis of shares begins where this share of the points lies, if what is below would take more than half of the height. */
const FEW = 0.1;
const SHARES = new Set(['%', 'share']);

/** The chart in so many pixels; null where no number is known. */
export function chart(data: LinesData, width: number, height: number): Chart | null {
  const xs = data.series.flatMap((each) => finite(each.x));
  if (!xs.length || !data.series.some((each) => finite(each.y).length)) return null;
  const x = scaleOf(xs, data.x.log === true);
  const ys = data.y.map((axis, i) => scaleUp(data.series.filter((each) => (each.axis ?? 0) === i).flatMap((each) => finite(each.y)), axis));
  const two = data.y.length > 1 && data.series.some((each) => each.axis === 1);
  const [left, right, floor] = [SIDE, width - (two ? SIDE : NARROW), height - BOTTOM];
  const px = (value: number): number => left + place(x, value) * (right - left);
  const named = placedMarks(data.marks ?? [], x, px, left, right);
  const top = TOP + ROW * (1 + Math.max(-1, ...named.map((mark) => mark.row)));
  const py = (scale: Scale, value: number): number => floor - place(scale, value) * (floor - top);
  return {
    width, height, left, right, top, floor, x, ys, marks: named,
    paths: data.series.map((each) => path(each.x, each.y, px, (value) => py(ys[each.axis ?? 0]!, value))),
    below: belowOf(data, ys, px),
    across: marks(x, Math.max(3, (right - left) / 66), data.x.unit).map(({ value, step }) => ({ at: px(value), words: tick(value, step, data.x.unit, x.log ? value : x.high) })),
    up: ys.slice(0, two ? 2 : 1).map((scale, i) => marks(scale, Math.max(2, (floor - top) / 42), data.y[i]!.unit).map(({ value, step }) => ({
      at: py(scale, value), zero: value === 0 && scale.low < 0,
      words: tick(value, step, data.y[i]!.unit, scale.log ? value : Math.max(Math.abs(scale.high), Math.abs(scale.low))),
    }))),
  };
}

function finite(values: (number | null)[]): number[] {
  return values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
}

/** The scale of an axis upwards: on round numbers, near the points, and free of lines that lie on its frame. */
function scaleUp(values: number[], axis: AxisData): Scale {
  const whole = scaleOf(values, axis.log === true);
  return padded(axis.log || !SHARES.has(axis.unit ?? '') ? whole : { ...whole, low: near(values, whole) }, axis.unit);
}

/** Where an axis of shares begins: at the least, or near nine in ten of the points where the few others would press them together. */
function near(values: number[], whole: Scale): number {
  const order = [...values].sort((a, b) => a - b);
  const most = order[Math.floor(FEW * (order.length - 1))] ?? whole.low;
  return most - whole.low > whole.high - most && whole.high > most ? most : whole.low;
}

/** Named positions, in the first row from the top in which their words overlap no others. */
function placedMarks(said: MarkData[], x: Scale, px: (value: number) => number, left: number, right: number): Chart['marks'] {
  const ends: number[] = [];
  return said.filter((mark) => mark.x >= x.low && mark.x <= x.high).sort((a, b) => a.x - b.x).map((mark) => {
    const [at, wide] = [px(mark.x), mark.title.length * LETTER + 8];
    const before = at + wide > right && at - wide >= left - SIDE;
    const from = before ? at - wide : at;
    const free = ends.findIndex((end) => end <= from);
    const row = free < 0 ? ends.length : free;
    ends[row] = from + wide;
    return { at, row, words: mark.title, before };
  });
}

/** Where lines of the first axis lie below it: from the first such point to the last, and the lowest of them. */
function belowOf(data: LinesData, ys: Scale[], px: (value: number) => number): Chart['below'] {
  let [from, to, lowest] = [Infinity, -Infinity, Infinity];
  const [low, unit] = [ys[0]?.low ?? -Infinity, data.y[0]?.unit ?? ''];
  for (const each of data.series) {
    if (each.axis) continue;
    each.y.forEach((y, i) => {
      const at = each.x[i];
      if (typeof y !== 'number' || typeof at !== 'number' || y >= low) return;
      [from, to, lowest] = [Math.min(from, px(at)), Math.max(to, px(at)), Math.min(lowest, y)];
    });
  }
  return lowest < Infinity ? { from, to, lowest, unit } : null;
}

/** A straight scale ends on round numbers; one of degrees leaves room where a line would lie on the frame. */
function padded(scale: Scale, unit = ''): Scale {
  if (scale.log) return scale;
  const [first, second] = marks(scale, 5, unit);
  const step = first && second ? second.value - first.value : 0;
  if (!step) return scale;
  const [low, high] = [Math.floor(scale.low / step + 1e-9) * step, Math.ceil(scale.high / step - 1e-9) * step];
  return { ...scale, low, high: unit === '°' && high - scale.high < 0.1 * step ? high + step : high };
}

/** A path with gaps where nothing is known, and at most four points a column of pixels: no peak is lost. */
export function path(xs: (number | null)[], ys: (number | null)[], px: (x: number) => number, py: (y: number) => number): string {
  let words = '';
  let column: [number, number][] = [];
  let open = false;
  const flush = (): void => {
    if (!column.length) return;
    const order = column.map((_, i) => i);
    const low = order.reduce((a, b) => (column[b]![1] < column[a]![1] ? b : a));
    const high = order.reduce((a, b) => (column[b]![1] > column[a]![1] ? b : a));
    for (const i of [...new Set([0, low, high, column.length - 1])].sort((a, b) => a - b)) {
      words += `${open ? 'L' : 'M'}${column[i]![0].toFixed(1)},${column[i]![1].toFixed(1)}`;
      open = true;
    }
    column = [];
  };
  for (let i = 0; i < Math.min(xs.length, ys.length); i++) {
    const [x, y] = [xs[i], ys[i]];
    const point: [number, number] | null = typeof x === 'number' && typeof y === 'number' ? [px(x), py(y)] : null;
    if (!point || !Number.isFinite(point[0]) || !Number.isFinite(point[1])) {
      flush();
      open = false;
      continue;
    }
    if (column.length && Math.floor(point[0]) !== Math.floor(column[0]![0])) flush();
    column.push(point);
  }
  flush();
  return words;
}

/** The value of a line at x, between its two neighbours; null beyond its ends and in its gaps. */
export function valueAtX(each: SeriesData, x: number, log = false): number | null {
  const { x: xs, y: ys } = each;
  for (let i = 0; i + 1 < xs.length; i++) {
    const [a, b] = [xs[i], xs[i + 1]];
    if (typeof a !== 'number' || typeof b !== 'number' || x < Math.min(a, b) || x > Math.max(a, b)) continue;
    const [p, q] = [ys[i], ys[i + 1]];
    if (x === a) return known(p);
    if (x === b) return known(q);
    if (known(p) === null || known(q) === null) return null;
    const share = log && a > 0 ? Math.log(x / a) / Math.log(b / a) : (x - a) / (b - a);
    return p! + (q! - p!) * share;
  }
  return xs.length === 1 && xs[0] === x ? known(ys[0]) : null;
}

function known(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Positions of a table: those of the line with the most, at most so many, evenly thinned. */
export function tableAt(data: LinesData, most: number): { xs: number[]; every: number } {
  const longest = data.series.reduce<(number | null)[]>((best, each) => (each.x.length > best.length ? each.x : best), []);
  const all = longest.filter((x): x is number => typeof x === 'number');
  const every = Math.max(1, Math.ceil(all.length / most));
  return { xs: all.filter((_, i) => i % every === 0), every };
}
