// Files dropped on the form are sent some at a time, and what became of them is looked at until none waits. The form works without it.
const BATCH_FILES = 40;
const BATCH_BYTES = 32 * 1024 * 1024;
const LOOK_MS = 2000;
const WAITS = "[data-state=waiting], [data-state=reading], [data-state=dropping]";

for (const form of document.querySelectorAll("form[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const state = form.querySelector("[data-drop-state]");
  const list = document.querySelector("[data-files]");
  let looking = 0, unread = false; // whether the words above say that files are still to be read

  const say = (words) => { state.hidden = false; state.textContent = words; };

  const look = async () => {
    looking = 0;
    const answer = await fetch(form.dataset.list, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok) list.innerHTML = await answer.text();
    if (list.querySelector(WAITS)) looking = window.setTimeout(look, LOOK_MS);
    else if (unread && answer?.ok) {
      say("All is read; what was not read whole says why below. Load the page again to see your runs.");
      unread = false;
    }
  };

  const batches = function* (files) {
    let some = [], bytes = 0;
    for (const file of files) {
      if (some.length && (some.length >= BATCH_FILES || bytes + file.size > BATCH_BYTES)) { yield some; some = []; bytes = 0; }
      some.push(file);
      bytes += file.size;
    }
    if (some.length) yield some;
  };

  const send = async (files) => {
    const all = [...files];
    let sent = 0, taken = [];
    for (const some of batches(all)) {
      say(`Sending ${sent + 1} to ${sent + some.length} of ${all.length} …`);
      const body = new FormData();
      body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      for (const file of some) body.append("files", file, file.name);
      const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer?.ok) {
        const said = await answer?.json().catch(() => null);
        say(said?.detail ? `${said.detail} ${said.next_step ?? ""}` : "The files could not be sent. Look whether you are online, and try again.");
        await look();
        return;
      }
      taken = taken.concat((await answer.json()).files);
      sent += some.length;
    }
    if (all.length === 1 && taken[0] && !taken[0].waits && taken[0].state !== "refused") { location.reload(); return; }
    const bad = taken.filter((file) => file.state === "refused" || file.state === "partial").length;
    const waiting = taken.filter((file) => file.waits).length;
    input.value = "";
    unread = waiting > 0;
    say(`${all.length} ${all.length === 1 ? "file" : "files"} sent.${bad ? ` ${bad} not read whole; below it says why.` : ""} ${waiting ? `${waiting} still to be read …` : "Load the page again to see your runs."}`);
    window.clearTimeout(looking);
    await look();
  };

  form.addEventListener("submit", (event) => { if (input.files.length) { event.preventDefault(); send(input.files); } });
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); if (event.dataTransfer.files.length) send(event.dataTransfer.files); });
  if (list.querySelector(WAITS)) looking = window.setTimeout(look, LOOK_MS);
  window.addEventListener("pagehide", () => window.clearTimeout(looking));
}
