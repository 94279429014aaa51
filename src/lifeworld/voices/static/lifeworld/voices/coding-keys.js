// Which key does what. Single keys may be kept to the statement's own focus (WCAG 2.1.4).

const KEPT = "lifeworld-single-keys";
const WRITING = "input:not([type=radio]):not([type=checkbox]), textarea, select";

export function singleKeys(box) {
  try {
    box.checked = localStorage.getItem(KEPT) !== "off";
    box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  } catch {
    box.checked = true;
  }
}

export function listen(state, act) {
  const text = document.getElementById("text");
  const help = document.getElementById("help");
  const single = document.getElementById("single");
  singleKeys(single);
  const commands = {
    j: act.down, k: act.up, ArrowDown: act.down, ArrowUp: act.up, ArrowRight: () => act.word(1), ArrowLeft: () => act.word(-1), Escape: act.clear,
    s: act.whole, i: act.interpretive, m: act.memo, v: act.valence, a: act.acceptNext, n: act.later, u: act.undo, U: act.redo,
    Backspace: act.removeHere, Delete: act.removeHere, "/": act.search, "?": act.help,
  };
  const byKey = new Map([...state.codes.values()].filter((code) => code.key).map((code) => [code.key, code.name]));

  document.addEventListener("keydown", (event) => {
    const focused = event.target;
    if (help.open || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (focused.matches(WRITING) || !["z", "y"].includes(key)) return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) act.redo();
      else act.undo();
      return;
    }
    if (event.altKey) return;
    if (focused.matches(WRITING)) {
      if (event.key === "Escape") text.focus();
      return;
    }
    const inText = focused === text || focused === document.body;
    if (!single.checked && focused !== text) return;
    if (event.key === "Enter") {
      if (!inText) return;
      event.preventDefault();
      if (!event.repeat) act.done();
      return;
    }
    if (event.key.startsWith("Arrow") && !inText) return;
    if (event.shiftKey && ["ArrowRight", "ArrowLeft"].includes(event.key)) {
      event.preventDefault();
      act.moreWords(event.key === "ArrowRight" ? 1 : -1);
      return;
    }
    const code = byKey.get(event.key.toLowerCase()) ?? (event.shiftKey ? undefined : byKey.get(/^Digit(\d)$/.exec(event.code)?.[1]));
    const command = commands[event.key] ?? (event.shiftKey ? undefined : commands[event.key.toLowerCase()]);
    if (code === undefined && command === undefined) return;
    event.preventDefault();
    if (event.repeat && !event.key.startsWith("Arrow") && !["j", "k"].includes(event.key)) return;
    if (code === undefined) command();
    else act.code(code);
  });
}

// One stop for the tab key among the codes; arrows move inside.
export function roving(box, items) {
  const move = (to) => {
    for (const one of items()) one.tabIndex = one === to ? 0 : -1;
  };
  move(items()[0]);
  box.addEventListener("focusin", (event) => items().includes(event.target) && move(event.target));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const open = items().filter((one) => !one.hidden);
    open[(open.indexOf(document.activeElement) + step + open.length) % open.length]?.focus();
  });
  return () => move(items().find((one) => !one.hidden) ?? items()[0]);
}
