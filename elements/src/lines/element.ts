import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { valueAt } from '../design-desk/axes';
import { shown, unitWords } from '../design-desk/numbers';
import { sheets } from '../shared/sheet';
import { onPage } from '../shared/source';
import { say } from '../shared/texts';
import { type AxisData, type Chart, chart, type LinesData, tableAt, valueAtX } from './chart';
import styles from './styles.css?inline';

interface Panel { title?: string; about?: string; data: LinesData }

const HEIGHT = 268;
const STEPS = 400;
const ROWS_MAX = 200;
const HUES = ['front', 'individual', 'peers', 'social', 'other', 'family'];

/**
 * Lines over one axis, straight or logarithmic, with a second axis at the right where one is asked for; one cursor reads all of them.
 *
 * @element lw-lines
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the panel
 * @attr {string} label - name of the chart; the panel's title otherwise
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {Panel|LinesData|null} data - a panel of kind "lines", or its data alone: contract.md, "Panels"
 * @slot - a `<script type="application/json">` with the panel
 * @csspart chart - the chart
 * @cssprop --lw-front, --lw-individual, --lw-peers, --lw-social - colours of the lines, in this order
 */
export class LwLines extends LitElement {
  static override styles = sheets(styles);
  static override properties = { data: { attribute: false }, from: {}, label: {}, wide: { state: true }, at: { state: true }, broken: { state: true } };

  declare data: Panel | LinesData | null;
  declare from: string | null;
  declare label: string | null;
  private declare wide: number;
  /** Where the cursor stands, 0..1 of the axis; null: nowhere. */
  private declare at: number | null;
  private declare broken: string;
  private readonly measured = new ResizeObserver(([entry]) => { this.wide = Math.max(240, Math.round(entry!.contentRect.width)); });

  constructor() {
    super();
    Object.assign(this, { data: null, wide: 560, at: null, broken: '' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    try {
      this.data ??= onPage<Panel | LinesData>(this);
    } catch {
      this.broken = say('source.unreadable');
    }
    this.measured.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.measured.disconnect();
  }

  protected override render(): TemplateResult {
    if (!this.data) return html`<p class="soft" role="status">${this.broken || say('source.none')}</p>`;
    const panel: Panel = 'data' in this.data ? this.data : { data: this.data };
    const drawn = chart(panel.data, this.wide, HEIGHT);
    const title = this.label || panel.title || '';
    if (!drawn) return html`<p class="soft">${title ? `${title}: ` : ''}${say('lines.none')}</p>`;
    return html`<figure class="lines">${this.legend(panel.data, drawn)}<div class="plot">${this.picture(panel.data, drawn, title)}${this.cursor(panel.data, drawn)}</div>${this.below(drawn)}${this.table(panel.data)}
      ${panel.about ? html`<figcaption class="soft">${panel.about}</figcaption>` : nothing}</figure>`;
  }

  private legend(data: LinesData, drawn: Chart): TemplateResult {
    const x = this.at === null ? null : valueAt(drawn.x, this.at);
    const several = data.y.length > 1;
    return html`<ul class="key">${data.series.map((each, i) => {
      const axis = data.y[each.axis ?? 0]!;
      return html`<li><svg class="key__mark k-${HUES[i % HUES.length]}" viewBox="0 0 22 8" aria-hidden="true"><path class=${each.dashed ? 'dashed' : ''} d="M0,4H22"/></svg><span>${each.title}${
        several ? html` <span class="soft">${each.title.toLowerCase().includes(axis.title.toLowerCase()) ? '' : axis.title}${each.axis === 1 ? ' →' : ''}</span>` : nothing}</span>${
        x === null ? nothing : html`<b>${shown(valueAtX(each, x, data.x.log), axis.unit ?? '', 4)}</b>`}</li>`;
    })}${x === null ? nothing : html`<li class="key__x"><span>${data.x.title}</span><b>${shown(x, data.x.unit ?? '', 4)}</b></li>`}</ul>`;
  }

  private picture(data: LinesData, drawn: Chart, title: string): TemplateResult {
    const { width, height, left, right, top, floor } = drawn;
    const cursor = this.at === null ? null : left + this.at * (right - left);
    const name = (axis: AxisData): string => `${axis.title}${axis.unit && axis.unit !== 'share' ? `, ${unitWords(axis.unit)}` : ''}`;
    return html`<svg part="chart" class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label=${`${title ? `${title}. ` : ''}${data.series.map((each) => each.title).join(', ')}`}
      @pointermove=${(event: PointerEvent) => this.moved(event, drawn)} @pointerdown=${(event: PointerEvent) => this.moved(event, drawn)} @pointerleave=${() => { this.at = null; }}>
      <clipPath id="inside"><rect x=${left} y=${top - 2} width=${right - left} height=${floor - top + 3}/></clipPath>
      ${drawn.up[0]!.map(({ at, words, zero }) => svg`<line class=${zero ? 'grid zero' : 'grid'} x1=${left} x2=${right} y1=${at} y2=${at}/><text class="tick" x=${left - 7} y=${at + 4} text-anchor="end">${words}</text>`)}
      ${(drawn.up[1] ?? []).map(({ at, words }) => svg`<line class="stub" x1=${right} x2=${right + 4} y1=${at} y2=${at}/><text class="tick" x=${right + 8} y=${at + 4}>${words}</text>`)}
      ${drawn.across.map(({ at, words }) => svg`<line class="grid" x1=${at} x2=${at} y1=${top} y2=${floor}/><text class="tick" x=${at} y=${floor + 17} text-anchor="middle">${words}</text>`)}
      <path class="axis" d=${`M${left},${top}V${floor}H${right}${drawn.up[1] ? `V${top}` : ''}`}/>
      <text class="name" x=${right} y=${height - 6} text-anchor="end">${name(data.x)}</text>
      <text class="name" transform=${`translate(12 ${top}) rotate(-90)`} text-anchor="end">${name(data.y[0]!)}</text>
      ${drawn.up[1] ? svg`<text class="name" transform=${`translate(${width - 5} ${top}) rotate(-90)`} text-anchor="end">${name(data.y[1]!)}</text>` : nothing}
      ${drawn.marks.map(({ at, row, words, before }) => svg`<path class="mark" d=${`M${at},${4 + 17 * row}V${floor}`}/><text class="tick" x=${at + (before ? -5 : 5)} y=${14 + 17 * row} text-anchor=${before ? 'end' : 'start'}>${words}</text>`)}
      ${data.series.map((each, i) => svg`<path clip-path="url(#inside)" class="line k-${HUES[i % HUES.length]} ${each.dashed ? 'dashed' : ''}" d=${drawn.paths[i]!}/>`)}
      ${drawn.below ? svg`<path class="off" d=${`M${(drawn.below.from + drawn.below.to) / 2 - 5},${floor - 8}h10l-5,7z`}/>` : nothing}
      ${cursor === null ? nothing : svg`<line class="cursor" x1=${cursor} x2=${cursor} y1=${top} y2=${floor}/>${data.series.map((each, i) => this.dot(each, i, data, drawn, cursor))}`}</svg>`;
  }

  private dot(each: LinesData['series'][number], i: number, data: LinesData, drawn: Chart, cursor: number): unknown {
    const value = valueAtX(each, valueAt(drawn.x, this.at!), data.x.log);
    const scale = drawn.ys[each.axis ?? 0]!;
    if (value === null || value < scale.low || value > scale.high) return nothing;
    const share = scale.log ? Math.log(value / scale.low) / Math.log(scale.high / scale.low) : (value - scale.low) / (scale.high - scale.low);
    return svg`<circle class="dot k-${HUES[i % HUES.length]}" cx=${cursor} cy=${drawn.floor - share * (drawn.floor - drawn.top)} r="4"/>`;
  }

  private cursor(data: LinesData, drawn: Chart): TemplateResult {
    const at = this.at ?? 0;
    const x = valueAt(drawn.x, at);
    const words = [say('lines.at', { title: data.x.title, value: shown(x, data.x.unit ?? '', 4) }),
      ...data.series.map((each) => say('lines.at', { title: each.title, value: shown(valueAtX(each, x, data.x.log), data.y[each.axis ?? 0]!.unit ?? '', 4) }))].join('; ');
    return html`<input class=${`slide ${this.at === null ? '' : 'shown'} ${drawn.up.length > 1 ? 'two' : ''}`} type="range" min="0" max=${STEPS} .value=${String(Math.round(at * STEPS))}
      aria-label=${say('lines.from', { title: data.x.title })} aria-valuetext=${words} @input=${(event: Event) => { this.at = Number((event.target as HTMLInputElement).value) / STEPS; }} @focus=${() => { this.at ??= 0; }}
      ><p class="hint soft" aria-hidden="true">${say('lines.keys', { title: data.x.title })}</p>`;
  }

  /** What of the lines the axis leaves out. */
  private below(drawn: Chart): TemplateResult | typeof nothing {
    return drawn.below ? html`<p class="soft">${say('lines.below', { lowest: shown(drawn.below.lowest, drawn.below.unit, 3) })}</p>` : nothing;
  }

  private table(data: LinesData): TemplateResult {
    const open = (event: Event): void => { if ((event.target as HTMLDetailsElement).open) this.requestUpdate(); };
    const shownNow = this.renderRoot.querySelector('details')?.open;
    return html`<details class="table" @toggle=${open}><summary>${say('table.show')}</summary>${shownNow ? this.rows(data) : nothing}</details>`;
  }

  private rows(data: LinesData): TemplateResult {
    const { xs, every } = tableAt(data, ROWS_MAX);
    const label = say('lines.table', { title: data.x.title });
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table><caption class="unseen">${label}</caption><thead><tr><th scope="col">${data.x.title}</th>${
      data.series.map((each) => html`<th scope="col">${each.title}</th>`)}</tr></thead><tbody>${xs.map((x) => html`<tr><th scope="row">${shown(x, data.x.unit ?? '', 4)}</th>${
      data.series.map((each) => html`<td>${shown(valueAtX(each, x, data.x.log), data.y[each.axis ?? 0]!.unit ?? '', 4)}</td>`)}</tr>`)}</tbody></table></div>${
      every > 1 ? html`<p class="soft">${say('lines.rows', { n: every })}</p>` : nothing}`;
  }

  private moved(event: PointerEvent, drawn: Chart): void {
    const rect = (event.currentTarget as Element).getBoundingClientRect();
    const x = ((event.clientX - rect.left) * drawn.width) / rect.width;
    this.at = Math.min(Math.max((x - drawn.left) / (drawn.right - drawn.left), 0), 1);
  }
}
