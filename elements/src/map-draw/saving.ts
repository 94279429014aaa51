/** What is saved and what is not: the drawing on the page, the draft on this device, the one on its way to the server. */
import type { Drawing } from '../contract';
import type { Sketch } from './drawing';
import type { DrawState } from './footer';
import { keep, kept } from './keeping';
import { Outbox, type Told } from './outbox';

/** What saving asks of the element. */
export interface Host {
  action: string | null;
  /** The name under which the device keeps the drawing. */
  store: string;
  csrf: () => string;
  /** The map on the page. */
  now: () => Sketch;
  changed: () => void;
  saved: (saved: { drawing: Drawing; response: unknown }) => void;
}

/** Whether two maps show the same. */
export function same(a: Sketch | null, b: Sketch | null): boolean {
  const shown = (sketch: Sketch | null): string => JSON.stringify(sketch && [sketch.actors, sketch.ties]);
  return shown(a) === shown(b);
}

/** State, reason and what the device keeps; `changed` is called whenever one of them does. */
export class Saving {
  state: DrawState = 'empty';
  why = '';
  kept = true;
  private sent: Sketch | null;
  private outbox: Outbox | undefined;

  /** `known` is the map that the server already has, null where it has none. */
  constructor(private readonly host: Host, known: Sketch | null) {
    this.sent = known;
    this.state = known?.actors.length ? 'saved' : 'empty';
  }

  /** The unfinished map of an earlier visit; null where there is none. */
  get draft(): Sketch | null {
    const draft = kept<Sketch>(`${this.host.store}:draft`);
    return Array.isArray(draft?.actors) ? { actors: draft.actors, ties: draft.ties ?? [] } : null;
  }

  get pending(): boolean {
    return Boolean(this.outbox?.pending);
  }

  /** Whether what is on the page was sent in this visit and saved. */
  get done(): boolean {
    return this.state === 'saved' && this.outbox !== undefined && same(this.sent, this.host.now());
  }

  /** Begin or go on to send; a drawing that an earlier visit could not send goes first. */
  open(): void {
    const { action, store, csrf } = this.host;
    if (!action || this.outbox) return;
    const box = `${store}:outbox`;
    this.outbox = new Outbox({
      url: action, csrf, read: () => kept<string>(box), write: (text) => keep(box, text), fetch: (url, init) => fetch(url, init),
      later: (work, ms) => window.setTimeout(work, ms), never: (handle) => window.clearTimeout(handle), now: () => Date.now(),
    }, (told) => this.told(told));
    this.outbox.resume();
    if (this.outbox.pending) this.sent = this.outbox.pending;
  }

  close(): void {
    this.outbox?.close();
    this.outbox = undefined;
  }

  again(): void {
    this.outbox?.again();
  }

  /** The map on the page changed: keep it. */
  touched(): void {
    const now = this.host.now();
    this.kept = keep(`${this.host.store}:draft`, now);
    this.state = same(this.sent, now) ? (this.pending ? 'waiting' : 'saved') : 'unsent';
    this.host.changed();
  }

  send(drawing: Drawing): void {
    this.sent = this.host.now();
    this.outbox?.send(drawing);
  }

  private told(told: Told): void {
    const current = same(this.sent, this.host.now());
    if (told.state === 'saved' && current) keep(`${this.host.store}:draft`, null);
    this.why = told.why;
    this.kept = told.kept;
    this.state = told.state === 'idle' || (!current && told.state !== 'refused') ? 'unsent' : told.state;
    this.host.changed();
    if (told.saved) this.host.saved(told.saved);
  }
}
