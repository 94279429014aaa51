import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { TypeBarData } from '../contract';
import { typeClass, typeName } from '../shared/kinds';
import { bar, emblem, typeTag } from '../shared/marks';
import { sheets } from '../shared/sheet';
import { Address, onPage } from '../shared/source';
import { say } from '../shared/texts';
import { heading, inWords, type Part, parts } from './parts';
import styles from './styles.css?inline';

/**
 * The three ecosystem types and "undetermined" as one bar: the p of one customer, or shares of a population with intervals.
 *
 * @element lw-type-bar
 * @attr {string} label - a heading; what the bar shows otherwise
 * @attr {string} src - address of the data
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds them
 * @attr {boolean} compact - the bar alone, with its words for screen readers
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {TypeBarData|null} data - contract.md, "Types"
 * @slot - a `<script type="application/json">` with the data
 * @csspart bar - the bar
 * @csspart list - the same in words
 * @cssprop --lw-individual, --lw-brand, --lw-social, --lw-undetermined - colours of the types
 */
export class LwTypeBar extends LitElement {
  static override styles = sheets(styles);
  static override properties = {
    data: { attribute: false }, label: {}, src: {}, from: {}, compact: { type: Boolean, reflect: true }, trouble: { state: true },
  };

  declare data: TypeBarData | null;
  declare label: string | null;
  declare src: string | null;
  declare from: string | null;
  declare compact: boolean;
  private declare trouble: string;

  constructor() {
    super();
    Object.assign(this, { data: null, label: null, compact: false, trouble: '' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.data) return;
    try {
      this.data = onPage<TypeBarData>(this);
    } catch {
      this.trouble = say('source.unreadable');
    }
    if (!this.data && this.src) void this.ask(this.src);
  }

  private async ask(src: string): Promise<void> {
    const answer = await new Address<TypeBarData>(src).ask();
    if (answer?.kind === 'new') this.data = answer.data;
    else if (answer?.kind === 'failed') this.trouble = say('source.failed', { why: answer.why });
  }

  protected override render(): TemplateResult {
    const { data } = this;
    if (!data) return html`<p class="soft" role="status">${this.trouble || (this.src ? say('source.waiting') : say('source.none'))}</p>`;
    const all = parts(data);
    if (!all.length) return html`<p class="soft">${say('bar.not_enough')}</p>`;
    const label = data.kind === 'customer' ? data.label : null;
    return html`${this.compact ? nothing : html`<p class="heading">${this.label || heading(data)}${label ? html` ${typeTag(label)}` : nothing}</p>`}
      <svg part="bar" class="stack" role="img" aria-label=${inWords(data)}>${all.map(segment)}</svg>
      ${this.compact ? nothing : html`<ul part="list" class="list list--${data.kind}">${all.map((part) => this.row(part, label === part.type))}</ul>
      ${data.kind === 'shares' ? (data.warnings ?? []).map((each) => html`<p class="warning">${each}</p>`) : nothing}`}`;
  }

  private row(part: Part, labelled: boolean): TemplateResult {
    return html`<li class="${typeClass(part.type)} ${labelled ? 'is-label' : ''}"><span class="list__name">${emblem(part.type)}<span>${typeName(part.type)}</span></span>
      ${part.low !== null || part.value === null ? bar(part.value, part.low, part.high) : nothing}<span class="list__words">${part.words}</span></li>`;
  }
}

/** One type's stretch of the bar, with a thin gap before it; the types differ by texture as well as by colour. */
function segment(part: Part): SVGTemplateResult | typeof nothing {
  if (part.width <= 0) return nothing;
  const at = (x: number): string => `${(100 * x).toFixed(2)}%`;
  const end = at(part.start + part.width);
  const texture: Record<string, string> = { undetermined: 'texture--dash', 'brand-driven': 'texture--line', 'socially driven': 'texture--dots' };
  return svg`<g class="segment ${typeClass(part.type)}"><rect x=${at(part.start)} width=${at(part.width)} height="100%"/>${texture[part.type]
    ? svg`<line class="texture ${texture[part.type]!}" x1=${at(part.start)} x2=${end} y1="50%" y2="50%"/>` : nothing}${part.start > 0
    ? svg`<line class="gap" x1=${at(part.start)} x2=${at(part.start)} y2="100%"/>` : nothing}</g>`;
}
