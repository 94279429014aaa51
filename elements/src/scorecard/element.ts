import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { sheets } from '../shared/sheet';
import { Address, onPage } from '../shared/source';
import { say } from '../shared/texts';
import type { CardJson, ScorecardData } from './contract';
import { inside } from './inside';
import { axis, key, lane, matters, spark } from './marks';
import { dataOf, headline, historyWords, lowest, mattersMost, mattersWords, nextStep, type Row, rows } from './profile';
import styles from './styles.css?inline';
import { table } from './table';

/**
 * The six critical success factors of an ecosystem: one axis each from 0 to 1 with its interval, the weakest link first and in words, never an
 * average. A row opens to what it rests on, to what is to be known and done, and to its page.
 *
 * @element lw-scorecard
 * @attr {string} src - address of the data
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds them
 * @attr {string} factor - shows this factor alone, with nothing to open
 * @attr {boolean} compact - the weakest link and what to do next in words, and six small axes
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {ScorecardData|CardJson|null} data - contract.md, "Scorecard"
 * @fires lw-open-factor - a row was opened: `{factor}`
 * @slot - a `<script type="application/json">` with the data
 * @csspart profile - the picture
 * @csspart table - the same as a table
 * @cssprop --lw-focal - colour of what is known
 * @cssprop --lw-caution - colour of the weakest link
 */
export class LwScorecard extends LitElement {
  static override styles = sheets(styles);
  static override properties = {
    data: { attribute: false }, src: {}, from: {}, factor: {}, compact: { type: Boolean, reflect: true }, opened: { state: true }, tabled: { state: true }, trouble: { state: true },
  };

  declare data: ScorecardData | CardJson | null;
  declare src: string | null;
  declare from: string | null;
  declare factor: string | null;
  declare compact: boolean;
  /** Factors whose rows were opened: only then their figures are drawn. */
  private declare opened: ReadonlySet<string>;
  private declare tabled: boolean;
  private declare trouble: string;

  constructor() {
    super();
    Object.assign(this, { data: null, factor: null, compact: false, opened: new Set(), tabled: false, trouble: '' });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.data) return;
    try {
      this.data = onPage<ScorecardData | CardJson>(this);
    } catch {
      this.trouble = say('source.unreadable');
    }
    if (!this.data && this.src) void this.ask(this.src);
  }

  private async ask(src: string): Promise<void> {
    const answer = await new Address<ScorecardData | CardJson>(src).ask();
    if (answer?.kind === 'new') this.data = answer.data;
    else if (answer?.kind === 'failed') this.trouble = say('source.failed', { why: answer.why });
  }

  protected override render(): TemplateResult {
    if (!this.data) return html`<p class="soft" role="status">${this.trouble || (this.src ? say('source.waiting') : say('source.none'))}</p>`;
    const data = dataOf(this.data);
    const all = rows(data);
    if (this.compact) return this.small(data, all);
    const [line, most] = [lowest(all), mattersMost(all)];
    if (this.factor) return this.alone(all.find((row) => row.factor.key === this.factor), most);
    return html`<section part="profile" aria-label=${say('score.label')}>${this.said(data, all)}${heads(all)}
      <ul class="rows">${all.map((row) => html`<li class=${row.weakest ? 'is-weakest' : ''}><details @toggle=${(event: Event) => this.turned(event, row)}><summary class="row">${this.row(row, line, most)}</summary>
        ${this.opened.has(row.factor.key) ? inside(row) : nothing}</details></li>`)}</ul>${
      line === null ? nothing : html`<p class="soft legend"><svg class="legend__line" viewBox="0 0 22 8" aria-hidden="true"><path d="M0,4H22"/></svg>${say('score.key.line')}</p>`}
      <details class="table" @toggle=${(event: Event) => { this.tabled = (event.target as HTMLDetailsElement).open; }}><summary>${say('table.show')}</summary>${this.tabled ? table(all) : nothing}</details></section>`;
  }

  /** The weakest link first, in words. */
  private said({ card }: ScorecardData, all: readonly Row[]): TemplateResult {
    const { title, sentences, beside } = headline(card, all);
    return html`<header>${card.simulated ? html`<p class="simulated">${say('score.simulated')}</p>` : nothing}<h2>${title}</h2><p class="said">${sentences.join(' ')}</p>${next(card)}${beside.length ? html`<p class="said soft">${beside.join(' ')}</p>` : nothing}</header>`;
  }

  private row(row: Row, line: number | null, most: number): TemplateResult {
    const { factor } = row;
    const drawnOver = row.history.length > 1 && row.history.some((point) => point.value !== null);
    return html`<span class="title"><span class="number">${factor.number}</span><span><span class="name">${factor.title}</span>${row.weakest ? html` <span class="pill">${say('score.pill')}</span>` : nothing}<span
        class="asks">${factor.asks}</span></span></span>
      <span class="axis">${axis(row, line)}<span class="ends" aria-hidden="true"><span>${factor.none}</span><span>${factor.full}</span></span></span>
      ${row.reach ? html`<span class="value"><b>${row.value}</b><span class="interval">${row.interval}</span></span>` : html`<span class="value value--none">${row.needed[0]}</span>`}
      ${matter(row, most)}
      <span class="history">${drawnOver ? spark(row.history) : nothing}<span class=${drawnOver ? 'unseen' : 'soft'}>${historyWords(row.history)}</span></span>
      <svg class="chevron" viewBox="0 0 12 12" aria-hidden="true" focusable="false"><path d="M2.5,4.5L6,8L9.5,4.5"/></svg>`;
  }

  /** One factor alone, on its own page. */
  private alone(row: Row | undefined, most: number): TemplateResult {
    if (!row) return html`<p class="soft">${say('score.not_scored')}</p>`;
    return html`<section part="profile" class="alone ${row.weakest ? 'is-weakest' : ''}" aria-label=${row.factor.title}><div class="row">${this.row(row, null, most)}</div>${
      row.needed.slice(1).map((each) => html`<p class="said">${each}</p>`)}</section>`;
  }

  private small({ card }: ScorecardData, all: readonly Row[]): TemplateResult {
    const [{ title, sentences }, line] = [headline(card, all), lowest(all)];
    return html`<div part="profile" class="small"><div class="small__words">${card.simulated ? html`<p class="simulated">${say('score.simulated')}</p>` : nothing}
      <p class="small__title">${title}</p><p class="said">${sentences.join(' ')}</p>${next(card)}</div>
      <ul class="small__axes" aria-label=${say('score.label')}>${all.map((row) => html`<li class=${row.weakest ? 'is-weakest' : ''}><span class="small__name"><span class="number">${row.factor.number}</span>${
        row.factor.url ? html`<a class="name" href=${row.factor.url}>${row.factor.title}</a>` : html`<span class="name">${row.factor.title}</span>`}</span>${lane(row, line)}${
        row.reach ? html`<span class="small__value"><b>${row.value}</b> <span class="interval">${row.interval}</span></span>` : html`<span class="small__value soft">${row.needed[0]}</span>`}</li>`)}</ul></div>`;
  }

  private turned(event: Event, { factor }: Row): void {
    const details = event.target as HTMLDetailsElement;
    if (details !== event.currentTarget || !details.open) return;
    this.opened = new Set([...this.opened, factor.key]);
    this.dispatchEvent(new CustomEvent('lw-open-factor', { detail: { factor: factor.key }, bubbles: true, composed: true }));
  }
}

/** What to do first, where anything is said to be done. */
function next(card: CardJson): TemplateResult | typeof nothing {
  const step = nextStep(card);
  return step ? html`<p class="said first"><b>${say('score.do_next')}</b> ${step}</p>` : nothing;
}

/** What the columns are; read out with every row, so that it is for the eye alone. */
function heads(all: readonly Row[]): TemplateResult {
  const some = all.some((row) => row.owner || row.customers);
  return html`<div class="heads row" aria-hidden="true"><span>${say('score.head.factor')}</span><span>${say('score.head.known')}</span><span></span><span>${
    some ? html`${say('score.head.matters')}<span class="key"><span>${key('owner')}${say('score.key.owner')}</span><span>${key('customers')}${say('score.key.customers')}</span></span>` : nothing}</span><span>${say('score.head.history')}</span><span></span></div>`;
}

function matter(row: Row, most: number): TemplateResult {
  if (!row.owner && !row.customers) return html`<span class="matters soft"></span>`;
  return html`<span class="matters"><span class="matters__name">${say('score.matters')}</span>${matters(row.owner, row.customers, most)}<span class="matters__words">${mattersWords(row)}</span></span>`;
}
