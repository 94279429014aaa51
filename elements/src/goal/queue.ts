/**
 * What the customer sends and what must not be lost: goals and judgements, in the order in which they were made. Each lies on the
 * device until the server answered it and is tried again with growing pauses, and at once when the device is back online. Each
 * carries its own client_id, so that one which arrived twice is kept once.
 */
import type { DeclaredGoal, GoalCheck } from '../contract';
import { pause } from '../map-draw/outbox';

/** Something to send. */
export type Sent = DeclaredGoal | GoalCheck;
/** Where things are: nothing waits, the first is on its way, waits for another try, was refused (kept, not repeated). */
export type QueueState = 'idle' | 'sending' | 'waiting' | 'refused';

/** What the queue needs of the world. */
export interface World {
  url: string;
  csrf: () => string;
  read: () => Sent[] | null;
  write: (all: Sent[] | null) => boolean;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  later: (work: () => void, ms: number) => number;
  never: (handle: number) => void;
  now: () => number;
}

/** What the queue tells whenever it changes. */
export interface Told {
  state: QueueState;
  why: string;
  kept: boolean;
  waiting: readonly Sent[];
  /** With an answer: what was sent and what the server said. */
  saved?: { sent: Sent; response: unknown };
}

const AGAIN = new Set([408, 425, 429]);

/** See above. */
export class Queue {
  private all: Sent[] = [];
  private attempts = 0;
  private handle: number | null = null;
  private busy = false;
  private closed = false;
  private kept = true;
  private state: QueueState = 'idle';
  private why = '';

  constructor(private readonly world: World, private readonly tell: (told: Told) => void) {}

  /** Take up what an earlier visit could not send. */
  resume(): void {
    const read = this.world.read();
    this.all = Array.isArray(read) ? read.filter((one) => typeof one?.client_id === 'string') : [];
    if (this.all.length) void this.attempt();
  }

  /** Send one more, after those that wait. */
  send(one: Sent): void {
    this.all = [...this.all, one];
    this.keep();
    if (this.state === 'refused') this.told('refused', this.why);
    else void this.attempt();
  }

  /** Try again at once. */
  again(): void {
    this.attempts = 0;
    if (this.all.length) void this.attempt();
  }

  /** Take back the first, which was refused; the others go on. Returns it. */
  takeBack(): Sent | null {
    const [first, ...rest] = this.all;
    if (this.busy || !first) return null;
    this.all = rest;
    this.keep();
    this.attempts = 0;
    if (rest.length) void this.attempt();
    else this.told('idle');
    return first;
  }

  /** Stop; what waits stays on the device. */
  close(): void {
    this.closed = true;
    this.stopWaiting();
  }

  private async attempt(): Promise<void> {
    this.stopWaiting();
    const first = this.all[0];
    if (this.busy || this.closed) return;
    if (!first) return this.told('idle');
    this.busy = true;
    this.told('sending');
    let response: Response | null = null;
    try {
      response = await this.world.fetch(this.world.url, {
        method: 'POST', credentials: 'same-origin', body: JSON.stringify(first),
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': this.world.csrf() },
      });
    } catch {
      response = null;
    }
    const body = response ? ((await response.json().catch(() => null)) as Record<string, unknown> | null) : null;
    this.busy = false;
    if (this.closed) return;
    // An answer that is no JSON comes from something between, such as the page on which one signs in to a network.
    if (response?.ok && body !== null) this.answered(first, body);
    else if (response && !response.ok && response.status < 500 && !AGAIN.has(response.status)) this.told('refused', reason(body, response.status));
    else this.retryLater(response?.headers.get('Retry-After') ?? null);
  }

  private answered(first: Sent, response: unknown): void {
    this.all = this.all.filter((one) => one !== first);
    this.attempts = 0;
    this.keep();
    this.told(this.all.length ? 'sending' : 'idle', '', { sent: first, response });
    if (this.all.length) void this.attempt();
  }

  private retryLater(retryAfter: string | null): void {
    this.handle = this.world.later(() => void this.attempt(), pause(this.attempts, retryAfter, this.world.now()));
    this.attempts += 1;
    this.told('waiting');
  }

  private stopWaiting(): void {
    if (this.handle !== null) this.world.never(this.handle);
    this.handle = null;
  }

  private keep(): void {
    this.kept = this.world.write(this.all.length ? this.all : null);
  }

  private told(state: QueueState, why = '', saved?: { sent: Sent; response: unknown }): void {
    this.state = state;
    this.why = why;
    this.tell({ state, why, kept: this.kept, waiting: this.all, ...(saved ? { saved } : {}) });
  }
}

/** The server's reason in its own words, then the next step. */
function reason(body: Record<string, unknown> | null, status: number): string {
  const text = (key: string): string => (typeof body?.[key] === 'string' ? (body[key] as string) : '');
  return [text('detail') || text('message') || text('title'), text('next_step')].filter(Boolean).join(' ') || String(status);
}
