import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { figureWords } from '../figure/words';
import type { EffectData } from '../scorecard/contract';
import { sheets } from '../shared/sheet';
import { onPage } from '../shared/source';
import { say } from '../shared/texts';
import { effectDrawn, type Placed } from './scale';
import styles from './styles.css?inline';

/**
 * What something does, as chance tells it, beside what a comparison without chance would have said; what would be too small to be worth it is
 * shaded.
 *
 * @element lw-effect
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the data
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {EffectData|null} data - contract.md, "Effects"
 * @slot - a `<script type="application/json">` with the data
 * @csspart picture - the picture
 * @cssprop --lw-focal - colour of the effect by chance
 */
export class LwEffect extends LitElement {
  static override styles = sheets(styles);
  static override properties = { data: { attribute: false }, from: {}, broken: { state: true } };

  declare data: EffectData | null;
  declare from: string | null;
  private declare broken: string;

  constructor() {
    super();
    Object.assign(this, { data: null, broken: '' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    try {
      this.data ??= onPage<EffectData>(this);
    } catch {
      this.broken = say('source.unreadable');
    }
  }

  protected override render(): TemplateResult {
    const { data } = this;
    if (!data) return html`<p class="soft" role="status">${this.broken || say('source.none')}</p>`;
    const drawn = effectDrawn(data);
    const worth = say('effect.worth', { worth: [String(data.worth), data.unit].filter(Boolean).join(' ') });
    const line = (name: string, words: ReturnType<typeof figureWords>, placed: Placed | null, css: string): TemplateResult => html`<dt>${name}</dt>
      <dd class="words"><b>${words.value}</b> ${words.interval || words.basis}</dd><dd class="track" aria-hidden="true">${this.picture(drawn, placed, css)}</dd>`;
    return html`<dl part="picture" class="effect">${line(say('effect.chance'), figureWords(data.effect), drawn.effect, 'chance')}${
      data.naive ? line(say('effect.naive'), figureWords(data.naive), drawn.naive, 'naive') : nothing}</dl>
      <p class="ends soft"><span>${data.better < 0 ? say('effect.better.left') : ''}</span><span>${worth}</span><span>${data.better > 0 ? say('effect.better.right') : ''}</span></p>`;
  }

  private picture(drawn: ReturnType<typeof effectDrawn>, placed: Placed | null, css: string): TemplateResult {
    const at = (share: number): string => `${(100 * share).toFixed(2)}%`;
    const [from, to] = [Math.min(drawn.worth, drawn.harm), Math.max(drawn.worth, drawn.harm)];
    return html`<svg class=${css} focusable="false"><rect class="small" x=${at(from)} width=${at(to - from)} height="100%"/><line class="base" x1="0" x2="100%" y1="14" y2="14"/>
      <line class="edge" x1=${at(drawn.worth)} x2=${at(drawn.worth)} y1="0" y2="100%"/><line class="zero" x1=${at(drawn.zero)} x2=${at(drawn.zero)} y1="0" y2="100%"/>
      ${placed ? svg`<line class="reach" x1=${at(placed.low)} x2=${at(placed.high)} y1="14" y2="14"/><circle class="dot" cx=${at(placed.value)} cy="14" r="5"/>` : nothing}</svg>`;
  }
}
