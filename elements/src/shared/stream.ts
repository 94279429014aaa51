/** "Newer than N" from an EventSource; one that the server closed for good is opened again with growing pauses. */
import { positionOf } from './source';

/** What a stream needs of the world. */
export interface Opener {
  open: (url: string) => EventSource;
  later: (work: () => void, ms: number) => number;
  never: (handle: number) => void;
}

const BROWSER: Opener = {
  open: (url) => new EventSource(url, { withCredentials: true }), // the stream may have a port of its own, where no cookie goes otherwise
  later: (work, ms) => window.setTimeout(work, ms), never: (handle) => window.clearTimeout(handle),
};
const CLOSED = 2;
const LONGEST = 60_000;

/** Tells every position that it hears. A lost connection is the browser's to mend, an answer that is no stream is ours. */
export class Stream {
  private source: EventSource | undefined;
  private handle: number | undefined;
  private failures = 0;

  constructor(private readonly url: string, private readonly heard: (position: number) => void, private readonly world: Opener = BROWSER) {
    this.open();
  }

  close(): void {
    this.source?.close();
    if (this.handle !== undefined) this.world.never(this.handle);
  }

  private open(): void {
    const source = this.world.open(this.url);
    this.source = source;
    const newer = (event: MessageEvent<string>): void => {
      const position = positionOf(event.data);
      if (position !== null) this.heard(position);
    };
    source.addEventListener('message', newer);
    source.addEventListener('newer', newer);
    source.addEventListener('open', () => { this.failures = 0; });
    source.addEventListener('error', () => {
      if (source.readyState !== CLOSED) return;
      this.handle = this.world.later(() => this.open(), Math.min(2000 * 2 ** this.failures, LONGEST));
      this.failures += 1;
    });
  }
}
