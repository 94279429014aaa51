/** A chart of lines: what is drawn, in pixels, reckoned once for all positions of the cursor. */
import { marks, place, type Scale, scaleOf } from '../design-desk/axes';
import { tick } from '../design-desk/numbers';

export interface AxisData { title: string; unit?: string; log?: boolean }
export interface SeriesData { title: string; x: (number | null)[]; y: (number | null)[]; axis?: 0 | 1; dashed?: boolean }
/** The data of a panel of kind "lines". */
export interface LinesData { x: AxisData; y: AxisData[]; series: SeriesData[] }

export interface Chart {
  width: number; height: number; left: number; right: number; top: number; floor: number;
  x: Scale; ys: Scale[];
  paths: string[];
  across: { at: number; words: string }[];
  up: { at: number; words: string }[][];
}

const [TOP, BOTTOM, NARROW, SIDE] = [12, 44, 14, 56];

/** The chart in so many pixels; null where no number is known. */
export function chart(data: LinesData, width: number, height: number): Chart | null {
  const finite = (values: (number | null)[]): number[] => values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const xs = data.series.flatMap((each) => finite(each.x));
  if (!xs.length || !data.series.some((each) => finite(each.y).length)) return null;
  const x = scaleOf(xs, data.x.log === true);
  const ys = data.y.map((axis, i) => padded(scaleOf(data.series.filter((each) => (each.axis ?? 0) === i).flatMap((each) => finite(each.y)), axis.log === true), axis.unit));
  const two = data.y.length > 1 && data.series.some((each) => each.axis === 1);
  const [left, right, floor] = [SIDE, width - (two ? SIDE : NARROW), height - BOTTOM];
  const px = (value: number): number => left + place(x, value) * (right - left);
  const paths = data.series.map((each) => {
    const scale = ys[each.axis ?? 0]!;
    return path(each.x, each.y, px, (value) => floor - place(scale, value) * (floor - TOP));
  });
  return {
    width, height, left, right, top: TOP, floor, x, ys, paths,
    across: marks(x, Math.max(2, (right - left) / 84), data.x.unit).map(({ value, step }) => ({ at: px(value), words: tick(value, step, data.x.unit, x.log ? value : x.high) })),
    up: ys.slice(0, two ? 2 : 1).map((scale, i) => marks(scale, Math.max(2, (floor - TOP) / 52), data.y[i]!.unit).map(({ value, step }) => ({
      at: floor - place(scale, value) * (floor - TOP), words: tick(value, step, data.y[i]!.unit, scale.log ? value : Math.max(Math.abs(scale.high), Math.abs(scale.low))),
    }))),
  };
}

/** A straight scale ends on round numbers. */
function padded(scale: Scale, unit = ''): Scale {
  if (scale.log) return scale;
  const [first, second] = marks(scale, 5, unit);
  const step = first && second ? second.value - first.value : 0;
  return step ? { ...scale, low: Math.floor(scale.low / step + 1e-9) * step, high: Math.ceil(scale.high / step - 1e-9) * step } : scale;
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
