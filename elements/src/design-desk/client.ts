/** The desk's questions: candidates through its own thread where the page allows one, titles and saving as plain requests. */
import { type Answered, asked, problemOf, type Question } from './asking';
import type { Choice, Named, Problem, Row, Saved } from './contract';

/** What every question about designs carries. */
export interface Asked { spec: Record<string, unknown>; quantity: number; currency: string; choice?: Choice; region?: string; whole?: boolean }

/** A refusal that people can read. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super([problem.title, problem.next_step].filter(Boolean).join(' '));
  }
}

/** Titles are asked for at most so many rows at a time. */
export const ROWS_MAX = 60;

export class Client {
  private worker: Worker | null | undefined;
  private last = 0;
  private stop: (() => void) | undefined;
  /** Names this open desk to the tool, which stops looking for what a later question of the same desk overtook. */
  private readonly sitting = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

  constructor(readonly urls: Readonly<Record<string, string>>, readonly csrf: string, private readonly workerUrl: URL | null) {}

  /** Candidates of a specification; null when a later question overtook this one. Unless `whole`, designs that were found before may be told at
   * the prices of now. */
  async configure(body: Asked): Promise<Answered | null> {
    this.takeBack();
    const id = this.last;
    const question = { url: new URL(this.urls.configure!, document.baseURI).href, body: JSON.stringify({ ...body, sitting: { key: this.sitting, number: id } }), headers: this.headers };
    const answer = await (this.thread() ? this.through(id, question) : this.here(question));
    return id === this.last ? answer : null;
  }

  /** Nobody waits for the answer to the question under way any more. */
  takeBack(): void {
    this.stop?.();
    this.stop = undefined;
    this.last += 1;
  }

  /** What the tool calls these candidates, and their parts. */
  async named(asking: Asked, rows: readonly Row[]): Promise<Named[]> {
    return (await this.post<{ rows: Named[] }>(this.urls.named!, { ...asking, rows })).rows;
  }

  /** Keep a design; its address. */
  async save(asking: Asked, named: Named): Promise<Saved> {
    return this.post(this.urls.save!, { ...asking, parts: named.parts, turned: named.turned });
  }

  close(): void {
    this.takeBack();
    this.worker?.terminate();
    this.worker = undefined;
  }

  private get headers(): Record<string, string> {
    return { 'Content-Type': 'application/json', Accept: 'application/json', ...(this.csrf ? { 'X-CSRFToken': this.csrf } : {}) };
  }

  private async post<T>(url: string, body: unknown): Promise<T> {
    const response = await fetch(url, { method: 'POST', headers: this.headers, body: JSON.stringify(body), credentials: 'same-origin' });
    if (response.ok) return (await response.json()) as T;
    throw new Refused((await problemOf(response)) ?? { title: String(response.status) });
  }

  private here(question: Question): Promise<Answered | null> {
    const asking = new AbortController();
    this.stop = () => asking.abort();
    return asked(question, asking.signal);
  }

  private thread(): Worker | null {
    if (this.worker !== undefined) return this.worker;
    try {
      this.worker = this.workerUrl ? new Worker(this.workerUrl, { type: 'module' }) : null;
    } catch {
      this.worker = null;
    }
    return this.worker;
  }

  /** Through the desk's own thread; where it does not start, here. */
  private through(id: number, question: Question): Promise<Answered | null> {
    const worker = this.worker!;
    return new Promise((resolve) => {
      const done = (answer: Answered | null): void => {
        worker.removeEventListener('message', heard);
        worker.removeEventListener('error', broken);
        resolve(answer);
      };
      const heard = (event: MessageEvent<{ id: number; answer: Answered }>): void => {
        if (event.data.id === id) done(event.data.answer);
      };
      const broken = (): void => {
        this.worker = null;
        void this.here(question).then(done);
      };
      worker.addEventListener('message', heard);
      worker.addEventListener('error', broken);
      worker.postMessage({ id, ...question });
      this.stop = () => {
        worker.postMessage({ id, stop: true });
        done(null);
      };
    });
  }
}
