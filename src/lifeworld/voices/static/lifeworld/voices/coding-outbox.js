// Steps on their way to the server: kept in this browser until they are acknowledged, sent one after another, sent again after a failure.
// Each step has a name, so the server takes it once however often it arrives.

const WAITS = [1, 2, 4, 8, 15, 30].map((seconds) => seconds * 1000);

export const stepName = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

export class Outbox {
  // `send(statement, body)` gives {status, body}; it throws where there is no connection. `told` has saved, waiting, newer, refused, signedOut.
  constructor(prefix, codebook, send, told) {
    this.prefix = prefix;
    this.codebook = codebook;
    this.key = prefix + stepName();
    this.send = send;
    this.told = told;
    this.steps = [];
    this.versions = new Map();
    this.failures = 0;
    this.running = null;
    this.stopped = false;
    addEventListener("online", () => this.flush());
    this.#live();
    this.#adopt();
  }

  get empty() {
    return this.steps.length === 0;
  }

  has(statement) {
    return this.steps.some((step) => step.statement === statement);
  }

  know(statement, version) {
    if (!this.has(statement)) this.versions.set(statement, version);
  }

  // The newest state of a statement; a step that was not sent yet is overtaken by it.
  add(statement, reading) {
    const last = this.steps.at(-1);
    const body = { codes: reading.codes, marks: reading.marks, memo: reading.memo, valence: reading.valence, done: reading.done,
      codebook: this.codebook };
    if (last && last.statement === statement && last.version === null) last.body = body;
    else this.steps.push({ statement, body, version: null, name: stepName() });
    this.#keep();
    this.told.waiting(this.failures);
    return this.flush();
  }

  flush() {
    this.running ??= this.#run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  // After a conflict: send mine with the newer version, or let mine go.
  settle(statement, version, mine) {
    this.versions.set(statement, version);
    if (mine) for (const step of this.steps.filter((one) => one.statement === statement)) Object.assign(step, { version: null, name: stepName() });
    else this.steps = this.steps.filter((step) => step.statement !== statement);
    this.stopped = false;
    this.#keep();
    return this.flush();
  }

  async #run() {
    while (this.steps.length && !this.stopped) {
      const step = this.steps[0];
      step.version ??= this.versions.get(step.statement) ?? 0;
      this.#keep();
      let answer = null;
      try {
        answer = await this.send(step.statement, { ...step.body, version: step.version, client_id: step.name });
      } catch {
        answer = null;
      }
      if (answer === null || answer.status >= 500 || answer.status === 429) {
        this.failures += 1;
        this.told.waiting(this.failures);
        setTimeout(() => this.flush(), WAITS[Math.min(this.failures, WAITS.length) - 1]);
        return;
      }
      this.failures = 0;
      if (answer.status === 200) this.#acknowledged(step, answer.body);
      else if (answer.status === 409) {
        this.stopped = true;
        this.told.newer(step.statement, answer.body);
      } else if (answer.status === 401 || answer.status === 403) {
        this.stopped = true;
        this.told.signedOut(answer.body);
      } else {
        this.#drop(step);
        this.#keep();
        this.told.refused(step.statement, answer.body);
      }
    }
    if (this.empty) this.told.saved();
  }

  #drop(step) {
    this.steps = this.steps.filter((one) => one !== step);
  }

  #acknowledged(step, item) {
    this.#drop(step);
    this.versions.set(step.statement, item.reading.version);
    this.#keep();
    this.told.acknowledged(item, step.body);
  }

  #keep() {
    try {
      if (this.steps.length) localStorage.setItem(this.key, JSON.stringify({ steps: this.steps, versions: [...this.versions] }));
      else localStorage.removeItem(this.key);
    } catch {
      // A browser that keeps nothing still sends everything.
    }
  }

  // As long as this window lives, no other takes its steps over.
  #live() {
    navigator.locks?.request(this.key, () => new Promise(() => {}));
  }

  #adopt() {
    let keys = [];
    try {
      keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && key !== this.key);
    } catch {
      return;
    }
    for (const key of keys) {
      if (navigator.locks) navigator.locks.request(key, { ifAvailable: true }, (lock) => lock && this.#take(key));
      else this.#take(key);
    }
  }

  #take(key) {
    const left = JSON.parse(localStorage.getItem(key) ?? "null");
    localStorage.removeItem(key);
    if (!left) return;
    const own = new Set(left.steps.map((step) => step.statement)); // these rest on what that window knew, which may be old by now
    for (const [statement, version] of left.versions) if (own.has(statement)) this.versions.set(statement, version);
    this.steps.unshift(...left.steps);
    this.#keep();
    this.told.adopted(this.steps);
    this.flush();
  }
}
