import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { shown } from '../design-desk/numbers';
import { sheets } from '../shared/sheet';
import { onPage } from '../shared/source';
import { counted, say } from '../shared/texts';
import { type Shares, shares, type SharesData } from './parts';
import styles from './styles.css?inline';

interface Panel { title?: string; about?: string; data: SharesData }

/**
 * What a total is made of: a bar for each part, largest first. A part that is not known says so and is never nothing; what the parts leave of the
 * total is told.
 *
 * @element lw-shares
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the panel
 * @attr {string} label - name of the total; the panel's title otherwise
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {Panel|SharesData|null} data - a panel of kind "shares", or its data alone: contract.md, "Panels"
 * @slot - a `<script type="application/json">` with the panel
 * @csspart table - the table of bars
 * @cssprop --lw-point - colour of the bars
 */
export class LwShares extends LitElement {
  static override styles = sheets(styles);
  static override properties = { data: { attribute: false }, from: {}, label: {}, broken: { state: true } };

  declare data: Panel | SharesData | null;
  declare from: string | null;
  declare label: string | null;
  private declare broken: string;

  constructor() {
    super();
    Object.assign(this, { data: null, broken: '' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    try {
      this.data ??= onPage<Panel | SharesData>(this);
    } catch {
      this.broken = say('source.unreadable');
    }
  }

  protected override render(): TemplateResult {
    if (!this.data) return html`<p class="soft" role="status">${this.broken || say('source.none')}</p>`;
    const panel: Panel = 'data' in this.data ? this.data : { data: this.data };
    const { unit } = panel.data;
    const drawn = shares(panel.data);
    return html`<figure class="shares"><table part="table"><caption class="unseen">${this.label || panel.title || say('shares.part')}</caption>
      <thead class="unseen"><tr><th scope="col">${say('shares.part')}</th><th scope="col">${say('shares.value')}</th><th scope="col">${say('shares.share')}</th></tr></thead>
      <tbody>${drawn.parts.map((part) => html`<tr><th scope="row"><span>${part.title}</span>${part.note ? html`<span class="soft note">${part.note}</span>` : nothing}</th>
        <td class="bar">${part.value === null ? html`<span class="soft">${say('shares.unknown')}</span>` : html`<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${Math.max(100 * part.length, 0.6)} height="8"/></svg>
          <span>${shown(part.value, unit, 3)}</span>`}</td><td class="num">${part.share === null ? nothing : shown(part.share, 'share', 2)}</td></tr>`)}</tbody>
      ${drawn.total === null ? nothing : html`<tfoot><tr><th scope="row">${say('shares.total')}</th><td class="bar"><span>${shown(drawn.total, unit, 3)}</span></td><td></td></tr></tfoot>`}</table>
      ${this.off(drawn, unit)}${panel.about ? html`<figcaption class="soft">${panel.about}</figcaption>` : nothing}</figure>`;
  }

  /** What does not add up. */
  private off(drawn: Shares, unit: string): TemplateResult | typeof nothing {
    if (drawn.unknown) return html`<p class="soft">${counted('shares.missing', drawn.unknown)}</p>`;
    if (!drawn.rest) return nothing;
    const gaps = { sum: shown(drawn.sum, unit, 3), total: shown(drawn.total, unit, 3), rest: shown(drawn.rest, unit, 3) };
    return html`<p class="caution">${say(drawn.rest > 0 ? 'shares.off' : 'shares.over', gaps)}</p>`;
  }
}
