/** Which designs pass: a bit for each filter that a design fails, so that a moved filter touches its own bit and nothing else. */
import { BARS, type Prepared } from './prepared';

const FRONT = 30;
/** More filters than bits are not offered. */
export const MOST = 30;
const EPS = 1e-6;

export class Filters {
  readonly fail: Uint32Array;
  /** By measure: from, to on its scale (0..1); null where everything passes, also what is not known. */
  readonly ranges: ([number, number] | null)[];
  /** By group: which labels pass. */
  readonly groups: Uint8Array[];
  frontOnly = false;
  passing: number;
  /** Counts up with every change. */
  moved = 0;

  constructor(readonly of: Prepared) {
    this.fail = new Uint32Array(of.n);
    this.ranges = of.columns.map(() => null);
    this.groups = of.groups.map((group) => new Uint8Array(group.labels.length).fill(1));
    this.passing = of.n;
  }

  /** Narrow a measure; a range over everything lets the unknown pass again. */
  range(k: number, range: [number, number] | null): void {
    const whole = !range || (range[0] <= 0 && range[1] >= 1);
    this.ranges[k] = whole ? null : range;
    const { fail } = this;
    const { at } = this.of.columns[k]!;
    const [bit, n] = [1 << k, fail.length];
    const [low, high] = whole ? [0, 0] : [range![0] <= 0 ? -1 : range![0] - EPS, range![1] >= 1 ? 2 : range![1] + EPS];
    let passing = 0;
    for (let i = 0; i < n; i++) {
      const others = fail[i]! & ~bit;
      const inside = whole || (at[i]! >= low && at[i]! <= high);
      fail[i] = inside ? others : others | bit;
      if (inside && others === 0) passing += 1;
    }
    this.passing = passing;
    this.moved += 1;
  }

  /** Let some labels of a group pass. */
  group(g: number, allowed: Uint8Array): void {
    this.groups[g]!.set(allowed);
    const { codes } = this.of.groups[g]!;
    this.bit(this.of.columns.length + g, (i) => codes[i]! >= 0 && allowed[codes[i]!] === 1, allowed.every((one) => one === 1));
  }

  /** Only the front, or all. */
  front(only: boolean): void {
    this.frontOnly = only;
    const { front } = this.of;
    this.bit(FRONT, (i) => front[i] === 1, !only);
  }

  clear(): void {
    this.fail.fill(0);
    this.ranges.fill(null);
    for (const group of this.groups) group.fill(1);
    this.frontOnly = false;
    this.count();
  }

  /** Whether anything is narrowed. */
  get any(): boolean {
    return this.frontOnly || this.ranges.some(Boolean) || this.groups.some((group) => group.some((one) => one === 0));
  }

  /** Bars of a measure over what passes all other filters. */
  bars(k: number): Uint32Array {
    return this.counted(this.of.columns[k]!.bins, BARS, 1 << k);
  }

  /** How many of each label pass all other filters. */
  labels(g: number): Uint32Array {
    return this.counted(this.of.groups[g]!.codes, this.of.groups[g]!.labels.length, 1 << (this.of.columns.length + g));
  }

  /** Carry the filters of another answer over, by the numbers that people see. */
  like(other: Filters, at: (k: number, range: [number, number]) => [number, number] | null): void {
    this.of.measures.forEach((measure, k) => {
      const before = other.of.measures.findIndex((each) => each.key === measure.key);
      const range = before < 0 ? null : other.ranges[before];
      if (range) this.range(k, at(before, range));
    });
    this.of.groups.forEach((group, g) => {
      const before = other.of.groups.findIndex((each) => each.key === group.key);
      if (before < 0 || other.groups[before]!.every((one) => one === 1)) return;
      const off = new Set(other.of.groups[before]!.labels.filter((_, i) => !other.groups[before]![i]));
      this.group(g, Uint8Array.from(group.labels, (label) => (off.has(label) ? 0 : 1)));
    });
    if (other.frontOnly) this.front(true);
  }

  private counted(codes: ArrayLike<number>, size: number, bit: number): Uint32Array {
    const found = new Uint32Array(size);
    const { fail } = this;
    for (let i = 0; i < fail.length; i++) if ((fail[i]! & ~bit) === 0 && codes[i]! >= 0 && codes[i]! < size) found[codes[i]!]! += 1;
    return found;
  }

  private bit(number: number, passes: (i: number) => boolean, all: boolean): void {
    const { fail } = this;
    const bit = 1 << number;
    for (let i = 0; i < fail.length; i++) fail[i] = all || passes(i) ? fail[i]! & ~bit : fail[i]! | bit;
    this.count();
  }

  private count(): void {
    let passing = 0;
    for (let i = 0; i < this.fail.length; i++) if (this.fail[i] === 0) passing += 1;
    this.passing = passing;
    this.moved += 1;
  }
}
