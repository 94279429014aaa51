/** The pictures, the filters, the list and the words of a desk, drawn frame by frame into their boxes; none of it waits for the page. */
import { html, render } from 'lit';
import type { Desk } from './desk';
import { Frames } from './frames';
import { List } from './list';
import { type Palette, palette } from './look';
import type { Names } from './names';
import { narrowing } from './narrowing';
import { Parallel } from './parallel';
import { readout } from './parts';
import { anyKnown } from './prepared';
import { sentence } from './said';
import { Scatter } from './scatter';

/** What the views ask of their element. */
export interface Doing {
  /** Weights, axes or what is compared have changed: the tools about the views are drawn again. */
  turned: () => void;
  open: (row: number) => void;
  opening: () => boolean;
  cards: () => boolean;
}

export class Views {
  private readonly frames = new Frames();
  private scatter: Scatter | null = null;
  private parallel: Parallel | null = null;
  private list: List | null = null;
  private desk: Desk | null = null;
  private names: Names | null = null;
  /** What is in sight; asked once for a layout, because asking makes the browser reckon it. */
  private sight = new Set<string>();
  private colours: Palette | null = null;
  private wide = 0;

  constructor(private readonly root: ParentNode, private readonly doing: Doing) {}

  /** Another answer. */
  take(desk: Desk, names: Names): void {
    [this.desk, this.names] = [desk, names];
  }

  stop(): void {
    this.frames.stop();
  }

  print(on: boolean): void {
    if (on) this.frames.finish();
    this.list?.print(on);
  }

  /** Measures of the parallel view and of the list: those known of any design, the objectives first. */
  get axes(): number[] {
    const ready = this.desk?.ready;
    const measures = ready?.measures ?? [];
    return measures.map((_, k) => k).filter((k) => anyKnown(ready!, k)).sort((a, b) => Number(measures[b]!.in_front) - Number(measures[a]!.in_front) || a - b);
  }

  /** Everything is placed and drawn again: another answer, axes, size, colours. */
  place(): void {
    const { desk } = this;
    if (!desk) return;
    this.begin();
    this.sight = new Set(['scatter', 'parallel', 'list', 'narrow'].filter((name) => (this.box(name)?.clientWidth ?? 0) > 0));
    this.wide = this.box('list')?.clientWidth ?? 0;
    if (desk.ready.n) {
      const colours = (this.colours ??= palette(this.root));
      if (this.seen('scatter')) this.scatter?.place(desk.look, colours);
      if (this.seen('parallel')) this.parallel?.place(desk.look, colours, this.axes);
      this.listed(false);
      this.narrowed();
    }
    this.words();
  }

  /** The page turned light or dark. */
  recolour(): void {
    this.colours = null;
    this.place();
  }

  /** The same once the page has found its new size. */
  placeSoon(): void {
    this.frames.ask('size', () => this.place());
  }

  /** Narrow measures to ranges of their scales. */
  narrow(ranges: [number, [number, number] | null][]): void {
    this.filter((filters) => ranges.forEach(([k, range]) => filters.range(k, range)));
  }

  /** Another order of the list. */
  order(change: (desk: Desk) => void): void {
    const desk = this.desk!;
    change(desk);
    this.doing.turned();
    this.frames.ask('order', function* (this: Views): Generator<void> {
      yield* desk.reordering();
      this.listed(true);
      this.words();
    }.bind(this));
  }

  choose(row: number): void {
    if (row < 0) return;
    this.desk!.choose(row);
    this.doing.turned();
  }

  /** Another design is looked at: its mark, its line in the list, its numbers. */
  looked(): void {
    const { desk } = this;
    if (!desk) return;
    this.followed();
    this.listed(false);
  }

  /** The mark in the picture and the numbers beside it; the list keeps to what was pressed. */
  private followed(): void {
    const { look } = this.desk!;
    if (this.seen('scatter')) this.scatter?.follow(look);
    if (this.seen('parallel')) this.parallel?.follow(look);
    this.words();
  }

  /** The sentence and the design that is looked at. */
  words(): void {
    const { desk, names } = this;
    this.frames.ask('words', () => {
      if (!desk || !names) return;
      const [said, read] = [this.box('said'), this.box('readout')];
      if (said) render(html`${sentence(desk.ready, desk.filters.passing)}`, said);
      if (!read) return;
      names.want([desk.at]);
      render(readout({
        desk, front: desk.front, title: (row) => names.title(row), walk: (row) => this.pick(this.desk!.meant(row, desk)), opening: this.doing.opening(), ...this.pressing(desk),
      }), read);
    });
  }

  private box(name: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-part="${name}"]`);
  }

  private seen(name: string): boolean {
    return this.sight.has(name);
  }

  /** The pictures and the list, once their boxes are there. */
  private begin(): void {
    const heard = { look: (row: number) => this.look(row), pick: (row: number) => this.pick(row), narrow: (ranges: [number, [number, number] | null][]) => this.narrow(ranges) };
    const [scatter, parallel, list] = [this.box('scatter'), this.box('parallel'), this.box('list')];
    if (scatter) this.scatter ??= new Scatter(scatter, this.frames, heard);
    if (parallel) this.parallel ??= new Parallel(parallel, this.frames, heard);
    if (list) this.list ??= new List(list, this.frames);
  }

  private look(row: number): void {
    if (!this.desk || this.desk.hover === row) return;
    this.desk.hover = row;
    this.followed();
  }

  private pick(row: number): void {
    if (!this.desk || row < 0) return;
    [this.desk.pinned, this.desk.hover] = [row, -1]; // whoever presses or walks looks there, wherever the pointer rests
    this.looked();
  }

  /** What the buttons of a design do: they stand for the answer that they were drawn for. */
  private pressing(drawn: Desk): { choose: (row: number) => void; open: (row: number) => void } {
    const meant = (row: number): number => this.desk!.meant(row, drawn);
    return { choose: (row) => this.choose(meant(row)), open: (row) => this.open(meant(row)) };
  }

  private open(row: number): void {
    if (row >= 0) this.doing.open(row);
  }

  private filter(change: (filters: Desk['filters']) => void): void {
    const desk = this.desk!;
    change(desk.filters);
    desk.narrowed();
    if (this.seen('scatter')) this.scatter?.paint();
    if (this.seen('parallel')) this.parallel?.paint();
    this.listed(true);
    this.words();
    this.narrowed();
  }

  /** The histograms and labels, a few measures a frame. */
  private narrowed(): void {
    const box = this.box('narrow');
    if (!box || !this.seen('narrow')) return;
    this.frames.ask('narrow', () => this.histograms(box));
  }

  private *histograms(box: HTMLElement): Generator<void> {
    const { look } = this.desk!;
    const bars: Uint32Array[] = [];
    for (let k = 0; k < look.ready.measures.length; k++) {
      bars.push(look.filters.bars(k));
      yield;
    }
    const labels = look.ready.groups.map((_, g) => look.filters.labels(g));
    yield;
    render(narrowing({
      look, bars, labels, range: (k, range) => this.narrow([[k, range]]), front: (only) => this.filter((filters) => filters.front(only)), clear: () => this.filter((filters) => filters.clear()),
      group: (g, label, on) => this.filter((filters) => filters.group(g, Uint8Array.from(filters.groups[g]!, (one, i) => (i === label ? Number(on) : one)))),
    }), box);
  }

  private listed(top: boolean): void {
    const { desk, names } = this;
    if (!desk || !names || !this.seen('list')) return;
    const cards = this.doing.cards();
    const most = cards ? 3 : Math.max(2, Math.floor((this.wide - 420) / 98));
    const columns = [...new Set([...(desk.sort ? [desk.sort.k] : []), ...this.axes])].slice(0, most).sort((a, b) => this.axes.indexOf(a) - this.axes.indexOf(b));
    this.list?.show({
      look: desk.look, rows: desk.rows, held: desk.held, columns, cards, sort: desk.sort, title: (row) => names.title(row), want: (rows) => names.want(rows), sortBy: (k) => this.order((each) => each.sortBy(k)),
      pick: (row) => this.pick(this.desk!.meant(row, desk)), ...this.pressing(desk),
    }, top);
  }
}
