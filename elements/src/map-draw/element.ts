import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { DrawConfig, DrawnActor, Drawing } from '../contract';
import { categoryClass } from '../shared/kinds';
import { icon } from '../shared/marks';
import { sheets } from '../shared/sheet';
import { Address, onPage } from '../shared/source';
import { say, told } from '../shared/texts';
import { board, HALF } from './board';
import { type Drag, Dragging } from './dragging';
import { added, adopted, apart, EMPTY, find, inRing, linked, named, overlaps, placed, removed, ringOf, sized, type Sketch, turned, unplaced, valued } from './drawing';
import { type DrawState, footer, question } from './footer';
import { begun, type History, redone, stepped, undone } from './history';
import { historyKey, pressed } from './keys';
import { addTrouble, nameTrouble, tidy } from './naming';
import { uuid } from './outbox';
import { actorWords, addForm, ringKey, ringWords, selectedPanel, tray, whereWords } from './panel';
import { same, Saving } from './saving';
import styles from './styles.css?inline';

/**
 * A customer draws the own ecosystem: adds actors, drags them between rings, says how much each matters and whether it helps
 * or hinders, links them. Works with fingers, mouse, pen and keyboard; keeps everything on the device until the server has it.
 *
 * Keys on an actor: arrows up and down move between rings, left and right around; + and - change how much it matters; L links,
 * Delete removes. Anywhere: Ctrl+Z undoes, Ctrl+Shift+Z or Ctrl+Y redoes; Escape ends dragging and linking.
 *
 * @element lw-map-draw
 * @attr {string} config - what is asked, as JSON (or a script inside, `from`, `src`; contract.md)
 * @attr {string} action - address that the drawing is POSTed to; without it nothing is sent and only events tell
 * @attr {string} csrf - token for the header X-CSRFToken
 * @attr {string} key - name under which the device keeps the drawing; `action` otherwise
 * @attr {string} src - address of the config
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds the config
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {DrawConfig|null} config - the same as an object
 * @fires lw-draw-change - the map changed: `{drawing}`
 * @fires lw-draw-state - empty, unsent, sending, waiting, refused, saved: `{state}`
 * @fires lw-draw-saved - the server has it: `{drawing, response}`
 * @slot - a `<script type="application/json">` with the config
 * @slot thanks - shown once the map is saved
 * @csspart board - the SVG
 * @csspart status - the words on whether it is saved
 * @cssprop --lw-surface, --lw-sunken, --lw-ink, --lw-soft, --lw-line, --lw-edge, --lw-focus - paper, words, lines, focus
 * @cssprop --lw-focal, --lw-other, --lw-peers, --lw-family, --lw-strangers, --lw-self - colours of the categories
 */
export class LwMapDraw extends LitElement {
  static override styles = sheets(styles);
  static override properties = {
    config: { type: Object }, action: {}, csrf: {}, key: {}, src: {}, from: {},
    history: { state: true }, selected: { state: true }, linking: { state: true }, drag: { state: true }, live: { state: true }, state: { state: true },
    said: { state: true }, name: { state: true }, category: { state: true }, trouble: { state: true }, scale: { state: true },
    adding: { state: true },
  };

  declare config: DrawConfig | null;
  declare action: string | null;
  declare csrf: string | null;
  declare key: string | null;
  declare src: string | null;
  declare from: string | null;
  private declare history: History<Sketch>;
  private declare selected: string;
  private declare linking: boolean;
  private declare drag: Drag | null;
  /** A slider that is being moved: seen at once, a step only when it is let go. */
  private declare live: Sketch | null;
  private declare state: DrawState;
  private declare said: string;
  private declare name: string;
  private declare category: string;
  private declare trouble: string;
  private declare scale: number;
  private declare adding: boolean;
  private saving: Saving | undefined;
  private sized: ResizeObserver | undefined;
  private readonly dragging = new Dragging(() => this.svg(), HALF, (drag) => { this.drag = drag; }, (drag) => this.drop(drag), () => { this.drag = null; });

  constructor() {
    super();
    Object.assign(this, {
      config: null, history: begun(EMPTY), selected: '', linking: false, drag: null, live: null, state: 'empty', said: '', name: '', category: '',
      trouble: '', scale: 1.4, adding: true,
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    try {
      this.config ??= onPage<DrawConfig>(this);
    } catch {
      this.trouble = say('source.unreadable');
    }
    if (!this.config && this.src) void this.ask(this.src);
    window.addEventListener('online', this.online);
    this.sized = new ResizeObserver(() => this.measure());
    this.sized.observe(this);
    this.saving?.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('online', this.online);
    this.sized?.disconnect();
    this.dragging.stop();
    this.saving?.close();
  }

  /** The map as it would be sent now. */
  get drawing(): Drawing {
    const { rings, question } = this.config ?? { rings: { k: 3, words: [] }, question: '' };
    const { actors, ties } = this.history.now;
    return {
      rings, actors: actors.map((actor) => ({ ...actor })), ties: ties.map((tie) => ({ ...tie })), question, drawn_at: new Date().toISOString(), client_id: uuid(),
    };
  }

  /** Send the map; asks first where actors are not placed or there are none. */
  send(): void {
    const dialog = this.shadowRoot?.querySelector('dialog');
    if (dialog && (unplaced(this.sketch).length || !this.sketch.actors.length)) dialog.showModal();
    else this.saving?.send(this.drawing);
  }

  undo(): void {
    this.go(undone(this.history), say('draw.undone'));
  }

  redo(): void {
    this.go(redone(this.history), say('draw.redone'));
  }

  private get sketch(): Sketch {
    const now = this.live ?? this.history.now;
    const { drag } = this;
    const dragged = drag ? find(now, drag.id) : undefined;
    if (!drag || !dragged) return now;
    // An actor of the board stays drawn wherever it is dragged; one from the tray appears once it is over the board.
    if (dragged.ring === null && !drag.inside) return now;
    const seen = { x: drag.x, y: drag.y, ring: ringOf(drag.x, drag.y, this.k) };
    return { ...now, actors: now.actors.map((actor) => (actor.id === drag.id ? { ...actor, ...seen } : actor)) };
  }

  private get k(): number {
    return this.config?.rings.k ?? 3;
  }

  private readonly online = (): void => this.saving?.again();

  private async ask(src: string): Promise<void> {
    const answer = await new Address<DrawConfig>(src).ask();
    if (answer?.kind === 'new') this.config = answer.data;
    else if (answer?.kind === 'failed') this.trouble = say('source.failed', { why: answer.why });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('config') && this.config && !this.saving) this.begin(this.config);
  }

  protected override updated(): void {
    this.measure();
    const ghost = this.shadowRoot?.querySelector<HTMLElement>('.ghost');
    if (ghost && this.drag) ghost.style.transform = `translate(${this.drag.clientX}px, ${this.drag.clientY}px)`;
  }

  /** The server's map first, then what this device kept of an earlier visit, so that undo leads back. */
  private begin(config: DrawConfig): void {
    const start = adopted(config.actors ?? [], config.ties ?? [], config.rings);
    this.history = begun(start);
    this.saving = new Saving({
      action: this.action, store: `lifeworld:map:${this.key || this.action || ''}`, csrf: () => this.csrf ?? '', now: () => this.history.now,
      changed: () => this.savingChanged(), saved: (saved) => this.dispatch('lw-draw-saved', saved),
    }, config.actors ? start : null);
    const draft = this.saving.draft;
    if (draft && !same(draft, start)) {
      this.history = stepped(this.history, adopted(draft.actors, draft.ties, config.rings));
      this.said = say('draw.restored');
      this.saving.state = 'unsent';
    }
    this.state = this.saving.state;
    this.adding = this.history.now.actors.length === 0;
    this.saving.open();
  }

  private savingChanged(): void {
    const state = this.saving?.state ?? 'empty';
    this.requestUpdate();
    if (state === this.state) return;
    this.state = state;
    this.dispatch('lw-draw-state', { state });
  }

  /** A new state of the map, kept on the device and told. */
  private change(next: Sketch, said = ''): void {
    this.go(stepped(this.history, next), said);
  }

  private go(history: History<Sketch>, said: string): void {
    this.live = null;
    this.said = said;
    if (history === this.history) return;
    this.history = history;
    if (!find(history.now, this.selected)) this.selected = '';
    this.saving?.touched();
    this.dispatch('lw-draw-change', { drawing: this.drawing });
  }

  private dispatch(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  private svg(): SVGSVGElement | null {
    return this.shadowRoot?.querySelector<SVGSVGElement>('svg.board') ?? null;
  }

  private measure(): void {
    const width = this.svg()?.getBoundingClientRect().width ?? 0;
    const scale = width / (2 * HALF);
    if (scale > 0 && Math.abs(scale - this.scale) > 0.01) this.scale = scale;
  }

  protected override render(): TemplateResult {
    const { config } = this;
    if (!config) return html`<p class="soft" role="status">${this.trouble || (this.src ? say('source.waiting') : say('source.none'))}</p>`;
    const { sketch } = this;
    const actor = find(sketch, this.selected);
    return html`<div class="draw" @keydown=${this.shortcut}>
      <p class="question">${config.question}</p>
      <div class="columns"><div class="left">${this.boardPart(config, sketch)}</div>
        <div class="right">${tray(this.history.now, this.selected, (event, each) => this.press(event, each), (each) => this.choose(each))}
          ${actor ? this.panel(config, sketch, actor) : nothing}
          ${this.adding ? addForm({
            config, sketch, name: this.name, category: this.category, trouble: this.trouble, setName: (name) => { this.name = name; },
            setCategory: (category) => { this.category = category; }, add: (name, category) => this.add(name, category),
          }) : html`<button class="button button--wide" type="button" @click=${() => this.openAdding()}>${say('draw.add_another')}</button>`}
        </div></div>
      ${this.footer()}${question(this.history.now, () => this.saving?.send(this.drawing))}
      ${this.drag && !this.drag.inside ? this.ghost(this.drag) : nothing}</div>`;
  }

  private boardPart(config: DrawConfig, sketch: Sketch): TemplateResult {
    const pairs = this.drag ? [] : overlaps(sketch);
    const nameOf = (id: string): string => (id ? (find(sketch, id)?.name ?? '') : (config.self ?? say('draw.self')));
    return html`${board({
      sketch, rings: config.rings, self: nameOf(''), scale: this.scale, selected: this.selected, linking: this.linking,
      dragged: this.drag?.id ?? '', covered: new Set(pairs.flat()), label: say('draw.board', { question: config.question, k: config.rings.k }),
      says: (actor) => actorWords(config, actor), press: (event, actor) => this.press(event, actor), keys: (event, actor) => this.keys(event, actor),
      focus: (actor) => { if (!this.linking) this.selected = actor.id; }, tap: (event) => this.tap(event), hold: (event) => this.dragging.hold(event),
    })}${ringKey(config)}<p class="covered" role="status">${pairs.length ? html`${say('draw.covered', { names: told(pairs[0]!.map(nameOf)) })}
      <button class="link" type="button" @click=${() => this.change(apart(this.history.now, this.k), say('draw.moved_apart'))}>${say('draw.apart')}</button>` : nothing}</p>`;
  }

  private ghost(drag: Drag): TemplateResult | typeof nothing {
    const actor = find(this.history.now, drag.id);
    return actor?.ring === null ? html`<div class="ghost ${categoryClass(actor.category)}" aria-hidden="true">${icon(actor.category)}${actor.name}</div>` : nothing;
  }

  private panel(config: DrawConfig, sketch: Sketch, actor: DrawnActor): TemplateResult {
    const { id } = actor;
    const now = this.history.now;
    return selectedPanel({
      config, sketch, actor, linking: this.linking,
      rename: (name) => this.rename(actor, name),
      recategorise: (category) => this.change(named(now, id, { category })),
      toRing: (ring) => this.change(inRing(now, id, ring, this.k), whereWords(config, ring)),
      resize: (size, final) => { if (final) this.change(sized(now, id, size)); else this.live = sized(now, id, size); },
      value: (valence) => this.change(valued(now, id, valence)),
      startLink: () => this.toggleLinking(actor),
      unlink: (other) => this.change(linked(now, id, other), say('draw.unlinked', { a: actor.name, b: find(now, other)?.name ?? '' })),
      remove: () => this.takeOut(actor),
      done: () => { this.selected = ''; this.linking = false; },
    });
  }

  private footer(): TemplateResult {
    const { saving } = this;
    return footer({
      state: this.state, why: saving?.why ?? '', said: this.said, kept: saving?.kept ?? true, pending: saving?.pending ?? false, sends: Boolean(this.action),
      past: this.history.past.length, future: this.history.future.length, thanks: saving?.done ? (this.config?.thanks ?? '') : null,
      undo: () => this.undo(), redo: () => this.redo(), send: () => this.send(), again: () => saving?.again(),
    });
  }

  private press(event: PointerEvent, actor: DrawnActor): void {
    this.dragging.press(event, actor.id, actor.x, actor.y);
  }

  private drop(drag: Drag): void {
    this.drag = null;
    const actor = find(this.history.now, drag.id);
    if (!actor) return;
    this.selected = drag.id;
    this.adding = false;
    this.putAt(actor, drag.inside ? drag.x : Infinity, drag.inside ? drag.y : Infinity);
  }

  private putAt(actor: DrawnActor, x: number, y: number): void {
    if (!this.config) return;
    const next = placed(this.history.now, actor.id, x, y, this.k);
    const ring = find(next, actor.id)?.ring ?? null;
    const missed = ring === null && actor.ring === null;
    this.change(next, missed ? say('draw.missed', { name: actor.name }) : `${actor.name}: ${whereWords(this.config, ring)}`);
  }

  /** A press on the board: on an actor it selects or links, elsewhere it places the selected one that stands nowhere. */
  private tap(event: PointerEvent): void {
    if (this.dragging.wasDrag() || !this.config) return;
    const id = (event.target as Element).closest('[data-actor]')?.getAttribute('data-actor');
    const actor = id ? find(this.history.now, id) : undefined;
    if (actor) {
      this.choose(actor);
      return;
    }
    const waiting = find(this.history.now, this.selected);
    if (waiting?.ring === null) {
      const { x, y } = this.dragging.at(event);
      this.putAt(waiting, x, y);
    } else Object.assign(this, { selected: '', linking: false });
  }

  /** Select an actor, or link it with the selected one. */
  private choose(actor: DrawnActor): void {
    if (this.dragging.wasDrag()) return;
    const first = find(this.history.now, this.selected);
    if (!this.linking || !first || first.id === actor.id) {
      this.selected = actor.id;
      this.adding = false;
      return;
    }
    const next = linked(this.history.now, first.id, actor.id);
    this.change(next, say(next.ties.length > this.history.now.ties.length ? 'draw.linked' : 'draw.unlinked', { a: first.name, b: actor.name }));
    this.linking = false;
  }

  private toggleLinking(actor: DrawnActor | null): void {
    this.linking = actor !== null && !this.linking;
    this.said = this.linking && actor ? say('draw.link_how', { name: actor.name }) : '';
  }

  private keys(event: KeyboardEvent, actor: DrawnActor): void {
    const now = this.history.now;
    const ring = (by: 1 | -1): void => {
      const next = (actor.ring ?? 1) + by;
      if (!this.config || next < 1 || next > this.k) this.said = say(by < 0 ? 'draw.nearest' : 'draw.farthest', { name: actor.name });
      else this.change(inRing(now, actor.id, next, this.k), `${actor.name}: ${ringWords(this.config, next)}`);
    };
    const size = (by: number): void => {
      const next = sized(now, actor.id, actor.size + by);
      this.change(next, `${actor.name}: ${say('draw.size_words', { size: Math.round(100 * (find(next, actor.id)?.size ?? 0)) })}`);
    };
    pressed(event, {
      ring, size, turn: (degrees) => this.change(turned(now, actor.id, degrees, this.k)), remove: () => this.takeOut(actor),
      link: () => this.toggleLinking(actor), choose: () => this.choose(actor),
    });
  }

  private readonly shortcut = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.linking) this.toggleLinking(null);
    const by = historyKey(event);
    if (by) event.preventDefault();
    if (by > 0) this.redo();
    else if (by < 0) this.undo();
  };

  private openAdding(): void {
    this.adding = true;
    this.selected = '';
    void this.updateComplete.then(() => this.shadowRoot?.querySelector<HTMLInputElement>('#name')?.focus());
  }

  private add(given: string, category: string): void {
    const name = tidy(given);
    if (!this.config) return;
    this.trouble = addTrouble(this.history.now, name, category, this.config);
    if (this.trouble) return;
    const id = uuid();
    this.change(added(this.history.now, { id, name, category }), say('draw.added', { name }));
    Object.assign(this, { name: '', category: '', selected: id, adding: false });
  }

  private rename(actor: DrawnActor, given: string): void {
    const name = tidy(given);
    this.said = nameTrouble(this.history.now, name, actor.id);
    if (this.said) this.requestUpdate();
    else this.change(named(this.history.now, actor.id, { name }));
  }

  private takeOut(actor: DrawnActor): void {
    this.linking = false;
    this.change(removed(this.history.now, actor.id), say('draw.removed', { name: actor.name }));
    // The focus goes to another actor, else to where one is added, never nowhere.
    void this.updateComplete.then(() => this.shadowRoot?.querySelector<HTMLElement>('.node, .button--wide, #name')?.focus());
  }
}
