import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { sheets } from '../shared/sheet';
import { onPage } from '../shared/source';
import { say } from '../shared/texts';
import type { Answered } from './asking';
import { type Asked, Client, Refused } from './client';
import { comparing } from './compare';
import type { Choice, DeskData, Saved, Section } from './contract';
import { Desk } from './desk';
import { fieldOf, readForm, sectionsOf, type Typed, typedOf } from './fields';
import { buying, requirements } from './form';
import { HUES } from './look';
import { Names } from './names';
import { axisChoices, belowPicture, bests, choice, type Pane, pictureWords, type View } from './parts';
import { prepared } from './prepared';
import { regionOf } from './region';
import { changes, ruledOut } from './said';
import styles from './styles.css?inline';
import { Views } from './views';

/** Milliseconds after the last change before the tool is asked. */
const CALM_MS = 200;
/** Widths, in pixels: from `SMALL` on the list is a table, from `WIDE` on everything is seen at once. */
const [SMALL, WIDE] = [640, 960];
const COLOURS = ['surface', 'pale', 'point', 'front', 'ink', ...HUES];

/**
 * A desk on which a tool designs: requirements in, every complete design that can be made out, seen as a trade-off, across all measures and
 * as a list; narrowed, weighed, compared, opened. It knows nothing of what is designed: everything comes from the tool.
 *
 * @element lw-design-desk
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the data
 * @attr {string} base - address below which `configure`, `named`, `save` and `compare` are asked; that of the data otherwise
 * @attr {string} csrf - token for the header X-CSRFToken; that of the data otherwise
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {DeskData|null} data - contract.md, "Desk"
 * @fires lw-desk-answer - candidates arrived: `{n, considered}`
 * @fires lw-desk-open - a design is saved and about to be opened: `{url, row}`; preventDefault() keeps the page
 * @fires lw-desk-compare - designs are saved and about to be compared in full: `{url, rows}`; preventDefault() keeps the page
 * @slot - a `<script type="application/json">` with the data, and what stands there without scripts
 * @csspart form - the requirements
 * @csspart picture - the trade-off and the parallel view
 * @csspart filters - the histograms
 * @csspart list - the designs
 * @cssprop --lw-point, --lw-front - colours of designs and of those on the front
 * @cssprop --lw-surface, --lw-sunken, --lw-ink, --lw-soft, --lw-line, --lw-edge, --lw-focus - paper, words, lines, focus
 */
export class LwDesignDesk extends LitElement {
  static override styles = sheets(styles);
  static override properties = {
    data: { attribute: false }, from: {}, base: {}, csrf: {}, theme: {}, typed: { state: true }, wrong: { state: true }, refusal: { state: true }, busy: { state: true }, pane: { state: true }, view: { state: true },
    size: { state: true }, desk: { state: true }, opening: { state: true }, quantity: { state: true }, currency: { state: true }, region: { state: true }, choice: { state: true }, broken: { state: true }, turn: { state: true }, old: { state: true },
  };

  declare data: DeskData | null;
  declare from: string | null;
  declare base: string | null;
  declare csrf: string | null;
  declare theme: string | null;
  private declare typed: Typed;
  private declare wrong: Record<string, string>;
  private declare refusal: string;
  private declare busy: boolean;
  private declare pane: Pane;
  private declare view: View;
  private declare size: 'small' | 'middle' | 'wide';
  private declare desk: Desk | null;
  private declare opening: boolean;
  private declare quantity: string;
  private declare currency: string;
  private declare region: string;
  private declare choice: Choice | null;
  private declare broken: string;
  /** Whether what is seen answers something else than what was typed last. */
  private declare old: boolean;
  /** Counts up whenever the desk's own state changed: presets, axes, what is chosen. */
  private declare turn: number;
  private sections: Section[] = [];
  private client: Client | null = null;
  private names: Names | null = null;
  private views: Views | null = null;
  private asking = 0;
  private readonly measured = new ResizeObserver(([entry]) => this.resized(entry!.contentRect.width));
  private readonly scheme = window.matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    super();
    Object.assign(this, {
      data: null, typed: {}, wrong: {}, refusal: '', busy: false, pane: 'needs', view: 'scatter', size: 'wide', desk: null, opening: false, quantity: '1', currency: '', region: '', choice: null, broken: '', turn: 0, old: false,
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    try {
      this.data ??= onPage<DeskData>(this);
    } catch {
      this.broken = say('source.unreadable');
    }
    this.measured.observe(this);
    this.scheme.addEventListener('change', this.repaint);
    window.addEventListener('beforeprint', this.paper);
    window.addEventListener('afterprint', this.screen);
    if (this.data && this.desk && !this.client) this.begin(this.data);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.measured.disconnect();
    this.scheme.removeEventListener('change', this.repaint);
    window.removeEventListener('beforeprint', this.paper);
    window.removeEventListener('afterprint', this.screen);
    window.clearTimeout(this.asking);
    this.views?.stop();
    this.names?.stop();
    this.client?.close();
    this.client = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('data') && this.data) this.begin(this.data);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('theme') && this.desk) this.views?.recolour();
    else if (this.desk && ['desk', 'view', 'pane', 'size'].some((each) => changed.has(each))) this.views?.place();
    else if (changed.has('turn')) this.views?.looked();
  }

  private begin(data: DeskData): void {
    const base = this.base || data.urls.base || '';
    const below = (name: string): string => (this.base ? `${base}${name}` : data.urls[name] ?? `${base}${name}`);
    this.client?.close();
    this.client = new Client({ configure: below('configure'), named: below('named'), save: below('save'), compare: below('compare') }, this.csrf || data.csrf || '', workerUrl());
    this.sections = sectionsOf(data);
    this.typed = typedOf(this.sections, data.spec ?? {});
    Object.assign(this, { quantity: String(data.quantity ?? 1), currency: data.currency ?? '', region: data.region ?? '', choice: null });
    if (data.answer) this.take({ kind: 'new', ready: prepared(data.answer) });
    else void this.ask();
  }

  private get count(): number | null {
    return /^\s*[1-9]\d{0,8}\s*$/.test(this.quantity) ? Number(this.quantity) : null;
  }

  private get body(): Asked {
    const region = regionOf(this.region);
    return { spec: readForm(this.sections, this.typed).spec, quantity: this.count ?? 1, currency: this.currency, ...(region ? { region } : {}), ...(this.choice ? { choice: this.choice } : {}) };
  }

  /** Whether something that stands in a field cannot be asked. */
  private get unfit(): boolean {
    return Object.keys(this.wrong).length > 0 || this.count === null || regionOf(this.region) === null;
  }

  /** What people changed is asked for once they pause; what they asked before is not waited for. */
  private changed(): void {
    this.wrong = readForm(this.sections, this.typed).wrong;
    window.clearTimeout(this.asking);
    this.client?.takeBack();
    this.busy = !this.unfit;
    if (this.unfit) return;
    this.old = true;
    this.asking = window.setTimeout(() => void this.ask(), CALM_MS);
  }

  /** At once what was found before, where there is such an answer, at the prices of now; then what a whole search finds. */
  private async ask(whole = false): Promise<void> {
    this.busy = true;
    const answer = await this.client!.configure({ ...this.body, whole });
    if (!answer) return;
    this.take(answer);
    if (answer.kind === 'new' && answer.ready.partial) await this.ask(true);
  }

  private take(answer: Answered): void {
    [this.busy, this.old] = [false, false];
    this.refusal = '';
    if (answer.kind === 'failed') this.refusal = say(this.desk ? 'desk.failed' : 'desk.failed.first', { why: answer.why });
    else if (answer.kind === 'refused') {
      const { problem } = answer;
      const words = [problem.title, problem.next_step].filter(Boolean).join(' ');
      const name = fieldOf(this.sections, problem);
      if (name) this.wrong = { ...this.wrong, [name]: words };
      else this.refusal = words;
    } else {
      const { ready } = answer;
      this.wrong = {};
      this.names?.stop();
      this.names = new Names(ready, this.client!, { ...this.body, spec: ready.spec }, () => this.views?.looked());
      this.desk = new Desk(ready, this.desk);
      this.views ??= new Views(this.renderRoot, {
        turned: () => { this.turn += 1; }, open: (row) => void this.open(row), opening: () => this.opening, cards: () => this.size === 'small',
      });
      this.views.take(this.desk, this.names);
      this.dispatch('lw-desk-answer', { n: ready.n, considered: ready.considered });
    }
  }

  private dispatch(name: string, detail: unknown, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }

  private readonly repaint = (): void => this.views?.recolour();

  private readonly paper = (): void => this.views?.print(true);

  private readonly screen = (): void => this.views?.print(false);

  private resized(width: number): void {
    this.size = width < SMALL ? 'small' : width < WIDE ? 'middle' : 'wide';
    this.views?.placeSoon();
  }

  /** Keep designs of the answer that stands here now, one after another, whichever answer arrives meanwhile. */
  private async saved(rows: readonly number[]): Promise<Saved[]> {
    const { client, names } = this;
    const asked = { ...this.body, spec: this.desk!.ready.spec };
    const all: Saved[] = [];
    for (const row of rows) all.push(await client!.save(asked, await names!.of(row)));
    return all;
  }

  private async open(row: number): Promise<void> {
    await this.doing(async () => {
      const { url } = (await this.saved([row]))[0]!;
      const whole = new URL(url, new URL(this.base || this.data!.urls.base || '', document.baseURI)).href;
      if (this.dispatch('lw-desk-open', { url: whole, row }, true)) window.location.assign(whole);
    });
  }

  private async compareAll(): Promise<void> {
    const rows = [...this.desk!.chosen];
    await this.doing(async () => {
      const addresses = (await this.saved(rows)).map((saved) => saved.address ?? saved.hash);
      const whole = new URL(this.client!.urls.compare!, document.baseURI);
      for (const address of addresses) whole.searchParams.append('d', address);
      if (this.dispatch('lw-desk-compare', { url: whole.href, rows }, true)) window.location.assign(whole.href);
    });
  }

  private async doing(work: () => Promise<void>): Promise<void> {
    this.opening = true;
    this.views?.words();
    try {
      await work();
    } catch (error) {
      this.refusal = error instanceof Refused ? error.message : say('desk.failed', { why: String(error) });
    }
    this.opening = false;
    this.views?.words();
  }

  protected override render(): TemplateResult {
    const { data, desk } = this;
    if (!data) return html`<p class="soft" role="status">${this.broken || say('source.none')}</p>`;
    const n = desk?.chosen.length ?? 0;
    const panes = (['needs', 'chart', 'narrow', 'list', 'compare'] as const).map((pane) => [pane, `${say(`desk.pane.${pane}`)}${pane === 'compare' && n ? ` ${n}` : ''}`] as const);
    return html`<div class="desk desk--${this.size} pane--${this.pane} view--${this.size !== 'wide' && this.view === 'compare' ? 'scatter' : this.view}">
      <span class="colours" aria-hidden="true">${COLOURS.map((name) => html`<i data-colour=${name} class="h-${name}"></i>`)}</span>
      <div class="top"><p class="said" role="status" data-part="said">${desk ? nothing : this.waiting()}</p>${this.told(desk)}</div>
      ${choice(say('desk.pane'), panes, this.pane, (pane) => this.turnTo(pane), 'panes')}
      <form part="form" class="rail" @submit=${(event: Event) => event.preventDefault()}><h2>${say('desk.needs')}</h2>${requirements({
        sections: this.sections, typed: this.typed, wrong: this.wrong, change: (name, value) => { this.typed = { ...this.typed, [name]: value }; this.changed(); },
      })}${buying({
        data, quantity: this.quantity, currency: this.currency, choice: this.choice, region: this.region, regions: desk?.ready.regions ?? [],
        wrong: { count: this.count === null ? say('desk.wrong.count') : '', region: regionOf(this.region) === null ? say('desk.wrong.region') : '' },
        ship: (region) => { this.region = region; this.changed(); }, quantities: (text) => { this.quantity = text; this.changed(); }, currencies: (currency) => { this.currency = currency; this.changed(); }, choose: (one) => { this.choice = one; this.changed(); },
      })}<p class="soft">${data.tool.catalogue ? say('desk.catalogue', { catalogue: data.tool.catalogue }) : nothing} ${
        desk?.ready.atUs ? say('desk.as_of', { at: `${new Date(desk.ready.atUs / 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC` }) : nothing}</p></form>
      <div class="main">${this.found(desk)}</div></div>`;
  }

  /** Another pane, from its beginning: on a small screen its buttons go up to the edge. */
  private turnTo(pane: Pane): void {
    this.pane = pane;
    void this.updateComplete.then(() => this.renderRoot.querySelector('.panes')?.scrollIntoView({ block: 'start' }));
  }

  private waiting(): string {
    return this.busy ? say('desk.waiting') : '';
  }

  /** What else is to be said: that it is being updated, what is wrong, notes, and what ruled others out. */
  private told(desk: Desk | null): TemplateResult {
    return html`<p class="state" role="status">${this.busy && desk ? html`<span class="state__mark" aria-hidden="true"></span>${say('desk.again')}` : this.unfit ? say('desk.fix') : nothing}</p>
      ${this.refusal ? html`<p class="caution" role="alert">${this.refusal} <button type="button" class="link" @click=${() => void this.ask()}>${say('desk.retry')}</button></p>` : nothing}
      ${desk && !desk.ready.n ? html`<div class="caution"><p>${say('desk.none.try')}</p><ul>${changes(desk.ready).map((each) => html`<li>${each}</li>`)}</ul></div>` : nothing}
      ${desk ? html`${ruledOut(desk.ready)}${desk.ready.notes.length ? html`<details class="ruled ruled--notes"><summary>${say('desk.notes')}</summary><ul class="notes">${desk.ready.notes.map((each) => html`<li>${each}</li>`)}</ul></details>` : nothing}` : nothing}`;
  }

  private found(desk: Desk | null): TemplateResult {
    const empty = !desk?.ready.n;
    const waiting = !desk && this.busy;
    const by = desk?.sort ? say('desk.designs.sorted', { title: desk.ready.measures[desk.sort.k]!.title }) : say('desk.designs.by', { by: desk?.ready.presets.find((each) => each.name === desk.preset)?.title ?? say('desk.own_weights') });
    const seen = this.size === 'wide' ? (['scatter', 'parallel', 'compare'] as const) : (['scatter', 'parallel'] as const); // elsewhere it has a place of its own
    const views = seen.map((view) => [view, view === 'compare' && desk?.chosen.length ? say('desk.compare.n', { n: desk.chosen.length }) : say(`desk.view.${view}`)] as const);
    const layers = (name: string, words: string): TemplateResult => html`<div class="picture picture--${name}" data-part=${name}><svg data-layer="under" aria-hidden="true"></svg><canvas data-layer="canvas" role="img" aria-label=${words}></canvas>
      <svg data-layer="over" aria-hidden="true"></svg></div>`;
    return html`<div class="found ${waiting ? 'found--waiting' : this.old ? 'found--old' : ''}" ?hidden=${empty && !waiting}>
      <div class="stage"><section class="chart" part="picture" aria-label=${say('desk.view')}><div class="tools">${choice(say('desk.view'), views, this.view, (view) => { this.view = view; }, 'views')}
          <div class="axes">${desk && !empty ? axisChoices(desk, (axis, k) => { desk[axis] = k; this.turn += 1; this.views?.placeSoon(); }) : nothing}</div></div>
        <div class="pictures">${layers('scatter', desk && !empty ? pictureWords(desk, 'scatter', []) : '')}<div class="across" tabindex="0" role="region" aria-label=${say('desk.view.parallel')}>${layers('parallel', desk && !empty ? pictureWords(desk, 'parallel', this.views?.axes ?? []) : '')}</div></div>
        <div class="below">${desk && !empty ? belowPicture(desk, this.view) : nothing}${waiting ? nothing : html`<p class="soft how">${say('desk.how')}</p>`}</div>
        <div class="readout" data-part="readout"></div></section>
      <section class="narrow" part="filters" aria-label=${say('desk.filters')} data-part="narrow"></section>
      <section class="compare" aria-label=${say('desk.compare')}>${desk && !empty ? comparing({
        look: desk.look, title: (row) => this.names!.title(row), drop: (row) => this.views?.choose(row), open: (row) => void this.open(row), all: () => void this.compareAll(), clear: () => { desk.chosen = []; this.turn += 1; }, busy: this.opening,
      }) : nothing}</section>
      <section class="designs" part="list" aria-label=${say('desk.designs')}><div class="designs__head"><h2 class="title">${say('desk.designs')} ${waiting ? nothing : html`<span class="soft">${by}</span>`}</h2>
        ${desk && !empty ? bests(desk, (name) => this.views?.order(() => desk.usePreset(name)), (key, weight) => this.views?.order(() => desk.weigh(key, weight))) : nothing}</div>
        <div class="list" data-part="list"><div data-part="nothing"></div><div class="scroller" data-part="scroller"><div role="grid" aria-label=${say('desk.designs')} class="grid"><div role="rowgroup"><div role="row" class="entry entry--head" aria-rowindex="1" aria-busy="true" data-part="head"></div></div>
          <div role="rowgroup" class="sheet" data-part="sheet"><div class="window" role="presentation" data-part="window"></div></div></div></div></div></section></div></div>`;
  }
}

/** The desk's own thread stands beside this module. */
function workerUrl(): URL | null {
  const here = import.meta.url;
  return here.startsWith('http') ? new URL('desk-worker.js', here) : null;
}
