/** What a desk holds: the answer, what passes, in which order, what is looked at and what is compared. It draws nothing. */
import { place, valueAt } from './axes';
import type { Measure } from './contract';
import { Filters } from './filters';
import type { Look } from './look';
import { ordering, passing, scores } from './order';
import { anyKnown, type Prepared } from './prepared';

export class Desk {
  filters: Filters;
  weights: Record<string, number> = {};
  preset = '';
  sort: { k: number; falling: boolean } | null = null;
  rows: Int32Array;
  chosen: number[] = [];
  hover = -1;
  pinned = -1;
  x = 0;
  y = 0;
  hue = -1;
  private walked: { key: string; rows: number[] } = { key: '', rows: [] };
  private order: Int32Array;
  private buffer: Int32Array;

  constructor(readonly ready: Prepared, before: Desk | null = null) {
    this.filters = new Filters(ready);
    this.order = new Int32Array(ready.n);
    this.buffer = new Int32Array(ready.n);
    this.rows = this.order;
    [this.x, this.y] = axes(ready.measures, (k) => this.drawn(k));
    if (before) this.after(before);
    else this.usePreset(ready.presets[0]?.name ?? '');
    this.reorder();
  }

  /** The row that is looked at: the one under the pointer, else the one that was pressed, else the best. */
  get at(): number {
    return this.hover >= 0 ? this.hover : this.held;
  }

  /** The row that stays when the pointer leaves. */
  get held(): number {
    return this.pinned >= 0 ? this.pinned : (this.rows[0] ?? -1);
  }

  get look(): Look {
    return { ready: this.ready, filters: this.filters, x: this.x, y: this.y, hue: this.hue, chosen: this.chosen, at: this.at };
  }

  usePreset(name: string): void {
    const preset = this.ready.presets.find((each) => each.name === name);
    this.preset = preset?.name ?? '';
    this.weights = { ...(preset?.weights ?? Object.fromEntries(this.ready.measures.filter((each) => each.in_front).map((each) => [each.key, 1]))) };
    this.sort = null;
  }

  weigh(key: string, weight: number): void {
    this.weights = { ...this.weights, [key]: weight };
    this.preset = '';
    this.sort = null;
  }

  /** By one measure, the better end first; again: the other way. */
  sortBy(k: number): void {
    const first = this.ready.measures[k]!.better === 'more';
    this.sort = this.sort?.k === k ? (this.sort.falling === first ? { k, falling: !first } : null) : { k, falling: first };
  }

  /** After weights or the order changed, at once. */
  reorder(): void {
    for (const _ of this.reordering());
  }

  /** The same in pieces that fit into frames. */
  *reordering(): Generator<void> {
    const { sort, ready } = this;
    const score = sort ? ready.columns[sort.k]!.sure : scores(ready, this.weights);
    yield;
    this.order = yield* ordering(score, sort?.falling ?? false);
    yield;
    this.narrowed();
  }

  /** After a filter moved. */
  narrowed(): void {
    this.rows = passing(this.order, this.filters.fail, this.buffer);
    if (this.pinned >= 0 && this.filters.fail[this.pinned] !== 0) this.pinned = -1;
  }

  choose(row: number): void {
    this.chosen = this.chosen.includes(row) ? this.chosen.filter((each) => each !== row) : [...this.chosen, row];
  }

  /** The row here of the design at a row of an answer that is drawn still; -1 where it is no more: whoever presses means what was seen there. */
  meant(row: number, drawn: Desk): number {
    return drawn === this ? row : again(drawn.ready, [row], this.ready)[0]!;
  }

  /** Rows of the front that pass, from left to right on the axis across; reckoned again only when either changed. */
  get front(): number[] {
    const key = `${this.x} ${this.filters.moved}`;
    if (this.walked.key !== key) this.walked = { key, rows: this.walk() };
    return this.walked.rows;
  }

  private walk(): number[] {
    const { front, n } = this.ready;
    const xs = this.ready.columns[this.x]?.sure;
    const rows: number[] = [];
    for (let i = 0; i < n; i++) if (front[i] && this.filters.fail[i] === 0 && xs && !Number.isNaN(xs[i]!)) rows.push(i);
    return rows.sort((a, b) => xs![a]! - xs![b]! || a - b);
  }

  /** Whether a measure may be an axis: an answer without designs says nothing against it. */
  private drawn(k: number): boolean {
    return !this.ready.n || anyKnown(this.ready, k);
  }

  /** Keep what people set up, as far as the new answer has it: axes, filters, weights, and the designs they chose. */
  private after(before: Desk): void {
    const { ready } = this;
    const same = (k: number): number => ready.measures.findIndex((each) => each.key === before.ready.measures[k]?.key);
    const [x, y] = [same(before.x), same(before.y)];
    if (x >= 0 && this.drawn(x)) this.x = x;
    if (y >= 0 && this.drawn(y)) this.y = y;
    this.hue = ready.groups.findIndex((group) => group.key === before.ready.groups[before.hue]?.key);
    this.filters.like(before.filters, (k, range) => carried(before.ready, k, ready, same(k), range));
    if (before.preset) this.usePreset(before.preset);
    else this.weights = before.weights;
    if (before.sort && same(before.sort.k) >= 0) this.sort = { k: same(before.sort.k), falling: before.sort.falling };
    const found = again(before.ready, [...before.chosen, before.pinned], ready);
    this.pinned = found.pop()!;
    this.chosen = found.filter((row) => row >= 0);
  }
}

/** The axes to begin with: what costs across, what is gained up. */
export function axes(measures: readonly Measure[], known: (k: number) => boolean = () => true): [number, number] {
  const goals = measures.map((each, k) => ({ k, ...each })).filter((each) => each.in_front && known(each.k));
  const up = goals.find((each) => each.better === 'more') ?? goals[1] ?? { k: Math.max(Math.min(1, measures.length - 1), 0) };
  const across = goals.find((each) => each.k !== up.k && each.better === 'less') ?? goals.find((each) => each.k !== up.k) ?? { k: 0 };
  return [across.k, up.k];
}

/** A range of an old answer on the scale of a new one; an end that was open stays open. */
function carried(before: Prepared, old: number, ready: Prepared, k: number, range: [number, number]): [number, number] | null {
  if (k < 0) return null;
  const at = (end: number): number => place(ready.columns[k]!.scale, valueAt(before.columns[old]!.scale, end));
  const low = range[0] <= 0 ? 0 : at(range[0]);
  const high = range[1] >= 1 ? 1 : at(range[1]);
  return Number.isFinite(low) && Number.isFinite(high) && low <= 1 && high >= 0 ? [Math.max(low, 0), Math.min(high, 1)] : null;
}

/** Where the same designs (parts and settings) stand in another answer; -1 where they are no more. */
export function again(before: Prepared, rows: readonly number[], ready: Prepared): number[] {
  const pairs = [...Object.keys(ready.parts).map((key) => [before.parts[key], ready.parts[key]!] as const), ...Object.keys(ready.settings).map((key) => [before.settings[key], ready.settings[key]!] as const)];
  if (!pairs.length || pairs.some(([old]) => !old)) return rows.map(() => -1);
  return rows.map((row) => {
    if (row < 0) return -1;
    for (let i = 0; i < ready.n; i++) if (pairs.every(([old, now]) => old![row] === now[i])) return i;
    return -1;
  });
}
