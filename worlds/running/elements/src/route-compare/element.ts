import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { sheets } from 'engine/shared/sheet';
import { counted, say } from 'engine/shared/texts';
import { type Ground, ground } from '../activity/ground';
import { type MapParts, mapParts, mapPicture } from '../activity/map';
import mapStyles from '../activity/map.css?inline';
import { type Ready, ready, some } from '../activity/run';
import type { RouteData, Run, Unit } from '../contract';
import { round } from '../shared/line';
import { day, gap, gapWords, known, LENGTH, length, lengthWords, listed } from '../shared/quantities';
import { Reading } from '../shared/reading';
import { nearest } from '../shared/scale';
import shared from '../shared/styles.css?inline';
import { type Chosen, firstChosen, LETTERS, referenceOf, toggled } from './compare';
import { type GapChart, gapChart, gapsPicture } from './gaps';
import { gapsTable, rows } from './rows';
import { scatter, scatterLegend } from './scatter';
import styles from './styles.css?inline';

/** From this width on (CSS pixels) pictures stand beside one another. */
const WIDE = 820;
let count = 0;

/**
 * All runs of one route side by side: how far each is ahead or behind along the way, pace by date with its trend, and every run in a table.
 *
 * @element lw-route-compare
 * @attr {string} src - address of the data; asked with its ETag
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the data
 * @attr {"km"|"mile"} unit - overrides the unit of the data
 * @attr {boolean} bare - without heading and the sentence of the trend, where the page says them itself
 * @attr {boolean} table - shows the gaps as a table as well
 * @attr {number} level - level of the heading, 3 by default; with bare, of the parts' headings, 2 by default
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {RouteData|null} data - contract.md
 * @fires lw-route-choose - runs or the reference were chosen: `{reference, chosen}`
 * @fires lw-cursor - the cursor moved: `{index, distance_m}`, index null when it left
 * @slot - a `<script type="application/json">` with the data, and what stands there without scripts
 * @csspart gaps, scatter, map, runs, values - the parts
 * @cssprop --lw-run-a, --lw-run-b, --lw-run-c, --lw-run-d, --lw-run-e, --lw-run-f - colours of the chosen runs
 */
export class LwRouteCompare extends Reading<RouteData> {
  static override styles = sheets(shared + mapStyles + styles);
  static override properties = { ...Reading.properties, chosen: { state: true }, which: { state: true }, order: { state: true }, lit: { state: true } };

  private declare chosen: Chosen;
  private declare which: string;
  private declare order: 'date' | 'time';
  private declare lit: string;
  private readonly uid = `lw-route-${(count += 1)}`;
  private at: number | null = null;
  private reference: Run | null = null;
  private chart: GapChart | undefined;
  private line: Ready | undefined;
  private on: Ground | null = null;
  private parts: MapParts | undefined;

  constructor() {
    super();
    Object.assign(this, { chosen: [], which: 'best', order: 'date', lit: '' });
  }

  /** Move the cursor to a place of the grid, or away with null. */
  look(index: number | null): void {
    const last = (this.data?.grid_m.length ?? 0) - 1;
    const at = index === null || last < 0 ? null : Math.min(Math.max(Math.round(index), 0), last);
    if (at === this.at) return;
    this.at = at;
    this.moved();
    this.tell('lw-cursor', at === null ? { index: null } : { index: at, distance_m: this.data!.grid_m[at] });
  }

  protected override fits(data: RouteData): boolean {
    return Array.isArray(data.runs) && Array.isArray(data.grid_m) && !!data.route;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { data } = this;
    if (!data) return;
    if (changed.has('data')) {
      Object.assign(this, { chosen: firstChosen(data), which: data.reference ?? 'best', at: null });
      this.line = ready({ points: { time_s: data.grid_m, distance_m: data.grid_m, lat: data.lat ?? null, lon: data.lon ?? null } });
    }
    this.reference = referenceOf(data.runs, this.which);
    if (!this.width) return;
    if (['data', 'width', 'unit', 'chosen', 'which'].some((name) => changed.has(name))) {
      this.chart = this.reference ? gapChart(data, this.reference, this.chosen, this.unitShown, this.width) : undefined;
    }
    if (['data', 'width', 'unit'].some((name) => changed.has(name))) {
      this.on = this.line && some(this.line.lat) ? ground(this.line, this.halfWidth, 250) : null;
      this.parts = this.on && this.line ? mapParts(this.on, this.line, this.unitShown, { byPace: false, own: [], tiles: null }) : undefined;
    }
  }

  private get halfWidth(): number {
    return this.width >= WIDE ? Math.round((this.width - 32) / 2) : this.width;
  }

  protected override render(): TemplateResult {
    const { data, reference, chart } = this;
    if (!data) return this.empty();
    const unit = this.unitShown;
    return html`${this.bare ? nothing : html`<div class="head">${this.heading(data.route.name, false, 'head__name')}<p class="soft">${[
      say('route.long', { n: length(data.route.length_m, unit) }), counted('route.runs', data.runs.length)].join(say('list.comma'))}</p></div>`}
      ${data.trend?.words && !this.bare ? html`<p class="lead">${data.trend.words}</p>` : nothing}
      <div class="controls">${reference ? this.choice(say('route.reference'), [['best', say('reference.best')], ['median', say('reference.median')], ['last', say('reference.last')]], this.which, (which) => this.refer(which)) : nothing}
        ${this.choice(say('unit'), (['km', 'mile'] as const).map((each) => [each, say(`unit.${each}`)] as const), unit, (to) => { this.unit = to as Unit; })}</div>
      <section class="block">${this.heading(say('gaps.title'))}${reference && chart ? this.gapsPart(data, reference, chart) : html`<p class="soft">${say('gaps.no_reference')}</p>`}</section>
      <div class="two"><section>${this.heading(say(data.trend?.measure === 'gap_pace_s_km' ? 'scatter.adjusted' : 'scatter.title'))}${this.width ? scatter(data, this.chosen, unit, this.halfWidth, 250, this.lit, (id) => { this.lit = id; }) : nothing}${scatterLegend(data)}</section>
        ${this.parts ? html`<section>${this.heading(say('map.title'))}${mapPicture(this.parts, '', say('map.route'))}</section>` : nothing}</div>
      <section class="block"><div class="head head--runs">${this.heading(say('runs.title'))}${this.choice(say('runs.order'), [['date', say('order.date')], ['time', say('order.time')]], this.order, (order) => { this.order = order as 'date'; })}</div>
        ${rows({ data, chosen: this.chosen, reference, unit, order: this.order, lit: this.lit, id: this.uid, choose: (id) => this.choose(id), refer: (id) => this.refer(id), look: (id) => { this.lit = id; } })}</section>
      ${reference ? html`<div class="actions">${this.tableButton()}</div>${this.table ? gapsTable(data, reference, this.chosen, unit) : nothing}` : nothing}${this.stale()}`;
  }

  private gapsPart(data: RouteData, reference: Run, chart: GapChart): TemplateResult {
    const which = ['best', 'median', 'last'].includes(this.which) ? say(`reference.${this.which}`) : '';
    const strong = chart.lines.filter((each) => each.slot >= 0).sort((a, b) => a.slot - b.slot);
    return html`<p class="soft note">${say(which ? 'gaps.words' : 'gaps.words.own', { reference: which, date: day(reference.date) })}${data.runs.length > strong.length ? ` ${say('gaps.faint')}` : ''}</p>
      <div class="readout"><p class="readout__where" data-where></p><ul class="keys">${strong.map((each) => html`<li class="r-${each.slot} ${each.run.id === this.lit ? 'is-lit' : ''}" @pointerenter=${() => { this.lit = each.run.id; }} @pointerleave=${() => { this.lit = ''; }}><span class="badge" aria-hidden="true">${LETTERS[each.slot]}</span><svg viewBox="0 0 22 8" aria-hidden="true"><path
        class="run run--strong r-${each.slot}" d="M1,4H21"/></svg><span>${day(each.run.date)}</span> <b data-gap=${each.slot}></b></li>`)}</ul></div>
      <div class="stage">${gapsPicture(chart, reference, this.unitShown, which, this.lit, this.uid)}<div class="reach" role="slider" tabindex="0" aria-label=${say('gaps.label')} aria-orientation="horizontal" aria-valuemin="0"
        @keydown=${(event: KeyboardEvent) => this.walk(event)} @pointerdown=${(event: PointerEvent) => this.point(event)} @pointermove=${(event: PointerEvent) => this.point(event)}
        @pointerleave=${(event: PointerEvent) => { if (event.pointerType === 'mouse' && !this.one('.reach:focus')) this.look(null); }}></div></div>`;
  }

  private choose(id: string): void {
    this.chosen = toggled(this.chosen, id);
    this.told();
  }

  private refer(which: string): void {
    this.which = which;
    this.reference = this.data ? referenceOf(this.data.runs, which) : null;
    this.told();
  }

  private told(): void {
    this.tell('lw-route-choose', { reference: this.reference?.id ?? null, chosen: this.chosen.filter((id) => id !== null) });
  }

  private point(event: PointerEvent): void {
    if (!this.chart || !this.data) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.look(nearest(this.data.grid_m, this.chart.x.back(((event.clientX - box.left) * this.chart.width) / (box.width || 1))));
  }

  private walk(event: KeyboardEvent): void {
    const { data } = this;
    if (!data || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = data.grid_m.length - 1;
    const mile = (by: number): number => nearest(data.grid_m, (data.grid_m[this.at ?? 0] ?? 0) + by * LENGTH[this.unitShown]);
    const at = this.at ?? -1;
    const to: Record<string, number | null> = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at < 0 ? last : at - 1, ArrowDown: at < 0 ? last : at - 1, Home: 0, End: last, PageUp: mile(1), PageDown: mile(-1), Escape: null };
    if (!(event.key in to)) return;
    event.preventDefault();
    this.look(to[event.key]!);
  }

  protected override showCursor(): void {
    const { data, chart, at } = this;
    if (!data || !chart) return;
    const unit = this.unitShown;
    const reach = this.one('.reach');
    const strong = chart.lines.filter((each) => each.slot >= 0).sort((a, b) => a.slot - b.slot);
    reach?.setAttribute('aria-valuemax', String(Math.round(data.grid_m[data.grid_m.length - 1] ?? 0)));
    reach?.setAttribute('aria-valuenow', String(at === null ? 0 : Math.round(data.grid_m[at]!)));
    reach?.setAttribute('aria-valuetext', at === null ? say('cursor.none') : say('gaps.at', { place: lengthWords(data.grid_m[at], unit), runs: listed(strong.map((each) => say('gaps.run', {
      letter: LETTERS[each.slot]!, date: day(each.run.date), gap: gapWords(each.gaps[at]) }))) }));
    const where = this.one('[data-where]');
    if (where) where.textContent = at === null ? say('gaps.how') : length(data.grid_m[at], unit);
    where?.classList.toggle('is-idle', at === null);
    const cursor = this.one('[data-cursor="gaps"]');
    cursor?.setAttribute('visibility', at === null ? 'hidden' : 'visible');
    if (at !== null) cursor?.setAttribute('transform', `translate(${round(chart.x.at(data.grid_m[at]!))},0)`);
    for (const each of strong) {
      const value = at === null ? null : each.gaps[at];
      const words = this.one(`[data-gap="${each.slot}"]`);
      if (words) words.textContent = at === null ? '' : gap(value);
      const dot = cursor?.querySelector(`[data-dot="${each.slot}"]`);
      dot?.toggleAttribute('hidden', !known(value));
      if (known(value)) dot?.setAttribute('cy', round(chart.y.at(value)));
    }
    const spot = this.one('[data-cursor="map"]');
    const [x, y] = at === null || !this.on ? [NaN, NaN] : [this.on.xs[at]!, this.on.ys[at]!];
    spot?.setAttribute('visibility', Number.isFinite(x + y) ? 'visible' : 'hidden');
    if (Number.isFinite(x + y)) spot?.setAttribute('transform', `translate(${round(x)},${round(y)})`);
  }
}
