import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Actor, Constellation } from '../contract';
import { categoryClass, categoryName, CATEGORIES, percent, shareWords, typeClass, valenceWords } from '../shared/kinds';
import { icon, sign, typeTag } from '../shared/marks';
import { sheets } from '../shared/sheet';
import { Address, onPage } from '../shared/source';
import { Stream } from '../shared/stream';
import { counted, say } from '../shared/texts';
import { changes, type State, states, steadyAngles } from './moments';
import { kinds, sourceMark } from './evidence';
import { picture } from './picture';
import { listed, type Scene, scene } from './scene';
import styles from './styles.css?inline';
import { alsoFocal, proximityWords, relevanceWords, restsOn, table } from './table';

/** From this width on (CSS pixels) names stand beside the rings; below, numbers stand in them and names in a list. */
const WIDE = 560;

/**
 * One customer's constellation: rings around the self, actors by category (angle), proximity (distance) and relevance (area).
 *
 * @element lw-constellation
 * @attr {string} src - address of the picture's data; asked with its ETag
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the data
 * @attr {string} stream - address of an EventSource that says "newer than N"; a newer position asks `src` again
 * @attr {boolean} compact - a small picture for small multiples: no names, no table, one image
 * @attr {boolean} bare - without heading and reasons (compact: without name and type), where the page says them itself
 * @attr {boolean} table - shows the table (it is always read out)
 * @attr {"sectors"|"drawn"} layout - angle by category (default) or as the customer drew it
 * @attr {number} level - level of the heading, 3 by default
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {Constellation|null} data - the picture's data (contract.md)
 * @fires lw-open-evidence - an actor was asked for its evidence: `{actor, customer, position}`
 * @slot - a `<script type="application/json">` with the data
 * @slot actions - controls beside the table's button
 * @csspart picture - the SVG
 * @csspart table - the table
 * @csspart caption - the words under the picture
 * @csspart looked - the actor that is looked at, in words
 * @csspart notes - in the caption: what area, distance and lines mean, and what is not known
 * @cssprop --lw-surface, --lw-ink, --lw-soft, --lw-line, --lw-edge, --lw-focus - paper, words, lines, focus
 * @cssprop --lw-individual, --lw-brand, --lw-social, --lw-undetermined - colours of the types
 * @cssprop --lw-self, --lw-focal, --lw-other, --lw-peers, --lw-family, --lw-strangers - colours of the categories
 * @cssprop --lw-sans, --lw-serif, --lw-radius - type faces and corners
 */
export class LwConstellation extends LitElement {
  static override styles = sheets(styles);
  static override properties = {
    data: { attribute: false }, src: {}, from: {}, stream: {}, compact: { type: Boolean, reflect: true },
    bare: { type: Boolean, reflect: true }, table: { type: Boolean, reflect: true }, layout: {}, level: { type: Number },
    trouble: { state: true }, busy: { state: true }, wide: { state: true }, when: { state: true }, at: { state: true }, lit: { state: true },
  };

  declare data: Constellation | null;
  declare src: string | null;
  declare from: string | null;
  declare stream: string | null;
  declare compact: boolean;
  declare bare: boolean;
  declare table: boolean;
  declare layout: string | null;
  declare level: number;
  private declare trouble: string;
  private declare busy: boolean;
  private declare wide: boolean;
  private declare when: number | null;
  private declare at: string;
  private declare lit: string;
  private address: Address<Constellation> | undefined;
  private told: Stream | undefined;
  private sized: ResizeObserver | undefined;
  private moments: State[] = [];
  private angles: ReadonlyMap<string, number> = new Map();

  constructor() {
    super();
    Object.assign(this, {
      data: null, compact: false, bare: false, table: false, level: 3, trouble: '', busy: false, wide: false, when: null, at: '', lit: '',
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.data) this.read();
    if (this.src && !this.data) void this.refresh();
    this.listen();
    this.sized = new ResizeObserver(([entry]) => {
      this.wide = (entry?.contentRect.width ?? 0) >= WIDE;
    });
    this.sized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.address?.stop();
    this.told?.close();
    this.sized?.disconnect();
  }

  /** Ask `src` again; the last picture stays until the answer is there. */
  async refresh(): Promise<void> {
    if (!this.src) return;
    if (this.address?.url !== this.src) this.address = new Address(this.src);
    this.busy = true;
    const answer = await this.address.ask();
    if (!answer) return;
    this.busy = false;
    this.trouble = answer.kind === 'failed' ? say('source.failed', { why: answer.why }) : '';
    if (answer.kind === 'new') this.take(answer.data);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('data') && this.data) {
      this.moments = states(this.data);
      this.angles = steadyAngles(this.moments);
      this.when = null;
      if (!this.data.actors.some((actor) => actor.id === this.at)) this.at = listed(this.data.actors)[0]?.id ?? '';
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.hasUpdated) return;
    if (changed.has('stream') && changed.get('stream') !== undefined) this.listen();
    if (changed.has('src') && changed.get('src') !== undefined) void this.refresh();
    if (changed.has('from') && changed.get('from') !== undefined) this.read();
  }

  /** Read the data that the page already holds. */
  private read(): void {
    try {
      const data = onPage<Constellation>(this);
      if (data) this.take(data);
    } catch {
      this.trouble = say('source.unreadable');
    }
  }

  private take(data: Constellation): void {
    if (!data || !Array.isArray(data.actors) || !data.customer || !data.type) this.trouble = say('source.unreadable');
    else this.data = data;
  }

  /** Listen for "newer than N". */
  private listen(): void {
    this.told?.close();
    this.told = this.stream ? new Stream(this.stream, (position) => {
      if (position > (this.data?.position ?? -1)) void this.refresh();
    }) : undefined;
  }

  protected override render(): TemplateResult {
    if (!this.data) return html`<p class="empty soft" role="status">${this.trouble || (this.src ? say('source.waiting') : say('source.none'))}${this.again()}</p>`;
    const state = this.moments[this.when ?? this.moments.length - 1]!;
    const named = this.wide && !this.compact;
    const drawn = scene(this.data, state.actors, state.ties, { compact: this.compact, named, angles: this.angles, asDrawn: this.layout === 'drawn' });
    const image = picture({
      scene: drawn, named, compact: this.compact, at: this.rovingAt(drawn), lit: this.lit, says: (mark) => this.actorWords(mark.actor),
      look: (id) => this.look(id), open: (mark) => this.openEvidence(mark.actor),
    });
    if (this.compact) {
      return html`<figure class="compact ${typeClass(state.type.label)}">${image}${this.bare ? nothing : html`<figcaption part="caption"><bdi>${this.data.customer.label}</bdi>${
        typeTag(state.type.label)}</figcaption>`}</figure>`;
    }
    const rows = listed(state.actors);
    return html`${this.bare ? nothing : this.head(state)}${this.slider()}
      <figure aria-busy=${this.busy}><div class="stage" @keydown=${(event: KeyboardEvent) => this.walk(event, drawn)} @pointerleave=${() => this.look('')}>${image}</div>
        <div class="looked" part="looked">${this.lookedAt(drawn)}</div>${named ? nothing : this.names(drawn)}
        <figcaption part="caption" class="soft">${this.caption(drawn)}</figcaption></figure>
      ${this.changed()}${this.bare ? nothing : this.reasons(state)}
      <div class="actions"><button class="button" type="button" aria-pressed=${this.table} @click=${() => { this.table = !this.table; }}>${say('table.show')}</button><slot
        name="actions"></slot></div>
      ${table(this.data, rows, this.table, (actor) => this.openEvidence(actor))}
      <p class="stale" role="status">${this.trouble ? html`${this.trouble}${this.again()}` : nothing}</p>`;
  }

  private again(): TemplateResult | typeof nothing {
    return this.trouble && this.src ? html` <button class="link" type="button" @click=${() => this.refresh()}>${say('source.again')}</button>` : nothing;
  }

  private head(state: State): TemplateResult {
    const { label, p, stability } = state.type;
    const key = ({ 'individual-driven': 'individual', 'brand-driven': 'brand', 'socially driven': 'social' } as const)[label as 'brand-driven'];
    const best = p && key ? p[key] : null;
    const share = best === null ? '' : say('type.best', { p: percent(best) });
    const stable = stability !== null && stability !== undefined && key ? say('type.stable', { p: percent(stability) }) : '';
    return html`<div class="head"><div class="head__name" role="heading" aria-level=${this.level}>${say('picture.title')}<bdi>${this.data?.customer.label}</bdi></div>
      <div class="head__type">${typeTag(label)}<span class="soft">${[share, stable].filter(Boolean).join(say('list.comma'))}</span></div></div>`;
  }

  private slider(): TemplateResult | typeof nothing {
    const last = this.moments.length - 1;
    if (last < 1) return nothing;
    const when = this.when ?? last;
    const name = (i: number): string => (this.moments[i]?.time ? dateWords(this.moments[i]!.time) : say('moment.now'));
    return html`<div class="moments"><label><span>${say('moment.slider')}</span><input type="range" min="0" max=${last} step="1" .value=${String(when)}
        aria-valuetext=${name(when)} @input=${(event: InputEvent) => { this.when = Number((event.target as HTMLInputElement).value); }}></label>
      <output class="moments__when">${name(when)}</output></div>`;
  }

  private changed(): TemplateResult | typeof nothing {
    if (this.moments.length < 2) return nothing;
    const when = this.when ?? this.moments.length - 1;
    const said = when ? changes(this.moments[when - 1]!, this.moments[when]!) : [say('moment.first')];
    return html`<ul class="changes" aria-live="polite">${said.map((each) => html`<li>${each}</li>`)}</ul>`;
  }

  /** The actor that is looked at, in words; nobody: how to look at one. */
  private lookedAt(drawn: Scene): TemplateResult {
    const mark = drawn.marks.find((each) => each.actor.id === this.lit);
    if (!mark) return html`<p class="soft">${say('picture.how')}</p>`;
    const { actor } = mark;
    const valence = mark.self ? '' : valenceWords(actor.valence);
    return html`<p class=${categoryClass(actor.category)}>${icon(actor.category)} <b><bdi>${actor.name}</bdi></b> <span class="soft">${categoryName(actor.category)}</span></p>
      <p>${[say('picture.relevance', { words: relevanceWords(actor) }), mark.self ? '' : say('picture.proximity', { words: proximityWords(actor) }), valence,
        restsOn(actor)].filter(Boolean).join(say('list.stop'))}</p>`;
  }

  /** Numbers and names in narrow pictures. */
  private names(drawn: Scene): TemplateResult {
    return html`<ol class="names">${drawn.marks.filter((m) => !m.self).map((m) => html`<li class=${categoryClass(m.actor.category)}><span class="names__number">${m.number}</span>${
      icon(m.actor.category)}<bdi>${m.actor.name}</bdi></li>`)}</ol>`;
  }

  private caption(drawn: Scene): TemplateResult {
    const present = new Set(drawn.marks.map((m) => m.actor.category));
    const own = [...present].filter((category) => !CATEGORIES.includes(category));
    const sides = [1, -1, 0].filter((side) => drawn.marks.some((m) => m.side === side)) as (-1 | 0 | 1)[];
    const unmentioned = this.data?.unmentioned;
    const words = [
      say(drawn.guides.length ? 'caption.known' : 'caption.area'),
      drawn.unknown ? counted('caption.unknown', drawn.unknown) : '',
      drawn.leftOut > 0 ? counted('caption.left_out', drawn.leftOut) : '',
      drawn.marks.some((m) => m.actor.focal) ? say('caption.focal') : '',
      drawn.ties.length ? say('caption.ties') : '',
      unmentioned && unmentioned.value !== null ? say('caption.unmentioned', { share: shareWords(unmentioned.value, unmentioned.low, unmentioned.high) }) : '',
      ...(this.data?.notes ?? []),
    ].filter(Boolean);
    return html`<ul class="legend">${[...CATEGORIES, ...own].filter((each) => present.has(each)).map((category) => html`<li class=${categoryClass(category)}>${
        icon(category)}<span>${categoryName(category)}</span></li>`)}${sides.map((side) => html`<li><svg class="icon legend__sign" viewBox="-6 -6 12 12" aria-hidden="true">${
        sign(side, 4)}</svg><span>${valenceWords(side)}</span></li>`)}${
        kinds(drawn.marks.filter((m) => !m.self).map((m) => m.actor)).map((source) => html`<li><svg class="icon" viewBox="-5 -5 10 10" aria-hidden="true">${
        sourceMark(source, 0, 0, 2.6)}</svg><span>${say(`source.${source}`)}</span></li>`)}</ul>
      ${drawn.ringKey.length ? html`<ol class="ring-key">${drawn.ringKey.map((each, i) => html`<li><b>${i + 1}</b> <bdi>${each}</bdi></li>`)}</ol>` : nothing}
      <p part="notes">${words.join(' ')}</p>`;
  }

  private reasons(state: State): TemplateResult | typeof nothing {
    if (!state.type.reasons?.length) return nothing;
    return html`<details class="reasons"><summary>${say('type.why')}</summary><ul>${state.type.reasons.map((each) => html`<li>${each}</li>`)}</ul></details>`;
  }

  private actorWords(actor: Actor): string {
    const self = actor.category === 'self';
    return [
      actor.name, categoryName(actor.category), alsoFocal(actor), say('picture.relevance', { words: relevanceWords(actor) }),
      self ? '' : say('picture.proximity', { words: proximityWords(actor) }), self ? '' : valenceWords(actor.valence), restsOn(actor),
    ].filter(Boolean).join(say('list.comma'));
  }

  /** The actor in the tab order: the one that had the focus last, if it is still drawn. */
  private rovingAt(drawn: Scene): string {
    return drawn.marks.some((m) => m.actor.id === this.at) ? this.at : (drawn.marks[0]?.actor.id ?? '');
  }

  private look(id: string): void {
    this.lit = id;
    if (id && this.shadowRoot?.activeElement?.getAttribute('data-actor') === id) this.at = id;
  }

  /** Arrow keys walk through the actors by relevance; Enter and Space open the evidence. */
  private walk(event: KeyboardEvent, drawn: Scene): void {
    const ids = drawn.marks.map((m) => m.actor.id);
    const now = ids.indexOf((event.target as Element).closest('[data-actor]')?.getAttribute('data-actor') ?? '');
    if (now < 0) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.openEvidence(drawn.marks[now]!.actor);
      return;
    }
    const onward = this.matches(':dir(rtl)') ? -1 : 1;
    const step: Record<string, number> = { ArrowRight: onward, ArrowLeft: -onward, ArrowDown: 1, ArrowUp: -1, Home: -now, End: ids.length - 1 - now };
    const by = step[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.at = ids[(now + by + ids.length) % ids.length]!;
    void this.updateComplete.then(() => this.shadowRoot?.querySelector<SVGElement>(`[data-actor="${CSS.escape(this.at)}"]`)?.focus());
  }

  private openEvidence(actor: Actor): void {
    this.lit = actor.id;
    const detail = { actor: actor.id, customer: this.data?.customer.id ?? '', position: this.data?.position ?? null };
    this.dispatchEvent(new CustomEvent('lw-open-evidence', { detail, bubbles: true, composed: true }));
  }
}

/** A day as people write it. */
function dateWords(time: string): string {
  const day = new Date(time);
  if (Number.isNaN(day.getTime())) return time;
  const locale = document.documentElement.lang || 'en';
  return day.toLocaleDateString(locale, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });
}
