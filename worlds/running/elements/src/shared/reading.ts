/** What both elements do alike: find their data, measure themselves, say what is wrong. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Address, onPage } from 'engine/shared/source';
import { say } from 'engine/shared/texts';
import type { Unit } from '../contract';

/** An element that reads its data from a property, the page or an address, and knows its width. */
export abstract class Reading<T extends { unit?: Unit }> extends LitElement {
  static override properties = {
    data: { attribute: false }, src: {}, from: {}, unit: { reflect: true }, bare: { type: Boolean, reflect: true }, table: { type: Boolean, reflect: true }, level: { type: Number },
    trouble: { state: true }, width: { state: true },
  };

  declare data: T | null;
  declare src: string | null;
  declare from: string | null;
  declare unit: Unit | null;
  declare bare: boolean;
  declare table: boolean;
  declare level: number;
  protected declare trouble: string;
  /** CSS pixels; 0 until it was measured. */
  protected declare width: number;
  private address: Address<T> | undefined;
  private sized: ResizeObserver | undefined;
  private frame = 0;

  constructor() {
    super();
    Object.assign(this, { data: null, src: null, from: null, unit: null, bare: false, table: false, level: 0, trouble: '', width: 0 });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.data) this.read();
    if (this.src && !this.data) void this.refresh();
    this.sized = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width > 0 && Math.abs(width - this.width) > 1) this.width = width;
    });
    this.sized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.address?.stop();
    this.sized?.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** Ask `src` again; what is shown stays until the answer is there. */
  async refresh(): Promise<void> {
    if (!this.src) return;
    if (this.address?.url !== this.src) this.address = new Address(this.src);
    const answer = await this.address.ask();
    if (!answer) return;
    this.trouble = answer.kind === 'failed' ? say('source.failed', { why: answer.why }) : '';
    if (answer.kind === 'new') this.take(answer.data);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('src') && changed.get('src')) void this.refresh();
    if (changed.has('from') && changed.get('from')) this.read();
    this.showCursor();
  }

  /** Whether data are what this element can show. */
  protected abstract fits(data: T): boolean;
  /** Move the cursor's parts to where the cursor is; nothing is drawn again. */
  protected abstract showCursor(): void;

  /** Show the cursor at the next frame, once however often it was moved. */
  protected moved(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.showCursor();
    });
  }

  protected get unitShown(): Unit {
    const unit = this.unit ?? this.data?.unit;
    return unit === 'mile' ? 'mile' : 'km';
  }

  protected one<E extends Element>(selector: string): E | null {
    return this.renderRoot.querySelector<E>(selector);
  }

  protected tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  protected empty(): TemplateResult {
    return html`<p class="empty soft" role="status">${this.trouble || (this.src ? say('source.waiting') : say('source.none'))}</p>`;
  }

  protected stale(): TemplateResult | typeof nothing {
    return this.trouble ? html`<p class="stale" role="status">${this.trouble} <button class="link" type="button" @click=${() => this.refresh()}>${say('source.again')}</button></p>` : nothing;
  }

  protected tableButton(): TemplateResult {
    return html`<button class="button" type="button" aria-pressed=${this.table} @click=${() => { this.table = !this.table; }}>${say('table.show')}</button>`;
  }

  /** The element's own heading, or (`part`) one of a part: a level below it, or in its place where the page has the heading. */
  protected heading(words: string, part = true, css = 'title'): TemplateResult {
    const level = this.bare ? this.level || 2 : (this.level || 3) + (part ? 1 : 0);
    return html`<div class=${css} role="heading" aria-level=${level}>${words}</div>`;
  }

  /** A row of two or more buttons of which one is chosen. */
  protected choice(name: string, all: readonly (readonly [string, string])[], now: string, choose: (value: string) => void): TemplateResult {
    return html`<div class="choice" role="group" aria-label=${name}>${all.map(([value, words]) => html`<button type="button" aria-pressed=${value === now} @click=${() => choose(value)}>${words}</button>`)}</div>`;
  }

  private read(): void {
    try {
      const data = onPage<T>(this);
      if (data) this.take(data);
    } catch {
      this.trouble = say('source.unreadable');
    }
  }

  private take(data: T): void {
    if (data && typeof data === 'object' && this.fits(data)) this.data = data;
    else this.trouble = say('source.unreadable');
  }
}
