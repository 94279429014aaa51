/**
 * Sends one drawing and does not lose it: kept on the device until the server answered, tried again with growing pauses and
 * at once when the device is back online. A newer drawing takes the place of one that has not left yet.
 */
import type { Drawing } from '../contract';

/** Where a drawing is: nowhere, on its way, waiting to be tried again, refused (kept, not repeated), saved. */
export type Sending = 'idle' | 'sending' | 'waiting' | 'refused' | 'saved';

/** What the outbox needs of the world. */
export interface World {
  url: string;
  csrf: () => string;
  /** Where the drawing is kept; null where the device keeps nothing. */
  read: () => string | null;
  write: (text: string | null) => boolean;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  later: (work: () => void, ms: number) => number;
  never: (handle: number) => void;
  now: () => number;
}

/** What the outbox tells. */
export interface Told {
  state: Sending;
  /** Why the server refused, in its own words. */
  why: string;
  /** Whether the device keeps the drawing. */
  kept: boolean;
  /** With "saved": what was saved and the server's answer. */
  saved?: { drawing: Drawing; response: unknown };
}

const AGAIN = new Set([408, 425, 429]);
const LONGEST = 60_000;
const LONGEST_ASKED = 3_600_000;

/** The pause before attempt n + 1 in milliseconds: 1 s, 2 s, 4 s ... 60 s, or what the server asked for. */
export function pause(n: number, retryAfter: string | null, now: number): number {
  const seconds = retryAfter === null || retryAfter === '' ? NaN : Number(retryAfter);
  const asked = Number.isNaN(seconds) ? Date.parse(retryAfter ?? '') - now : 1000 * seconds;
  if (asked >= 0) return Math.min(Math.max(asked, 1000), LONGEST_ASKED);
  return Math.min(1000 * 2 ** n, LONGEST);
}

/** See above. Every change of state is told. */
export class Outbox {
  private waiting: Drawing | null = null;
  private attempts = 0;
  private handle: number | null = null;
  private busy = false;
  private closed = false;
  private kept = true;

  constructor(private readonly world: World, private readonly tell: (told: Told) => void) {}

  /** The drawing that has not been answered yet. */
  get pending(): Drawing | null {
    return this.waiting;
  }

  /** Take up a drawing that an earlier visit could not send. */
  resume(): void {
    try {
      this.waiting = JSON.parse(this.world.read() ?? 'null') as Drawing | null;
    } catch {
      this.waiting = null;
    }
    if (this.waiting) void this.attempt();
  }

  /** Send a drawing; one that waits is replaced. */
  send(drawing: Drawing): void {
    this.waiting = drawing;
    this.kept = this.world.write(JSON.stringify(drawing));
    this.attempts = 0;
    void this.attempt();
  }

  /** Try again at once: the device is back online, or the customer asks. */
  again(): void {
    this.attempts = 0;
    if (this.waiting) void this.attempt();
  }

  /** Stop; what waits stays on the device. */
  close(): void {
    this.closed = true;
    this.stopWaiting();
  }

  private async attempt(): Promise<void> {
    this.stopWaiting();
    const drawing = this.waiting;
    if (this.busy || !drawing || this.closed) return;
    this.busy = true;
    this.told('sending');
    let response: Response | null = null;
    try {
      response = await this.world.fetch(this.world.url, {
        method: 'POST', credentials: 'same-origin', body: JSON.stringify(drawing),
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': this.world.csrf() },
      });
    } catch {
      response = null;
    }
    const body = response ? ((await response.json().catch(() => null)) as Record<string, unknown> | null) : null;
    this.busy = false;
    if (this.closed) return;
    const newer = this.waiting !== drawing;
    if (response?.ok) this.answered(drawing, body, newer);
    else if (newer) void this.attempt();
    else if (response && response.status < 500 && !AGAIN.has(response.status)) this.told('refused', reason(body, response.status));
    else this.retryLater(response?.headers.get('Retry-After') ?? null);
  }

  private answered(drawing: Drawing, response: unknown, newer: boolean): void {
    if (!newer) {
      this.waiting = null;
      this.world.write(null);
    }
    this.told('saved', '', { drawing, response });
    if (newer) void this.attempt();
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

  private told(state: Sending, why = '', saved?: { drawing: Drawing; response: unknown }): void {
    this.tell({ state, why, kept: this.kept, ...(saved ? { saved } : {}) });
  }
}

/** The server's reason in its own words: detail, message or title, then the next step. */
function reason(body: Record<string, unknown> | null, status: number): string {
  const text = (key: string): string => (typeof body?.[key] === 'string' ? (body[key] as string) : '');
  const said = text('detail') || text('message') || text('title');
  return [said, text('next_step')].filter(Boolean).join(' ') || String(status);
}

/** A UUID; by hand where the page is not served securely and crypto.randomUUID is missing. */
export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
