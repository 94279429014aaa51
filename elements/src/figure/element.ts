import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { FigureExample, FigureJson } from '../contract';
import { bar } from '../shared/marks';
import { sheets } from '../shared/sheet';
import { Address, onPage } from '../shared/source';
import { say } from '../shared/texts';
import styles from './styles.css?inline';
import { figureWords, more, scaleOf, terms } from './words';

/**
 * A number that can be defended: its value, its interval as words and as a bar, what it was counted over, its warnings, and a
 * dialog with its evidence. An estimate without an interval is never printed.
 *
 * @element lw-figure
 * @attr {string} label - the figure's name for people; its own name otherwise
 * @attr {string} src - address of the figure's JSON
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds it
 * @attr {boolean} compact - one line, without the bar
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {FigureJson|null} data - lifeworld.kit.figure.Figure.json()
 * @fires lw-open-evidence - the evidence was opened: `{figure, query}`; preventDefault() keeps the dialog shut
 * @slot - a `<script type="application/json">` with the data
 * @csspart value - the value
 * @csspart dialog - the dialog with the evidence
 * @cssprop --lw-figure-tint - colour of the interval bar
 * @cssprop --lw-ink, --lw-soft, --lw-line, --lw-caution, --lw-marker - words, lines, warnings, quoted spans
 */
export class LwFigure extends LitElement {
  static override styles = sheets(styles);
  static override properties = {
    data: { attribute: false }, label: {}, src: {}, from: {}, compact: { type: Boolean, reflect: true }, trouble: { state: true },
  };

  declare data: FigureJson | null;
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
      this.data = onPage<FigureJson>(this);
    } catch {
      this.trouble = say('figure.unreadable');
    }
    if (!this.data && this.src) void this.ask(this.src);
  }

  private async ask(src: string): Promise<void> {
    const answer = await new Address<FigureJson>(src).ask();
    if (answer?.kind === 'new') this.data = answer.data;
    else if (answer?.kind === 'failed') this.trouble = say('source.failed', { why: answer.why });
  }

  protected override render(): TemplateResult {
    const figure = this.data;
    if (!figure) return html`<p class="soft" role="status">${this.trouble || (this.src ? say('source.waiting') : say('source.none'))}</p>`;
    const name = this.label || figure.name;
    const scale = this.compact ? null : scaleOf(figure);
    const n = figure.warnings.length;
    return html`<div class="figure"><p class="name">${name}</p>${this.said(figure)}
      ${scale ? html`<div class="range">${bar(figure.value, figure.low, figure.high, scale[0], scale[1], 'range__bar')}</div>` : nothing}
      <p class="foot"><button class="link" type="button" aria-haspopup="dialog" aria-label=${say('figure.evidence_of', { name })} @click=${this.open}>${say('figure.evidence')}</button>${
        n ? html`<span class="caution">${n === 1 ? say('figure.caution') : `${n} ${say('figure.cautions')}`}</span>` : nothing}</p></div>
      <dialog part="dialog" aria-label=${name} @click=${this.outside}>${this.evidence(figure, name)}</dialog>`;
  }

  private said(figure: FigureJson): TemplateResult {
    const { value, interval, basis } = figureWords(figure);
    const none = figure.value === null || (figure.kind === 'estimate' && !interval);
    return html`<p class="said"><span part="value" class="value ${none ? 'value--none' : ''}">${value}</span>${
      interval ? html` <span class="interval">${interval}</span>` : nothing}${basis ? html` <span class="basis">${basis}</span>` : nothing}</p>`;
  }

  private evidence(figure: FigureJson, name: string): TemplateResult {
    const { examples } = figure.evidence;
    return html`<div class="sheet"><form method="dialog"><button class="button" autofocus>${say('figure.close')}</button></form>
      <h2>${name}</h2>${this.said(figure)}${figure.warnings.map((each) => html`<p class="warning">${each}</p>`)}
      ${examples.length ? html`<ul class="quotes">${examples.map(quote)}</ul><p class="soft">${more(figure)}</p>` : html`<p class="soft">${say('figure.no_quotes')}</p>`}
      <dl>${terms(figure).map(([term, words]) => html`<div><dt>${term}</dt><dd>${words}</dd></div>`)}</dl></div>`;
  }

  private open(): void {
    const detail = { figure: this.data?.name ?? '', query: this.data?.evidence.query ?? '' };
    const allowed = this.dispatchEvent(new CustomEvent('lw-open-evidence', { detail, bubbles: true, composed: true, cancelable: true }));
    if (allowed) this.shadowRoot?.querySelector('dialog')?.showModal();
  }

  /** A press beside the sheet closes it. */
  private outside(event: MouseEvent): void {
    const dialog = event.currentTarget as HTMLDialogElement;
    if (event.target === dialog) dialog.close();
  }
}

function quote(example: FigureExample): TemplateResult {
  const said = example.start === null ? html`${example.quote}` : html`${example.before ?? ''}<mark>${example.quote}</mark>${example.after ?? ''}`;
  return html`<li><blockquote dir="auto">${said}</blockquote><p class="soft">${example.customer ? html`<bdi>${example.customer}</bdi>` : nothing}${
    example.customer && example.note ? say('list.stop') : ''}${example.note}</p></li>`;
}
