// Sends one file in parts that survive a lost connection, and shows how far an upload is; several files go by the plain form.
const PART = 4 * 1024 * 1024;
const form = document.querySelector("#upload");
const live = document.querySelector("#live");

if (form) {
  const files = form.querySelector("#files");
  const bar = form.querySelector("#progress");
  const said = form.querySelector("#said");
  const stop = form.querySelector("#stop");
  const send = form.querySelector("button");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let paused = false;

  const ask = (url, options) => fetch(url, {
    ...options, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token, ...options.headers },
  });
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const say = (words) => { said.textContent = words; };

  const keyOf = async (file) => {
    const words = new TextEncoder().encode([form.dataset.uploads, file.name, file.size, file.lastModified].join("\n"));
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", words)).slice(0, 16);
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  const part = async (url, file, at) => {
    const answer = await ask(url, {
      method: "PATCH", body: file.slice(at, at + PART),
      headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(at) },
    });
    if (answer.ok) return (await answer.json()).received;
    if (answer.status === 409) return (await (await ask(url, { headers: {} })).json()).received; // it stands elsewhere: go on from there
    throw Object.assign(new Error((await answer.json()).detail), { final: answer.status < 500 });
  };

  const sendAll = async (file) => {
    const key = crypto.subtle ? await keyOf(file) : null;
    const begun = await ask(form.dataset.uploads, {
      method: "POST", body: JSON.stringify({ filename: file.name, size: file.size, ...(key ? { key } : {}) }),
      headers: { "Content-Type": "application/json" },
    });
    const upload = await begun.json();
    if (!begun.ok) throw Object.assign(new Error(upload.detail), { final: true });
    const url = `${form.dataset.uploads}/${upload.key}`;
    let at = upload.received;
    let tries = 0;
    while (at < file.size && upload.state === "receiving") {
      if (paused) { say("Paused. Choose Upload to go on."); return; }
      bar.value = at / file.size;
      say(`${Math.floor((100 * at) / file.size)} % has arrived.`);
      try {
        at = await part(url, file, at);
        tries = 0;
      } catch (error) {
        if (error.final || tries >= 8) throw error;
        tries += 1;
        say("The connection is lost; it goes on by itself.");
        await wait(Math.min(30000, 500 * 2 ** tries));
      }
    }
    bar.value = 1;
    say("All of it has arrived.");
    window.location.assign(`${form.dataset.page}${upload.key}/`);
  };

  form.addEventListener("submit", async (event) => {
    if (files.files.length !== 1) return;
    event.preventDefault();
    paused = false;
    form.querySelector("#progress-row").hidden = false;
    stop.hidden = false;
    send.disabled = true;
    try {
      await sendAll(files.files[0]);
    } catch (error) {
      say(error.message || "The upload could not be sent. Try again.");
    }
    send.disabled = false;
    stop.hidden = true;
  });
  stop.addEventListener("click", () => { paused = true; });
}

if (live && live.dataset.state === "importing") {
  const look = async () => {
    const answer = await fetch(live.dataset.upload, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && answer.ok) {
      const upload = await answer.json();
      for (const place of live.querySelectorAll("[data-n]")) place.textContent = upload[place.dataset.n];
      if (upload.state !== "importing") { window.location.reload(); return; }
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
}
