/** The list of designs, best first: only the rows in sight are there, however many there are. */
import { html, nothing, render, type TemplateResult } from 'lit';
import { say } from '../shared/texts';
import type { Frames } from './frames';
import { letter, type Look } from './look';
import { between, counts, shown } from './numbers';

/** Heights in pixels: a row of the table, a card where it is narrow. */
const [ROW, CARD] = [46, 132];
const SPARE = 2;
/** Bounds that are farther apart than this share of the number are told beside it. */
const WIDELY = 0.02;

export interface ListView {
  look: Look;
  rows: Int32Array;
  /** The row that was pressed. */
  held: number;
  /** Measures that have a column here. */
  columns: number[];
  cards: boolean;
  sort: { k: number; falling: boolean } | null;
  title: (row: number) => string;
  want: (rows: number[]) => void;
  sortBy: (k: number) => void;
  choose: (row: number) => void;
  open: (row: number) => void;
  pick: (row: number) => void;
}

export class List {
  private view: ListView | null = null;
  private current = 0;
  private focusing = false;
  private printing = false;

  constructor(private readonly box: HTMLElement, private readonly frames: Frames) {
    this.scroller.addEventListener('scroll', () => this.draw(), { passive: true });
    this.scroller.addEventListener('keydown', (event) => this.key(event));
  }

  /** Other rows, order or columns; `top`: from the beginning again. */
  show(view: ListView, top = false): void {
    this.view = view;
    this.current = top ? 0 : Math.min(this.current, Math.max(view.rows.length - 1, 0));
    if (top) this.scroller.scrollTop = 0;
    this.draw();
  }

  draw(): void {
    this.frames.ask('list', () => this.drawn());
  }

  /** As many rows as fit on paper, from the best. */
  print(on: boolean): void {
    this.printing = on;
    this.drawn();
  }

  private get scroller(): HTMLElement {
    return this.box.querySelector<HTMLElement>('[data-part="scroller"]')!;
  }

  private drawn(): void {
    const { view, scroller } = this;
    if (!view) return;
    const height = view.cards ? CARD : ROW;
    const most = view.rows.length;
    const first = this.printing ? 0 : Math.max(0, Math.min(Math.floor(scroller.scrollTop / height) - SPARE, most));
    const last = this.printing ? Math.min(most, 30) : Math.min(most, first + Math.ceil((scroller.clientHeight || 460) / height) + 2 * SPARE);
    const seen = Array.from(view.rows.subarray(first, last));
    const sheet = this.box.querySelector<HTMLElement>('[data-part="sheet"]')!;
    const pane = this.box.querySelector<HTMLElement>('[data-part="window"]')!;
    sheet.style.blockSize = this.printing ? 'auto' : `${most * height}px`;
    pane.style.transform = this.printing ? '' : `translateY(${first * height}px)`;
    const head = this.box.querySelector<HTMLElement>('[data-part="head"]')!;
    render(this.head(view), head);
    head.removeAttribute('aria-busy'); // a row of a table without cells would be nothing to be read
    render(html`${seen.map((row, i) => this.row(view, row, first + i, first, last))}`, pane);
    render(most ? nothing : html`<p class="empty">${say('desk.designs.none')}</p>`, this.box.querySelector<HTMLElement>('[data-part="nothing"]')!);
    this.box.querySelector('[role="grid"]')!.setAttribute('aria-rowcount', String(most + 1));
    view.want(seen);
    if (this.focusing) {
      this.focusing = false;
      pane.querySelector<HTMLElement>(`[aria-rowindex="${this.current + 2}"]`)?.focus({ preventScroll: true });
    }
  }

  private head(view: ListView): TemplateResult {
    return html`<span role="columnheader" class="cell cell--mark"><span class="unseen">${say('desk.compare')}</span></span><span role="columnheader" class="cell cell--title">${say('desk.design')}</span>
      ${view.columns.map((k) => {
        const measure = view.look.ready.measures[k]!;
        const on = view.sort?.k === k;
        return html`<span role="columnheader" class="cell cell--num" aria-sort=${on ? (view.sort!.falling ? 'descending' : 'ascending') : 'none'}><button type="button" class="sort" @click=${() => view.sortBy(k)}>${
          measure.title}<span aria-hidden="true" class="sort__mark">${on ? (view.sort!.falling ? '↓' : '↑') : ''}</span></button></span>`;
      })}<span role="columnheader" class="cell cell--open"><span class="unseen">${say('desk.open')}</span></span>`;
  }

  private row(view: ListView, row: number, at: number, first: number, last: number): TemplateResult {
    const { ready, chosen } = view.look;
    const mark = chosen.indexOf(row);
    const inside = this.current >= first && this.current < last;
    const title = view.title(row) || say('desk.number', { n: counts(row + 1) });
    const limit = ready.bindings[ready.binding[row]!];
    return html`<div role="row" class="entry ${mark >= 0 ? 'entry--chosen' : ''} ${row === view.held ? 'entry--at' : ''}" aria-rowindex=${at + 2} aria-selected=${mark >= 0 ? 'true' : 'false'}
      tabindex=${at === this.current || (!inside && at === first) ? 0 : -1} @focus=${() => this.took(at, row)} @click=${() => view.pick(row)} @dblclick=${() => view.open(row)}>
      <span role="gridcell" class="cell cell--mark"><button type="button" tabindex="-1" class="mark" aria-pressed=${mark >= 0} aria-label=${say('desk.choose', { title })} @click=${(event: Event) => {
        event.stopPropagation();
        view.choose(row);
      }}>${mark >= 0 ? letter(mark) : '+'}</button></span>
      <span role="rowheader" class="cell cell--title"><span class="name" title=${title}>${title}</span><span class="about">${[ready.front[row] ? say('desk.on_front') : '', limit ? say('desk.limited', { rule: limit }) : ''].filter(Boolean).join(say('list.stop'))}</span></span>
      ${view.columns.map((k) => html`<span role="gridcell" class="cell cell--num"><span class="cell__name" aria-hidden=${view.cards ? 'false' : 'true'}>${ready.measures[k]!.title}</span><span class="cell__value">${
        valueWords(view.look, k, row)}</span></span>`)}
      <span role="gridcell" class="cell cell--open"><button type="button" tabindex="-1" class="button" aria-label=${say('desk.open_one', { title })} @click=${(event: Event) => {
        event.stopPropagation();
        view.open(row);
      }}>${say('desk.open')}</button></span></div>`;
  }

  private took(at: number, row: number): void {
    this.current = at;
    this.view?.pick(row);
  }

  private key(event: KeyboardEvent): void {
    const { view, scroller } = this;
    const rows = view?.rows.length ?? 0;
    if (!view || !rows || !(event.target as HTMLElement).matches('[role="row"]')) return;
    const page = Math.max(1, Math.floor(scroller.clientHeight / (view.cards ? CARD : ROW)) - 1);
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows, End: rows };
    if (event.key in moves) this.go(Math.min(Math.max(this.current + moves[event.key]!, 0), rows - 1));
    else if (event.key === ' ') view.choose(view.rows[this.current]!);
    else if (event.key === 'Enter') view.open(view.rows[this.current]!);
    else return;
    event.preventDefault();
  }

  private go(to: number): void {
    const { scroller } = this;
    const height = this.view!.cards ? CARD : ROW;
    this.current = to;
    if (to * height < scroller.scrollTop) scroller.scrollTop = to * height;
    else if ((to + 1) * height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = (to + 1) * height - scroller.clientHeight;
    this.focusing = true;
    this.draw();
  }
}

/** A number of a design: its bounds alone where nothing more is known, behind the number where they are so wide that they say more. */
export function valueWords(look: Look, k: number, row: number): TemplateResult | string {
  const { unit, digits } = look.ready.measures[k]!;
  const { told, low, high } = look.ready.columns[k]!;
  const [value, a, b] = [told[row]!, low?.[row] ?? NaN, high?.[row] ?? NaN];
  const open = Number.isFinite(a) && Number.isFinite(b) && a !== b;
  if (Number.isNaN(value) && open) return between(a, b, unit, digits);
  if (Number.isNaN(value)) return html`<span class="soft">${say('desk.not_known')}</span>`;
  const number = shown(value, unit, digits);
  return !open || b - a < WIDELY * Math.abs(value) ? number : html`${number} <span class="bounds">${between(a, b, unit, digits)}</span>`;
}
