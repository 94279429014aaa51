/** Candidates made ready for drawing, off the page's own thread where a worker may run: plain columns, places on scales, bins. */
import { place, type Scale, scaleOf } from './axes';
import type { Column, Measure, Preset, RejectedJson, Row, Wire } from './contract';
import { lacking, median } from './order';

/** Bars of a histogram. */
export const BARS = 32;
/** The bin of what is not known. */
export const UNKNOWN = 255;

/** The columns of one measure. `told`: the number, NaN where there are bounds at most; `sure`: the same, or the worse end of the bounds; `at`: where it stands, 0..1;
 * `middle`: the median of what designs lack of it; `bars`: how many are in each bin. */
export interface Ready { told: Float32Array; sure: Float32Array; low: Float32Array | null; high: Float32Array | null; at: Float32Array; bins: Uint8Array; scale: Scale; unknown: number; open: number; middle: number | null; bars: Uint32Array }

/** An answer, ready. */
export interface Prepared {
  n: number; measures: Measure[]; presets: Preset[]; columns: Ready[]; front: Uint8Array; nFront: number; binding: Int16Array; bindings: string[];
  groups: { key: string; title: string; labels: string[]; codes: Int32Array; totals: Uint32Array }[]; parts: Record<string, Int32Array>; settings: Record<string, Float64Array>;
  considered: number; dominated: number; keptOf: number; rejected: RejectedJson[]; notes: string[]; titles: Record<string, string>; spec: Record<string, unknown>;
  quantity: number; currency: string; atUs: number | null; partial: boolean; regions: string[];
}

type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array | Int16Array | Uint8Array;
const KINDS = { f4: Float32Array, f8: Float64Array, i4: Int32Array, i2: Int16Array, u1: Uint8Array };

/** The numbers of a column. */
export function numbersOf(column: Column): Numbers {
  const text = atob(column.b);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new KINDS[column.t](bytes.buffer);
}

/** What travelled, ready to be drawn. */
export function prepared(wire: Wire): Prepared {
  const all = (columns: Record<string, Column>): Record<string, Numbers> => Object.fromEntries(Object.entries(columns ?? {}).map(([key, column]) => [key, numbersOf(column)]));
  const [values, low, high] = [all(wire.values), all(wire.low), all(wire.high)];
  const measures = wire.measures.filter((measure) => measure.key in values || measure.key in low);
  const float = (numbers: Numbers | undefined): Float32Array | null => (numbers ? Float32Array.from(numbers) : null);
  const columns = measures.map((measure) => ready(measure, float(values[measure.key]) ?? new Float32Array(wire.n).fill(NaN), float(low[measure.key]), float(high[measure.key])));
  const front = wire.front?.b ? (numbersOf(wire.front) as Uint8Array) : new Uint8Array(wire.n);
  const binding = wire.binding?.b ? (numbersOf(wire.binding) as Int16Array) : new Int16Array(wire.n).fill(-1);
  return {
    n: wire.n, measures, presets: wire.presets, columns, front, nFront: front.reduce((sum, one) => sum + one, 0), binding, bindings: wire.bindings ?? [],
    groups: wire.groups.map((group) => ({ ...group, ...coded(numbersOf(group.codes) as Int32Array, group.labels.length) })), parts: all(wire.parts) as Record<string, Int32Array>,
    settings: all(wire.settings) as Record<string, Float64Array>, considered: wire.considered, dominated: wire.dominated, keptOf: wire.kept_of, rejected: wire.rejected,
    notes: wire.notes, titles: wire.titles ?? {}, spec: wire.spec, quantity: wire.quantity, currency: wire.currency, atUs: wire.at_us ?? null,
    partial: wire.partial === true, regions: wire.regions ?? [],
  };
}

/** The codes of a group, and how many designs have each label. */
function coded(codes: Int32Array, labels: number): { codes: Int32Array; totals: Uint32Array } {
  const totals = new Uint32Array(labels);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0 && codes[i]! < labels) totals[codes[i]!]! += 1;
  return { codes, totals };
}

/** Whether any design is known in a measure. */
export function anyKnown(of: Prepared, k: number): boolean {
  return of.columns[k]!.unknown < of.n;
}

/** The columns of one measure: what is unknown but bounded counts as its worse end, so that not knowing never improves a design. */
export function ready(measure: Measure, values: Float32Array, low: Float32Array | null, high: Float32Array | null): Ready {
  const n = values.length;
  const sure = new Float32Array(values);
  let [unknown, open] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (!Number.isNaN(sure[i]!)) continue;
    const [a, b] = [low?.[i] ?? NaN, high?.[i] ?? NaN];
    sure[i] = measure.better === 'less' ? b : measure.better === 'more' ? a : (a + b) / 2;
    if (Number.isNaN(sure[i]!)) unknown += 1;
    else open += 1;
  }
  const scale = scaleOf(sure, measure.log);
  const at = new Float32Array(n);
  const [bins, bars] = [new Uint8Array(n), new Uint32Array(BARS)];
  for (let i = 0; i < n; i++) {
    const where = place(scale, sure[i]!);
    at[i] = Number.isFinite(where) ? where : NaN;
    bins[i] = Number.isFinite(where) ? Math.min(Math.max(Math.floor(where * BARS), 0), BARS - 1) : UNKNOWN;
    if (bins[i] !== UNKNOWN) bars[bins[i]!]! += 1;
  }
  return { told: values, sure, low, high, at, bins, scale, unknown, open, middle: median(lacking(measure, sure)), bars };
}

/** What may be handed from one thread to another without a copy. */
export function buffersOf(one: Prepared): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const take = (numbers: Numbers | null): unknown => numbers && found.add(numbers.buffer as ArrayBuffer);
  for (const { told, sure, low, high, at, bins, bars } of one.columns) [told, sure, low, high, at, bins, bars].forEach(take);
  [one.front, one.binding, ...one.groups.flatMap((group) => [group.codes, group.totals]), ...Object.values(one.parts), ...Object.values(one.settings)].forEach(take);
  return [...found];
}

/** A candidate as the tool is asked about it. */
export function rowOf(one: Prepared, i: number): Row {
  const take = (columns: Record<string, ArrayLike<number>>): Record<string, number> => Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, column[i]!]));
  return { parts: take(one.parts), settings: take(one.settings), groups: Object.fromEntries(one.groups.map((group) => [group.key, group.codes[i]!])) };
}
