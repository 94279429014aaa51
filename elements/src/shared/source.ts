/** Where an element's data come from: a property, a script on the page, or an address that is asked with its ETag. */

/** What a look at an address brought: new data, nothing new, or why not. */
export type Answer<T> = { kind: 'new'; data: T } | { kind: 'same' } | { kind: 'failed'; why: string };

/** The JSON of a script inside the element, or of the one that `from` names; null where there is none. */
export function onPage<T>(element: HTMLElement): T | null {
  const from = element.getAttribute('from');
  const root = element.getRootNode() as Document | ShadowRoot;
  const script = from ? (root.getElementById(from) ?? document.getElementById(from))
    : element.querySelector(':scope > script[type="application/json"]');
  const text = script?.textContent?.trim();
  return text ? (JSON.parse(text) as T) : null;
}

/** An address that is asked again and again; remembers its ETag and lets only the last question count. */
export class Address<T> {
  private etag = '';
  private asking: AbortController | undefined;

  constructor(readonly url: string) {}

  /** Ask the address; null when a later question overtook this one. */
  async ask(): Promise<Answer<T> | null> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (this.etag) headers['If-None-Match'] = this.etag;
    try {
      const response = await fetch(this.url, { headers, signal: asking.signal, cache: 'no-store', credentials: 'same-origin' });
      if (response.status === 304) return { kind: 'same' };
      if (!response.ok) return { kind: 'failed', why: `${response.status}` };
      const data = (await response.json()) as T;
      this.etag = response.headers.get('ETag') ?? '';
      return { kind: 'new', data };
    } catch (error) {
      if (asking.signal.aborted) return null;
      return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Forget a question that is under way. */
  stop(): void {
    this.asking?.abort();
  }
}

/** The journal position in a message "newer than N": a number, or an object with one; null where there is none. */
export function positionOf(message: string): number | null {
  try {
    const said: unknown = JSON.parse(message);
    const position = typeof said === 'object' && said !== null ? (said as { position?: unknown }).position : said;
    return typeof position === 'number' && Number.isFinite(position) ? position : null;
  } catch {
    return null;
  }
}
