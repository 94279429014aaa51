import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { ChartJson, SeriesJson } from '../scorecard/contract';
import { isType, typeClass } from '../shared/kinds';
import { sheets } from '../shared/sheet';
import { onPage } from '../shared/source';
import { counted, say } from '../shared/texts';
import { cell, decimals, type Drawn, drawn, isNamed, isPlain, type Line, type Spot, unitOf, ups } from './drawn';
import styles from './styles.css?inline';

const HUES = 6;
const ROWS_MAX = 200;

/**
 * A picture behind a figure, always with its intervals: survival as steps, shares as bars, curves as lines, single things as points; the same as a
 * table.
 *
 * @element lw-chart
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the chart
 * @attr {string} label - name of the chart; its own title otherwise
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {ChartJson|null} data - contract.md, "Charts"
 * @slot - a `<script type="application/json">` with the chart
 * @csspart chart - the chart
 * @cssprop --lw-focal, --lw-individual, --lw-peers, --lw-social, --lw-other, --lw-family - colours of the series, in this order
 * @cssprop --lw-individual, --lw-brand, --lw-social, --lw-undetermined - colours of bars that bear the name of a type
 */
export class LwChart extends LitElement {
  static override styles = sheets(styles);
  static override properties = { data: { attribute: false }, from: {}, label: {}, wide: { state: true }, tabled: { state: true }, broken: { state: true } };

  declare data: ChartJson | null;
  declare from: string | null;
  declare label: string | null;
  private declare wide: number;
  private declare tabled: boolean;
  private declare broken: string;
  private readonly measured = new ResizeObserver(([entry]) => { this.wide = Math.max(240, Math.round(entry!.contentRect.width)); });

  constructor() {
    super();
    Object.assign(this, { data: null, wide: 640, tabled: false, broken: '' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    try {
      this.data ??= onPage<ChartJson>(this);
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
    const { data } = this;
    if (!data) return html`<p class="soft" role="status">${this.broken || say('source.none')}</p>`;
    const title = this.label || data.title;
    const picture = drawn(data, Math.min(this.wide, 720));
    if (!picture) return html`<p class="soft">${title}: ${say('chart.none')}</p>`;
    return html`<figure class="chart">${data.series.length > 1 && !isNamed(data) ? legend(data) : nothing}${this.picture(data, picture, title)}${
      picture.more ? html`<p class="soft">${counted('chart.more', picture.more)}</p>` : nothing}
      <details class="table" @toggle=${(event: Event) => { this.tabled = (event.target as HTMLDetailsElement).open; }}><summary>${say('table.show')}<span class="unseen">: ${title}</span></summary>${this.tabled ? table(data, title) : nothing}</details>${
      data.note ? html`<figcaption class="soft">${data.note}</figcaption>` : nothing}</figure>`;
  }

  private picture(data: ChartJson, { width, height, left, right, top, floor, across, up, lines, spots, names, above, rules, zero }: Drawn, title: string): TemplateResult {
    const lying = data.kind === 'bars';
    const [below, beside] = lying ? [data.y_label, ''] : [data.x_label, data.y_label];
    const order = [...lines.keys()].reverse();
    return html`<svg part="chart" class="picture" viewBox="0 0 ${width} ${height}" role="img" aria-label=${`${title}: ${say('chart.names', { title: data.series.map((each) => each.name).filter(Boolean).join(', ') || title, y: data.y_label, x: data.x_label })}`}>
      ${up.map((mark) => svg`<line class=${mark.zero ? 'grid zero' : 'grid'} x1=${left} x2=${right} y1=${mark.at} y2=${mark.at}/><text class="words" x=${left - 7} y=${mark.at + 4} text-anchor="end">${mark.words}</text>`)}
      ${across.map((mark) => svg`<line class=${mark.zero ? 'grid zero' : 'grid'} x1=${mark.at} x2=${mark.at} y1=${top} y2=${floor}/><text class="words" x=${Math.min(mark.at, width - 3.1 * mark.words.length)} y=${floor + 17} text-anchor="middle">${mark.words}</text>`)}
      ${lying ? svg`<path class="axis" d=${`M${zero},${top}V${floor}`}/>` : svg`<path class="axis" d=${`M${left},${floor}H${right}`}/>`}
      ${names.map(({ at, lines: some }) => svg`<text class="name" y=${at + 4 - 6.5 * (some.length - 1)} text-anchor=${above ? 'start' : 'end'}>${some.map((each, i) => svg`<tspan x=${above ? left : left - 8} dy=${i ? 13 : 0}>${each}</tspan>`)}</text>`)}
      <text class="label" x=${right} y=${height - 6} text-anchor="end">${below}</text>
      ${beside ? svg`<text class="label" y="11">${beside}</text>` : nothing}
      ${rules.map(({ at, words }) => svg`<line class=${words ? 'rule' : 'axis'} x1=${left} x2=${right} y1=${at} y2=${at}/>${words ? svg`<text class="words" x=${right - 4} y=${at - 5} text-anchor="end">${words}</text>` : nothing}`)}
      ${order.map((i) => (lines[i]!.band ? svg`<path class="band h-${i % HUES}" d=${lines[i]!.band}/>` : nothing))}${order.map((i) => lineOf(lines[i]!, i))}
      ${spots.map((spot) => (lying ? barOf(spot) : pointOf(spot)))}</svg>`;
  }
}

function lineOf(line: Line, i: number): SVGTemplateResult {
  return svg`<path class=${line.plain ? 'plain' : `line h-${i % HUES} d-${i % 4}`} d=${line.path}/>`;
}

/** A bar from zero with the whisker of its interval; one that bears the name of a type is in its colour, and has a dot where it ends near zero too. */
function barOf({ name, series, x, to, y, wide, low, high }: Spot): SVGTemplateResult {
  const [middle, tint] = [y + wide / 2, isType(name) ? typeClass(name) : `h-${series % HUES}`];
  return svg`<rect class="bar-of ${tint} d-${series % 4}" x=${Math.min(x, to)} width=${Math.max(Math.abs(to - x), 1)} y=${y} height=${wide} rx="2"/>${low !== null && high !== null
    ? svg`<path class="whisker" d=${`M${low},${middle}H${high}M${low},${middle - 4}v8M${high},${middle - 4}v8`}/>` : nothing}${isType(name) ? svg`<circle class="point ${tint}" cx=${to} cy=${middle} r="5"/>` : nothing}`;
}

function pointOf({ series, x, y, low, high, words }: Spot): SVGTemplateResult {
  const shapes = ['circle', 'square', 'diamond'];
  const shape = shapes[series % shapes.length];
  return svg`${low !== null && high !== null ? svg`<path class="cross h-${series % HUES}" d=${`M${x},${low}V${high}`}/>` : nothing}${shape === 'circle' ? svg`<circle class="point h-${series % HUES}" cx=${x} cy=${y} r="4.5"/>`
    : svg`<rect class="point h-${series % HUES}" x=${x - 4} y=${y - 4} width="8" height="8" transform=${shape === 'diamond' ? `rotate(45 ${x} ${y})` : ''}/>`}${words ? svg`<text class="words" x=${x + 8} y=${y + 4}>${words}</text>` : nothing}`;
}

function legend(data: ChartJson): TemplateResult {
  const plain = (each: SeriesJson): boolean => data.kind !== 'bars' && isPlain(each);
  return html`<ul class="key">${data.series.map((each, i) => html`<li><svg class="key__mark" viewBox="0 0 22 10" aria-hidden="true">${data.kind === 'bars' ? svg`<rect class="bar-of h-${i % HUES} d-${i % 4}" width="18" height="10" rx="2"/>`
    : data.kind === 'points' ? pointOf({ series: i, x: 11, y: 5, low: null, high: null, name: '', to: 0, words: '', wide: 0 }) : svg`<path class=${plain(each) ? 'plain' : `line h-${i % HUES} d-${i % 4}`} d="M0,5H22"/>`}</svg>${each.name}</li>`)}</ul>`;
}

/** Every number of the chart, thinned where there are too many. */
function table(data: ChartJson, title: string): TemplateResult {
  const [unitX, unitY] = [unitOf(data.x_label), unitOf(data.y_label)];
  const [digitsX, digitsY] = [decimals(data.series.flatMap((each) => each.x)), decimals(ups(data.series))];
  const words = (value: number | null | undefined): string => cell(value, unitY, digitsY);
  const said = (each: SeriesJson, i: number): string => {
    const [value, low, high] = [words(each.y[i]), words(each.low?.[i]), words(each.high?.[i])];
    return value && low && high ? say('chart.interval', { value, low, high }) : value || say('share.unknown');
  };
  const label = say('chart.table', { title });
  if (isNamed(data)) return things(data, label, words);
  const one = data.series.every((each) => each.x.length === data.series[0]!.x.length && each.x.every((x, i) => x === data.series[0]!.x[i]));
  const parts = one ? [data.series] : data.series.map((each) => [each]);
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${label}>${parts.map((some) => html`<table><caption class="unseen">${one ? label : some[0]!.name}</caption><thead><tr><th scope="col">${data.x_label}</th>${
    some.map((each) => html`<th scope="col">${each.name || data.y_label}</th>`)}</tr></thead><tbody>${some[0]!.x.map((x, i, all) => (i % Math.ceil(all.length / ROWS_MAX) ? nothing
    : html`<tr><th scope="row">${cell(x, unitX, digitsX)}</th>${some.map((each) => html`<td>${said(each, i)}</td>`)}</tr>`))}</tbody></table>`)}</div>`;
}

/** Single things by name, with where they lie. */
function things(data: ChartJson, label: string, words: (value: number | null | undefined) => string): TemplateResult {
  const [unitX, digitsX] = [unitOf(data.x_label), decimals(data.series.flatMap((each) => each.x))];
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${label}><table><caption class="unseen">${label}</caption><thead><tr><th scope="col"><span class="unseen">${say('chart.name')}</span></th><th scope="col">${data.x_label}</th><th scope="col">${
    data.y_label}</th></tr></thead><tbody>${data.series.map((each) => html`<tr><th scope="row">${each.name}</th><td>${cell(each.x[0], unitX, digitsX)}</td><td>${words(each.y[0]) || say('share.unknown')}</td></tr>`)}</tbody></table></div>`;
}
