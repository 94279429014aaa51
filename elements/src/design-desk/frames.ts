/** Work cut into frames: jobs run once a frame until their time is used up; a job that is asked for again starts anew. */

/** Milliseconds of script that a frame may take. */
export const BUDGET_MS = 7;

/** A job: yields wherever it may be interrupted. */
export type Job = () => Generator<void, void, void> | void;

export class Frames {
  private readonly waiting = new Map<string, { job: Job; run: Generator<void, void, void> | null }>();
  private asked = 0;

  constructor(
    private readonly next: (work: () => void) => number = (work) => requestAnimationFrame(work),
    private readonly never: (handle: number) => void = (handle) => cancelAnimationFrame(handle),
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Do this in a coming frame; one job of a name at a time, in the order in which names were first asked for. */
  ask(name: string, job: Job): void {
    this.waiting.set(name, { job, run: null });
    this.asked ||= this.next(this.work);
  }

  /** Do everything now: for print, where no frame will come. */
  finish(): void {
    while (this.waiting.size) this.turn(Infinity);
  }

  stop(): void {
    this.waiting.clear();
    if (this.asked) this.never(this.asked);
    this.asked = 0;
  }

  private readonly work = (): void => {
    this.asked = 0;
    this.turn(this.now() + BUDGET_MS);
    if (this.waiting.size) this.asked ||= this.next(this.work);
  };

  private turn(until: number): void {
    for (const [name, entry] of this.waiting) {
      entry.run ??= entry.job() ?? null;
      while (entry.run && !entry.run.next().done) if (this.now() >= until) return;
      if (this.waiting.get(name) === entry) this.waiting.delete(name);
      if (this.now() >= until) return;
    }
  }
}
