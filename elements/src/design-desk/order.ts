/** The order of the list: by weights, or by one measure; sorted by digits, so that 10^5 designs take a few milliseconds. */
import type { Measure } from './contract';
import type { Prepared } from './prepared';

/** The middle of the known numbers; null where none is known. */
export function median(values: Float32Array): number | null {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (!known.length) return null;
  const half = known.length >> 1;
  return known.length % 2 ? known[half]! : (known[half - 1]! + known[half]!) / 2;
}

/** What a measure costs a design, less is better: where more is better it counts by what it lacks, 1 - v of a share, else 1 / v. */
export function lacking(measure: Measure, values: Float32Array): Float32Array {
  if (measure.better !== 'more') return values;
  return measure.unit === 'share' ? each(values, (value) => 1 - value) : each(values, (value) => 1 / Math.max(value, 1e-30));
}

function each(values: Float32Array, of: (value: number) => number): Float32Array {
  const found = new Float32Array(values.length);
  for (let i = 0; i < found.length; i++) found[i] = of(values[i]!);
  return found;
}

/** The score of every design, less is better: each measure over its median, times its weight; what is weighed and unknown stands last. The tools' own order. */
export function scores(of: Prepared, weights: Readonly<Record<string, number>>): Float32Array {
  const sum = new Float32Array(of.n);
  of.measures.forEach((measure, k) => {
    const [weight, { middle }] = [weights[measure.key] ?? 0, of.columns[k]!];
    if (!weight || middle === null) return;
    const times = middle > 0 ? weight / middle : weight;
    const cost = lacking(measure, of.columns[k]!.sure);
    for (let i = 0; i < sum.length; i++) sum[i]! += times * cost[i]!;
  });
  return sum;
}

/** Rows from the least score to the greatest, unknown last, equal ones by their row. */
export function ordered(score: Float32Array, falling = false): Int32Array {
  const steps = ordering(score, falling);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in pieces that fit into frames. */
export function* ordering(score: Float32Array, falling: boolean): Generator<void, Int32Array, void> {
  const n = score.length;
  const keys = keysOf(score, falling);
  let rows = new Int32Array(n);
  let next = new Int32Array(n);
  for (let i = 0; i < n; i++) rows[i] = i;
  for (let shift = 0; shift < 33; shift += 11) {
    yield;
    sorted(keys, shift, rows, next);
    const swap = rows;
    rows = next;
    next = swap;
  }
  return rows;
}

/** Numbers as whole ones that stand in the same order. */
function keysOf(score: Float32Array, falling: boolean): Uint32Array {
  const keys = new Uint32Array(score.slice().buffer);
  for (let i = 0; i < keys.length; i++) {
    const value = score[i]!;
    const bits = value === 0 ? 0 : keys[i]!;
    const rising = (bits & 0x80000000 ? ~bits : bits | 0x80000000) >>> 0;
    keys[i] = Number.isNaN(value) ? 0xffffffff : falling ? ~rising >>> 0 : rising;
  }
  return keys;
}

/** Rows by eleven bits of their keys, otherwise as they stood. */
function sorted(keys: Uint32Array, shift: number, rows: Int32Array, into: Int32Array): void {
  const starts = new Int32Array(2049);
  const n = rows.length;
  for (let i = 0; i < n; i++) starts[((keys[i]! >>> shift) & 2047) + 1]! += 1;
  for (let d = 0; d < 2048; d++) starts[d + 1]! += starts[d]!;
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    const digit = (keys[row]! >>> shift) & 2047;
    const at = starts[digit]!;
    into[at] = row;
    starts[digit] = at + 1;
  }
}

/** The rows that pass, in order. */
export function passing(rows: Int32Array, fail: Uint32Array, into: Int32Array): Int32Array {
  let m = 0;
  for (let i = 0; i < rows.length; i++) if (fail[rows[i]!] === 0) into[m++] = rows[i]!;
  return into.subarray(0, m);
}
