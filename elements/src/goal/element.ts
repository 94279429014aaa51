import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { GoalData, GoalLevel, GoalScale, GoalView } from '../contract';
import { keep, kept } from '../map-draw/keeping';
import { uuid } from '../map-draw/outbox';
import formStyles from '../map-draw/styles.css?inline';
import { sheets } from '../shared/sheet';
import { Address, onPage } from '../shared/source';
import { say } from '../shared/texts';
import { declareForm } from './declare';
import { blank, declared, type Form, trouble } from './form';
import { goalPart } from './progress';
import { Queue, type QueueState, type Sent, type Told } from './queue';
import styles from './styles.css?inline';

/** What the element shows: the form of a new goal, one goal, or all goals with a button to declare another. */
export type GoalMode = 'declare' | 'progress' | 'list';

/**
 * A customer's goals: she declares one in three answers, sees where she is with its uncertainty, and judges how it goes. Works with fingers
 * and keyboard; keeps on the device whatever the server does not have yet, and sends it when the network is back.
 *
 * @element lw-goal
 * @attr {"declare"|"progress"|"list"} mode - what is shown; "list" by default
 * @attr {boolean} bare - without the goal's heading, for a page that has it
 * @attr {string} src - address of the data
 * @attr {string} from - id of a `<script type="application/json">` on the page that holds them
 * @attr {string} action - address to which goals and judgements are POSTed; without it nothing is sent and only events tell
 * @attr {string} token - sent as `Authorization: Bearer`, for an address that is no page of one's own
 * @attr {string} csrf - token for the header X-CSRFToken
 * @attr {string} key - name under which the device keeps what is not sent; `action` otherwise
 * @attr {"light"|"dark"} theme - overrides the page's colour scheme
 * @prop {GoalData|null} data - contract.md, "Goals"
 * @fires lw-goal-state - idle, sending, waiting, refused: `{state, waiting}`, waiting being how many are not sent
 * @fires lw-goal-declared - the server has the goal: `{goal, response}`
 * @fires lw-goal-checked - the server has the judgement: `{check, response}`
 * @slot - a `<script type="application/json">` with the data, and what stands there without scripts
 * @csspart form - the form of a new goal
 * @csspart goal - one goal
 * @csspart steps - the five steps
 * @csspart days - the days of a goal to manage
 * @csspart way - how it went since it was declared
 * @csspart status - the words on what is not sent yet
 * @cssprop --lw-goal - colour of what is as hoped or better, by default that of peers
 * @cssprop --lw-surface, --lw-sunken, --lw-ink, --lw-soft, --lw-line, --lw-edge, --lw-focus - paper, words, lines, focus
 */
export class LwGoal extends LitElement {
  static override styles = sheets(formStyles + styles);
  static override properties = {
    data: { attribute: false }, mode: {}, bare: { type: Boolean }, src: {}, from: {}, action: {}, token: {}, csrf: {}, key: {}, form: { state: true }, shown: { state: true },
    open: { state: true }, said: { state: true }, told: { state: true }, broken: { state: true },
  };

  declare data: GoalData | null;
  declare mode: GoalMode;
  declare bare: boolean;
  declare src: string | null;
  declare from: string | null;
  declare action: string | null;
  declare token: string | null;
  declare csrf: string | null;
  declare key: string | null;
  private declare form: Form;
  /** Whether missing answers are shown: once it was sent. */
  private declare shown: boolean;
  private declare open: boolean;
  private declare said: string;
  private declare told: Told;
  private declare broken: string;
  private queue: Queue | undefined;

  constructor() {
    super();
    Object.assign(this, {
      data: null, mode: 'list', bare: false, form: blank(), shown: false, open: false, said: '', broken: '', told: { state: 'idle', why: '', kept: true, waiting: [] },
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    try {
      this.data ??= onPage<GoalData>(this);
    } catch {
      this.broken = say('source.unreadable');
    }
    if (!this.data && this.src) void this.ask(this.src);
    window.addEventListener('online', this.online);
    this.openQueue();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('online', this.online);
    this.queue?.close();
    this.queue = undefined;
  }

  /** Declare what the form holds; shows what is missing instead where something is. */
  send(): void {
    const config = this.data?.config;
    if (!config) return;
    const missing = trouble(this.form, config, this.today);
    this.shown = true;
    if (missing) {
      void this.updateComplete.then(() => this.shadowRoot?.getElementById(missing.at)?.focus());
      return;
    }
    this.sendOne(declared(this.form, config, this.today, uuid(), new Date().toISOString()));
    this.change(blank());
    keep(`${this.store}:draft`, null);
    Object.assign(this, { shown: false, open: false });
    void this.updateComplete.then(() => this.shadowRoot?.querySelector<HTMLElement>('.sent')?.focus());
  }

  private get store(): string {
    return `lifeworld:goal:${this.key || this.action || ''}`;
  }

  private get today(): string {
    return this.data?.config?.today ?? new Date().toISOString().slice(0, 10);
  }

  private readonly online = (): void => this.queue?.again();

  private async ask(src: string): Promise<void> {
    const answer = await new Address<GoalData>(src).ask();
    if (answer?.kind === 'new') this.data = answer.data;
    else if (answer?.kind === 'failed') this.broken = say('source.failed', { why: answer.why });
  }

  private openQueue(): void {
    const { action } = this;
    const draft = kept<Form>(`${this.store}:draft`);
    if (draft && Array.isArray(draft.chosen) && typeof draft.title === 'string') Object.assign(this, { form: { ...blank(), ...draft }, said: say('goal.restored'), open: true });
    if (!action || this.queue) return;
    const box = `${this.store}:queue`;
    this.queue = new Queue({
      url: action, csrf: () => this.csrf ?? '', read: () => kept<Sent[]>(box), write: (all) => keep(box, all), fetch: (url, init) => fetch(url, this.signed(init)),
      later: (work, ms) => window.setTimeout(work, ms), never: (handle) => window.clearTimeout(handle), now: () => Date.now(),
    }, (told) => this.heard(told));
    this.queue.resume();
  }

  private signed(init: RequestInit): RequestInit {
    return this.token ? { ...init, headers: { ...init.headers, Authorization: `Bearer ${this.token}` } } : init;
  }

  private heard(told: Told): void {
    const before: QueueState = this.told.state;
    this.told = told;
    if (told.saved) this.saved(told.saved.sent, told.saved.response);
    if (before !== told.state || told.saved) this.dispatch('lw-goal-state', { state: told.state, waiting: told.waiting.length });
  }

  /** The answer may hold the goal as it stands now; it takes the place of the one on the page. */
  private saved(sent: Sent, response: unknown): void {
    const goal = (response as { goal?: GoalView }).goal;
    if (goal && this.data) {
      const others = this.data.goals.filter((each) => each.pk !== goal.pk);
      const at = this.data.goals.findIndex((each) => each.pk === goal.pk);
      const goals = at < 0 ? [goal, ...others] : [...others.slice(0, at), goal, ...others.slice(at)];
      this.data = { ...this.data, goals };
    }
    if (sent.do === 'declare' && this.data?.config?.asks) {
      const asks = this.data.config.asks.filter((ask) => !(ask.purpose in sent.consent));
      this.data = { ...this.data, config: { ...this.data.config, asks } };
    }
    this.said = sent.do === 'declare' ? (this.data?.config?.thanks ?? say('goal.kept_words')) : say('goal.check_kept');
    this.dispatch(sent.do === 'declare' ? 'lw-goal-declared' : 'lw-goal-checked', sent.do === 'declare' ? { goal: sent, response } : { check: sent, response });
  }

  private sendOne(one: Sent): void {
    this.said = '';
    if (this.queue) this.queue.send(one);
    else this.dispatch(one.do === 'declare' ? 'lw-goal-declared' : 'lw-goal-checked', one.do === 'declare' ? { goal: one, response: null } : { check: one, response: null });
  }

  private change(form: Form): void {
    this.form = form;
    keep(`${this.store}:draft`, form);
  }

  private check(goal: GoalView, scale: GoalScale, level: GoalLevel): void {
    this.sendOne({ do: 'check', client_id: uuid(), goal: goal.pk, scale: scale.pk, level, at: new Date().toISOString() });
  }

  private dispatch(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('action') && this.isConnected) this.openQueue();
  }

  protected override render(): TemplateResult {
    const { data } = this;
    if (!data) return html`<p class="soft" role="status">${this.broken || (this.src ? say('source.waiting') : say('source.none'))}</p>`;
    if (this.mode === 'progress') return html`<div class="goals">${data.goals.slice(0, 1).map((goal) => this.goal(goal, true))}${this.status()}</div>`;
    const form = this.mode === 'declare' || this.open || (!data.goals.length && !this.told.waiting.length && !this.said);
    return html`<div class="goals">${data.config && form ? this.declaring(data) : nothing}${this.status()}
      ${this.mode === 'declare' ? nothing : this.list(data)}
      ${data.config && !form ? html`<button class="button button--wide" type="button" @click=${() => this.begin()}>${say(data.goals.length ? 'goal.another' : 'goal.new')}</button>` : nothing}</div>`;
  }

  private declaring(data: GoalData): TemplateResult {
    const config = data.config!;
    return declareForm({
      config, form: this.form, trouble: this.shown ? trouble(this.form, config, this.today) : null, change: (form) => this.change(form), send: () => this.send(),
      leave: this.mode === 'list' && data.goals.length ? () => { this.open = false; } : null,
    });
  }

  private list(data: GoalData): TemplateResult {
    const unsent = this.told.waiting.filter((one) => one.do === 'declare');
    return html`${unsent.map((one) => html`<article part="goal" class="goal goal--unsent"><h2 class="goal__title">${one.title}</h2><p class="goal__facts"><span>${
      say('goal.waiting')}</span></p></article>`)}${data.goals.map((goal) => this.goal(goal, false))}`;
  }

  private goal(goal: GoalView, whole: boolean): TemplateResult {
    const given = (scale: GoalScale): GoalLevel | null => {
      const last = this.told.waiting.findLast((one) => one.do === 'check' && one.scale === scale.pk);
      return last?.do === 'check' ? last.level : null;
    };
    return goalPart({ goal, whole, given, bare: whole && this.bare, check: this.action ? (scale, level) => this.check(goal, scale, level) : null });
  }

  private status(): TemplateResult {
    const { state, why, kept: isKept, waiting } = this.told;
    const key = state === 'idle' ? '' : `state.${state}`;
    return html`<div class="sent" tabindex="-1"><p class="heard" role="status">${state === 'idle' ? this.said : nothing}</p>
      <p part="status" class="state state--${state}" role="status">${key ? html`<span class="state__mark" aria-hidden="true"></span><span>${say(key, { why })}${isKept ? '' : ` ${say('state.not_kept')}`}
      ${state === 'waiting' || state === 'refused' ? html`<button class="link" type="button" @click=${() => this.queue?.again()}>${say('state.again')}</button>` : nothing}
      ${state === 'refused' && waiting.length ? html`<button class="link" type="button" @click=${() => this.takeBack()}>${say('goal.take_back')}</button>` : nothing}</span>` : nothing}</p></div>`;
  }

  private begin(): void {
    this.open = true;
    this.said = '';
    void this.updateComplete.then(() => this.shadowRoot?.querySelector<HTMLElement>('.declare button, .declare input')?.focus());
  }

  /** What was refused comes back into the form: its words and its kind; a judgement is dropped. */
  private takeBack(): void {
    const back = this.queue?.takeBack();
    if (back?.do !== 'declare') {
      this.said = say('goal.dropped');
      return;
    }
    this.change({ ...this.form, title: back.title, job: back.job, kind: back.kind, seen_by: back.seen_by });
    Object.assign(this, { open: true, said: say('goal.take_back_words') });
  }
}
