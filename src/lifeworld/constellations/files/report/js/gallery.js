// Filter the constellations by type and by name of customer or actor.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const cards = [...document.querySelectorAll("#cards .card")];
  const groups = [...document.querySelectorAll("#cards .cards-group")];
  const rests = [...document.querySelectorAll("#cards .rest")];
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  const elsewhere = JSON.parse(document.getElementById("elsewhere").textContent || "[]");

  const notDrawn = (words, type) => {
    if (!words) return "";
    const hits = elsewhere.filter(([name, label]) => name.toLowerCase().includes(words) && (!type || label === type));
    const shown = hits.slice(0, 3).map(([name, label]) => `${name} (${label})`).join(", ");
    return hits.length ? ` Not drawn here: ${shown}${hits.length > 3 ? " and others" : ""}.` : "";
  };

  const apply = () => {
    const type = new FormData(form).get("type") || "";
    const words = find.value.trim().toLowerCase();
    let n = 0;
    for (const card of cards) {
      card.hidden = !((!type || card.dataset.type === type) && card.dataset.find.includes(words));
      n += card.hidden ? 0 : 1;
    }
    // What a search finds may lie behind "show all": open it, and leave out types without any card that fits.
    const asked = Boolean(type || words);
    if (asked) rests.forEach((rest) => { rest.open = true; });
    groups.forEach((group) => { group.hidden = !group.querySelector(".card:not([hidden])"); });
    const all = n === cards.length;
    found.textContent = (all ? "" : `${n} of ${cards.length} constellations shown.`) + notDrawn(words, type);
  };

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
