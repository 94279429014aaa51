// Evidence and constellations open in one dialog. Without this script they are plain <details>, and so they stay inside it.
(() => {
  const viewer = document.getElementById("viewer");
  const slot = document.getElementById("viewer-slot");
  const title = document.getElementById("viewer-title");
  const steps = document.getElementById("viewer-steps");
  let shown = null;

  const give = () => {
    if (!shown) return;
    shown.place.replaceWith(shown.body);
    shown = null;
  };

  const take = (details) => {
    give();
    const body = details.querySelector(":scope > .opens");
    const place = document.createComment("");
    body.replaceWith(place);
    slot.append(body);
    shown = { details, body, place };
    const stepped = details.hasAttribute("data-steps");
    title.textContent = details.dataset.opens;
    viewer.classList.toggle("viewer--narrow", !details.closest(".card"));
    steps.hidden = !stepped || neighbours().length < 2;
    viewer.scrollTop = 0;
  };

  const neighbours = () =>
    [...document.querySelectorAll("#cards .card:not([hidden]) > details")];

  const step = (by) => {
    const all = neighbours();
    const at = all.indexOf(shown.details);
    take(all[(at + by + all.length) % all.length]);
  };

  const open = (details) => {
    take(details);
    viewer.showModal();
  };

  document.addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    const details = summary && summary.parentElement;
    if (!details || !details.dataset.opens || viewer.contains(details) || details.open) return;
    event.preventDefault();
    open(details);
  });
  document.querySelectorAll("details[data-opens] > summary").forEach((summary) => {
    summary.setAttribute("aria-haspopup", "dialog");
  });

  viewer.addEventListener("click", (event) => {
    if (event.target === viewer) viewer.close();
  });
  viewer.addEventListener("close", () => {
    const from = shown && shown.details;
    give();
    if (!from) return;
    const rest = from.closest(".rest");
    if (rest) rest.open = true; // else the focus would go to what cannot be seen
    from.querySelector(":scope > summary").focus();
  });
  viewer.addEventListener("keydown", (event) => {
    if (steps.hidden || !shown || event.target.closest("input, textarea")) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  document.getElementById("viewer-close").addEventListener("click", () => viewer.close());
  document.getElementById("viewer-back").addEventListener("click", () => step(-1));
  document.getElementById("viewer-next").addEventListener("click", () => step(1));

  // A mark and its row in the table light up together.
  const light = (event) => {
    const at = event.target.closest && event.target.closest("[data-row]");
    const scope = at && at.closest(".customer");
    document.querySelectorAll(".is-lit").forEach((lit) => lit.classList.remove("is-lit"));
    if (!scope) return;
    scope.querySelectorAll(`[data-row="${at.dataset.row}"]`).forEach((both) => both.classList.add("is-lit"));
  };
  document.addEventListener("pointerover", light);

  const fromAddress = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target && target.closest("details[data-opens]");
    if (details && !viewer.open) open(details);
  };
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
