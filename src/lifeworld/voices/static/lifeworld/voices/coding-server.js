// What the coding page asks of the server.

const KEPT_ALIVE_MAX = 15_000;

export class Server {
  constructor(said) {
    this.base = said.api;
    this.queue = said.queue;
    this.token = document.querySelector("#token [name=csrfmiddlewaretoken]").value;
  }

  async #ask(path, method = "GET", body = null) {
    const headers = { Accept: "application/json" };
    if (body !== null) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.token });
    const sent = body === null ? null : JSON.stringify(body);
    const keepalive = sent !== null && sent.length < KEPT_ALIVE_MAX; // goes on when the window is closed
    const response = await fetch(this.base + path, { method, headers, body: sent, credentials: "same-origin", keepalive });
    return { status: response.status, body: await response.json() };
  }

  async next(after) {
    const query = new URLSearchParams({ ...(after ? { after } : {}), ...(this.queue ? { queue: this.queue } : {}) });
    const { status, body } = await this.#ask(`coding/next?${query}`);
    if (status !== 200) throw new Error(body.detail);
    return body.next;
  }

  async statement(statement) {
    const { status, body } = await this.#ask(`coding/${statement}`);
    if (status !== 200) throw new Error(body.detail);
    return body;
  }

  keep(statement, body) {
    return this.#ask(`coding/${statement}`, "PUT", body);
  }

  step(way, name) {
    return this.#ask(`coding/${way}`, "POST", { client_id: name });
  }
}
