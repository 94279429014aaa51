/** Titles of designs, asked for as they come into view, a few at a time. */
import type { Client, Asked } from './client';
import { ROWS_MAX } from './client';
import type { Named } from './contract';
import { type Prepared, rowOf } from './prepared';

const WAIT_MS = 90;

export class Names {
  private readonly found = new Map<number, Named>();
  private readonly wanted = new Set<number>();
  private readonly asked = new Set<number>();
  private waiting = 0;

  constructor(private readonly ready: Prepared, private readonly client: Client, private readonly asking: Asked, private readonly told: () => void) {}

  /** What is known of a row's title; "" where it is still asked for. */
  title(row: number): string {
    return this.found.get(row)?.title ?? this.ready.titles[String(row)] ?? '';
  }

  /** Ask for the titles of these rows when things are calm. */
  want(rows: Iterable<number>): void {
    for (const row of rows) if (row >= 0 && !this.title(row) && !this.asked.has(row)) this.wanted.add(row);
    if (this.wanted.size && !this.waiting) this.waiting = window.setTimeout(() => void this.send(), WAIT_MS);
  }

  /** A row's title, parts and settings, now. */
  async of(row: number): Promise<Named> {
    const known = this.found.get(row);
    if (known) return known;
    const [named] = await this.client.named(this.asking, [rowOf(this.ready, row)]);
    this.found.set(row, named!);
    this.told();
    return named!;
  }

  stop(): void {
    window.clearTimeout(this.waiting);
    this.wanted.clear();
  }

  private async send(): Promise<void> {
    const rows = [...this.wanted].slice(-ROWS_MAX); // the last that came into view are what people look at
    this.wanted.clear();
    this.waiting = 0;
    for (const row of rows) this.asked.add(row);
    try {
      const named = await this.client.named(this.asking, rows.map((row) => rowOf(this.ready, row)));
      named.forEach((one, i) => this.found.set(rows[i]!, one));
      this.told();
    } catch {
      // a design without its title is still a design: the list shows its number, and opening it asks again
    }
  }
}
