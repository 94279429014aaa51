import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { sheets } from 'engine/shared/sheet';
import { say } from 'engine/shared/texts';
import type { ActivityData, Unit } from '../contract';
import { round } from '../shared/line';
import { clock, known, length, lengthWords } from '../shared/quantities';
import { Reading } from '../shared/reading';
import shared from '../shared/styles.css?inline';
import { nearest } from '../shared/scale';
import { chartsPicture, missingWords, pointWords, valueWords } from './along';
import { type Stack, stack } from './charts';
import { type Ground, ground, near, way } from './ground';
import { effortsList, facts, splitsTable, type Stretch, trust, valuesTable, zonesTable } from './lists';
import { mapLegend, type MapParts, mapParts, mapPicture } from './map';
import { along, type Axis, type Ready, ready, type Series, SERIES, some, walked, within } from './run';
import mapStyles from './map.css?inline';
import styles from './styles.css?inline';

/** From this width on (CSS pixels) the map stands beside the charts. */
const WIDE = 820;
/** Every element on a page has patterns of its own. */
let count = 0;

/**
 * One run: a map without any outside service, charts of pace, altitude and heart rate over one axis with one cursor, splits, fastest stretches, zones, trust.
 *
 * @element lw-activity
 * @attr {string} src - address of the data; asked with its ETag
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the data
 * @attr {"km"|"mile"} unit - overrides the unit of the data
 * @attr {"distance"|"time"} axis - what the charts run along, distance by default
 * @attr {boolean} bare - without heading and facts, where the page says them itself
 * @attr {string} without - lists that the page says itself: any of splits, efforts, zones, trust, with spaces between
 * @attr {boolean} table - shows the curves as a table as well
 * @attr {number} level - level of the heading, 3 by default; with bare, of the parts' headings, 2 by default
 * @attr {string} tiles - address of map tiles with {z}, {x}, {y}; none by default, so that no other service learns where somebody runs
 * @attr {string} tiles-credit - words that the tiles' owner asks for
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {ActivityData|null} data - contract.md
 * @fires lw-cursor - the cursor moved: `{index, time_s, distance_m, lat, lon}`, index null when it left
 * @fires lw-unit - another unit was chosen: `{unit}`
 * @fires lw-axis - another axis was chosen: `{axis}`
 * @slot - a `<script type="application/json">` with the data, and what stands there without scripts
 * @csspart map, charts, splits, efforts, zones, trust, values, facts - the parts
 * @cssprop --lw-track - colour of the run, by default that of the self
 * @cssprop --lw-heart - colour of the heart rate
 * @cssprop --lw-surface, --lw-sunken, --lw-ink, --lw-soft, --lw-line, --lw-edge, --lw-focus - paper, words, lines, focus
 */
export class LwActivity extends Reading<ActivityData> {
  static override styles = sheets(shared + mapStyles + styles);
  static override properties = {
    ...Reading.properties, axis: { reflect: true }, tiles: {}, tilesCredit: { attribute: 'tiles-credit' }, without: {}, byPace: { state: true }, adjusted: { state: true }, more: { state: true }, lit: { state: true },
  };

  declare axis: Axis | null;
  declare tiles: string | null;
  declare tilesCredit: string | null;
  declare without: string | null;
  private declare byPace: boolean;
  private declare adjusted: boolean;
  private declare more: boolean;
  private declare lit: Stretch | null;
  private readonly uid = `lw-activity-${(count += 1)}`;
  private at: number | null = null;
  private run: Ready | undefined;
  private stack: Stack | undefined;
  private on: Ground | null = null;
  private parts: MapParts | undefined;

  constructor() {
    super();
    Object.assign(this, { axis: null, tiles: null, tilesCredit: null, without: null, byPace: false, adjusted: false, more: false, lit: null });
  }

  /** Move the cursor to a point of the run, or away with null. */
  look(index: number | null): void {
    const last = (this.run?.n ?? 0) - 1;
    const at = index === null || last < 0 ? null : Math.min(Math.max(Math.round(index), 0), last);
    if (at === this.at || !this.run) return;
    this.at = at;
    this.moved();
    this.tell('lw-cursor', at === null ? { index: null } : {
      index: at, time_s: this.run.time[at], distance_m: this.run.distance[at], lat: this.run.lat[at] ?? null, lon: this.run.lon[at] ?? null });
  }

  protected override fits(data: ActivityData): boolean {
    const { points } = data;
    return !points || (Array.isArray(points.time_s) && Array.isArray(points.distance_m) && points.time_s.length === points.distance_m.length);
  }

  private get axisShown(): Axis {
    const { run } = this;
    const nowhere = !!run && run.n > 1 && run.distance[run.n - 1] === run.distance[0]; // on a treadmill that tells no distance
    return this.axis === 'time' || nowhere ? 'time' : 'distance';
  }

  private get wide(): boolean {
    return this.width >= WIDE;
  }

  private get shown(): readonly Series[] {
    return this.more ? SERIES : SERIES.slice(0, 3);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('data')) {
      this.run = this.data ? ready(this.data) : undefined;
      this.at = null;
    }
    const { run, data } = this;
    if (!run || !data || !this.width) return;
    const drawn = ['data', 'width', 'unit', 'axis', 'more', 'adjusted'].some((name) => changed.has(name));
    if (drawn) this.stack = run.n > 1 ? stack(run, this.shown, this.axisShown, this.unitShown, this.chartsWidth, this.adjusted) : undefined;
    if (drawn || changed.has('byPace') || changed.has('tiles')) {
      const width = this.wide ? this.width - this.chartsWidth - 28 : this.width;
      const height = this.wide ? Math.min(Math.max(this.stack?.height ?? 380, 300), 460) : Math.round(Math.min(Math.max(width * 0.72, 220), 400));
      this.on = run.n > 1 ? ground(run, width, height) : null;
      this.parts = this.on ? mapParts(this.on, run, this.unitShown, { byPace: this.byPace, own: data.own_routes ?? [], tiles: this.tiles }) : undefined;
    }
  }

  private get chartsWidth(): number {
    return this.wide ? Math.round((this.width - 28) * (this.run && some(this.run.lat) ? 0.56 : 1)) : this.width;
  }

  protected override render(): TemplateResult {
    const { data, run } = this;
    if (!data || !run) return this.empty();
    return html`${this.bare ? nothing : this.head(data)}${run.n > 1 ? this.pictures(run) : html`<p class="soft">${say('chart.none')}</p>`}
      ${(data.notes ?? []).map((each) => html`<p class="note">${each}</p>`)}<div class="lists">${this.lists(data)}</div>
      ${run.n > 1 ? html`<div class="actions">${this.tableButton()}</div>${this.table ? valuesTable(run, this.axisShown, this.unitShown) : nothing}` : nothing}${this.stale()}`;
  }

  private head(data: ActivityData): TemplateResult {
    const { title = '', when = '', runner = '' } = data.activity ?? {};
    return html`<div class="head">${title ? this.heading(title, false, 'head__name') : nothing}${when || runner ? html`<p class="soft">${[runner, when].filter(Boolean).join(say('list.comma'))}</p>` : nothing}</div>
      ${data.totals ? facts(data.totals, this.unitShown) : nothing}`;
  }

  private pictures(run: Ready): TemplateResult {
    const unit = this.unitShown;
    const extra = (['cadence', 'power'] as const).filter((series) => some(run.values[series]));
    const words = this.stack ? missingWords(this.stack, run, unit) : [];
    return html`<div class="controls">
      ${this.choice(say('axis'), (['distance', 'time'] as const).map((each) => [each, say(`axis.${each}`)] as const), this.axisShown, (axis) => this.chooseAxis(axis as Axis))}
      ${this.choice(say('unit'), (['km', 'mile'] as const).map((each) => [each, say(`unit.${each}`)] as const), unit, (to) => this.chooseUnit(to as Unit))}
      ${this.parts && some(run.values.pace) ? this.choice(say('line'), [['plain', say('line.plain')], ['pace', say('line.pace')]], this.byPace ? 'pace' : 'plain', (to) => { this.byPace = to === 'pace'; }) : nothing}
      ${some(run.adjusted) ? html`<button class="button button--small" type="button" aria-pressed=${this.adjusted} @click=${() => { this.adjusted = !this.adjusted; }}>${say('chart.adjust')}</button>` : nothing}
      ${extra.length ? html`<button class="button button--small" type="button" aria-pressed=${this.more} @click=${() => { this.more = !this.more; }}>${say(extra.length === 2 ? 'chart.more' : `chart.more.${extra[0]}`)}</button>` : nothing}</div>
      <div class="pictures ${this.wide && this.parts ? 'pictures--wide' : ''}">
        ${this.parts ? html`<figure class="place"><div class="place__map" @pointermove=${(event: PointerEvent) => this.pointMap(event)} @pointerdown=${(event: PointerEvent) => this.pointMap(event)} @pointerleave=${(event: PointerEvent) => this.left(event)}>${
          mapPicture(this.parts, this.litWay(run), say('map.words', { length: lengthWords(run.distance[run.n - 1], unit) }))}</div><figcaption>${mapLegend(this.parts, run, this.tiles ? (this.tilesCredit ?? '') : '')}</figcaption></figure>` : html`<p class="soft">${say('map.none')}</p>`}
        <div class="along">${this.readout(run)}${this.stack ? html`<div class="stage">${chartsPicture(this.stack, unit, this.axisShown, this.uid, this.litBand())}
          <div class="reach" role="slider" tabindex="0" aria-label=${say('cursor.label')} aria-orientation="horizontal" aria-valuemin="0" @keydown=${(event: KeyboardEvent) => this.walk(event)}
            @pointerdown=${(event: PointerEvent) => this.pointCharts(event)} @pointermove=${(event: PointerEvent) => this.pointCharts(event)} @pointerleave=${(event: PointerEvent) => this.left(event)}></div></div>` : nothing}
          ${words.length ? html`<ul class="soft missing">${words.map((each) => html`<li>${each}</li>`)}</ul>` : nothing}</div></div>`;
  }

  private readout(run: Ready): TemplateResult {
    return html`<div class="readout"><p class="readout__how soft" data-how>${say('cursor.how')}</p><dl class="readout__all" hidden data-readout>${['distance', 'time', ...this.shown.filter((series) => some(run.values[series]))].map(
      (name) => html`<div class=${`s-${name}`}><dt>${say(`values.${name}`)}</dt><dd data-read=${name}></dd></div>`)}</dl></div>`;
  }

  private lists(data: ActivityData): TemplateResult {
    const unit = this.unitShown;
    const splits = (unit === 'mile' ? data.splits_mile : data.splits_km) ?? [];
    const point = (stretch: Stretch | null): void => { this.lit = stretch; };
    const wanted = (name: string): boolean => !(this.without ?? '').split(/\s+/).includes(name);
    return html`${splits.length && wanted('splits') ? html`<section class="list list--splits">${this.heading(say('splits.title'))}${splitsTable(splits, unit, this.uid, point)}</section>` : nothing}
      <div class="list list--rest">${data.efforts?.length && wanted('efforts') ? html`<section>${this.heading(say('efforts.title'))}<p class="soft">${say('efforts.how')}</p>${effortsList(data.efforts, unit, point, (effort) => this.go(effort))}</section>` : nothing}
      ${data.zones?.some(([, seconds]) => seconds > 0) && wanted('zones') ? html`<section>${this.heading(say('zones.title'))}${zonesTable(data.zones)}</section>` : nothing}
      ${data.reliability && wanted('trust') ? html`<section>${this.heading(say('trust.title'))}${trust(data.reliability)}</section>` : nothing}</div>`;
  }

  private chooseUnit(unit: Unit): void {
    this.unit = unit;
    this.tell('lw-unit', { unit });
  }

  private chooseAxis(axis: Axis): void {
    this.axis = axis;
    this.tell('lw-axis', { axis });
  }

  private litWay(run: Ready): string {
    if (!this.lit || !this.on) return '';
    const [from, to] = within(run, this.lit.from_m, this.lit.length_m);
    return way(this.on, run, from, to);
  }

  private litBand(): [number, number] | null {
    const { run, stack: drawn, lit } = this;
    if (!run || !drawn || !lit) return null;
    const [from, to] = within(run, lit.from_m, lit.length_m);
    const xs = along(run, this.axisShown);
    return [drawn.x.at(xs[from]!), drawn.x.at(xs[to]!)];
  }

  private go(stretch: Stretch): void {
    if (this.run) this.look(nearest(this.run.distance, stretch.from_m));
    this.lit = stretch;
  }

  private pointMap(event: PointerEvent): void {
    if (!this.on || (event.pointerType !== 'mouse' && event.type === 'pointermove' && !event.buttons)) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const per = this.on.width / (box.width || 1);
    const index = near(this.on, (event.clientX - box.left) * per, (event.clientY - box.top) * per);
    if (index !== null) this.look(index);
  }

  private pointCharts(event: PointerEvent): void {
    const { run, stack: drawn } = this;
    if (!run || !drawn) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.look(nearest(along(run, this.axisShown), drawn.x.back(((event.clientX - box.left) * drawn.width) / (box.width || 1))));
  }

  /** A mouse that leaves takes the cursor with it, unless the keyboard holds it; a finger leaves it where it was. */
  private left(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && !this.one('.reach:focus')) this.look(null);
  }

  private walk(event: KeyboardEvent): void {
    if (!this.run || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') {
      this.look(null);
      return;
    }
    const next = walked(this.run, this.axisShown, this.at, event.key, this.unitShown);
    if (next === null) return;
    event.preventDefault();
    this.look(next);
  }

  protected override showCursor(): void {
    const { run, stack: drawn, at } = this;
    if (!run || !drawn) return;
    const unit = this.unitShown;
    const reach = this.one('.reach');
    reach?.setAttribute('aria-valuemax', String(Math.round(run.distance[run.n - 1] ?? 0)));
    reach?.setAttribute('aria-valuenow', String(Math.round(at === null ? 0 : run.distance[at]!)));
    reach?.setAttribute('aria-valuetext', pointWords(run, at, unit, this.shown));
    this.one('[data-how]')?.toggleAttribute('hidden', at !== null);
    this.one('[data-readout]')?.toggleAttribute('hidden', at === null);
    this.moveSpot(at);
    this.moveLine(at);
    const read = (name: string, words: string): void => this.write(`[data-read="${name}"]`, words);
    read('distance', at === null ? '' : length(run.distance[at], unit));
    read('time', at === null ? '' : clock(run.time[at]));
    for (const { series } of drawn.charts) {
      const words = at === null ? '' : valueWords(series, run.values[series][at], unit);
      read(series, words);
      this.write(`[data-value="${series}"]`, words);
    }
  }

  private write(selector: string, words: string): void {
    const node = this.one(selector);
    if (node && node.textContent !== words) node.textContent = words;
  }

  private moveSpot(at: number | null): void {
    const spot = this.one('[data-cursor="map"]');
    const [x, y] = at === null || !this.on ? [NaN, NaN] : [this.on.xs[at]!, this.on.ys[at]!];
    spot?.setAttribute('visibility', Number.isFinite(x + y) ? 'visible' : 'hidden');
    if (Number.isFinite(x + y)) spot?.setAttribute('transform', `translate(${round(x)},${round(y)})`);
  }

  private moveLine(at: number | null): void {
    const { run, stack: drawn } = this;
    const cursor = this.one('[data-cursor="charts"]');
    cursor?.setAttribute('visibility', at === null ? 'hidden' : 'visible');
    if (at === null || !cursor || !run || !drawn) return;
    cursor.setAttribute('transform', `translate(${round(drawn.x.at(along(run, this.axisShown)[at]!))},0)`);
    for (const chart of drawn.charts) {
      const dot = cursor.querySelector(`[data-dot="${chart.series}"]`);
      const value = run.values[chart.series][at];
      dot?.toggleAttribute('hidden', !known(value));
      if (known(value)) dot?.setAttribute('cy', round(chart.y.at(value)));
    }
  }
}
