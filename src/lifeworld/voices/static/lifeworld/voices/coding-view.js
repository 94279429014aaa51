// What the coding page shows of a statement: its sentences with marks under the words, what was found, what the model would say.

import { holds, marksAt } from "./coding-reading.js";

const by = (id) => document.getElementById(id);
const LINES_MAX = 3;

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const HEX = /^#[0-9a-f]{6}$/i;
const colorOf = (code) => (HEX.test(code?.color ?? "") ? code.color : `var(--${code?.tint ?? "c-none"})`);

// Lines under the words, one a code, dashed where the code was read into them; set as properties, because the page forbids styles in its text.
function underline(piece, marks, codes) {
  const shown = marks.slice(-LINES_MAX);
  const lines = shown.map((mark) => {
    const color = colorOf(codes.get(mark.code));
    return mark.interpretive ? `repeating-linear-gradient(90deg, ${color} 0 5px, transparent 5px 9px)` : `linear-gradient(${color}, ${color})`;
  });
  piece.style.backgroundImage = lines.join(", ");
  piece.style.backgroundSize = lines.map(() => "100% 3px").join(", ");
  piece.style.backgroundPosition = lines.map((_, row) => `0 calc(100% - ${row * 4}px)`).join(", ");
  piece.style.paddingBlockEnd = `${1 + lines.length * 4}px`;
}

function pieces(text, start, end, reading, selection, codes) {
  const inside = reading.marks.filter((mark) => mark.start < end && start < mark.end);
  const cuts = new Set([start, end]);
  for (const span of selection ? [...inside, selection] : inside) for (const at of [span.start, span.end]) if (at > start && at < end) cuts.add(at);
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((to, index) => {
    const from = sorted[index];
    const marks = inside.filter((mark) => mark.start <= from && mark.end >= to);
    const chosen = selection && selection.start <= from && selection.end >= to;
    const words = text.slice(from, to);
    if (!marks.length && !chosen) return document.createTextNode(words);
    const piece = element("span", { class: [marks.length && "marked", chosen && "chosen"].filter(Boolean).join(" ") }, words);
    if (marks.length) underline(piece, marks, codes);
    return piece;
  });
}

export function drawText(state) {
  const { item, text, reading, at, selection, codes, whole } = state;
  const box = by("text");
  const nodes = [];
  let done = 0;
  item.sentences.forEach(([start, end], number) => {
    if (start > done) nodes.push(document.createTextNode(text.slice(done, start)));
    const found = marksAt(reading, { start, end }).map((mark) => codes.get(mark.code)?.title ?? mark.code);
    const label = found.length ? `${text.slice(start, end)} (${[...new Set(found)].join(", ")})` : null;
    nodes.push(element("span", { id: `s${number}`, role: "option", class: "sentence", "data-sentence": number, "aria-label": label,
      "aria-selected": String(number === at && !whole) }, ...pieces(text, start, end, reading, selection, codes)));
    done = end;
  });
  if (done < text.length) nodes.push(document.createTextNode(text.slice(done, text.length)));
  box.replaceChildren(...nodes);
  box.classList.toggle("long", item.sentences.length >= state.said.long_from);
  box.classList.toggle("whole", whole);
  if (item.sentences.length && !whole) box.setAttribute("aria-activedescendant", `s${at}`);
  else box.removeAttribute("aria-activedescendant");
}

// A memo stays open, with its words, as long as somebody writes in it: all is drawn anew whenever the server has answered.
function keptOpen(box) {
  const writing = document.activeElement;
  const open = [...box.querySelectorAll(".mark-memo")].filter((field) => field === writing || field.value !== field.defaultValue);
  const before = new Map(open.map((field) => [field.dataset.mark, field]));
  return () => {
    for (const field of box.querySelectorAll(".mark-memo")) {
      const old = before.get(field.dataset.mark);
      if (!old) continue;
      field.hidden = false;
      if (old.value !== old.defaultValue) field.value = old.value;
      if (old !== writing) continue;
      field.focus({ preventScroll: true });
      field.setSelectionRange(old.selectionStart, old.selectionEnd);
    }
  };
}

export function drawFound(state, act) {
  const { reading, codes } = state;
  const box = by("found");
  const reopen = keptOpen(box);
  const noted = (mark) => ({ target }) => target.isConnected && !box.drawing && state.item && act.note(mark, target.value.trim());
  const titled = (code) => codes.get(code)?.title ?? code;
  const quiet = (words, more) => element("button", { type: "button", class: "quiet", ...more }, words);
  const rows = reading.marks.map((mark) => row(codes.get(mark.code), mark.code, element("q", { title: mark.quote }, mark.quote), [
    quiet("memo", { onclick: (event) => act.openNote(event.target) }),
    quiet("interpretive", { "aria-pressed": String(mark.interpretive), onclick: () => act.interpret(mark) }),
    quiet("×", { "aria-label": `Take away ${titled(mark.code)}: ${mark.quote}`, onclick: () => act.removeMark(mark) }),
  ], element("input", { class: "mark-memo", hidden: !mark.memo, value: mark.memo, "aria-label": `Memo on ${mark.quote}`, maxlength: "10000",
    "data-mark": `${state.item.statement} ${mark.code} ${mark.start} ${mark.end}`, placeholder: "Memo on these words",
    onchange: noted(mark), onblur: noted(mark) })));
  const marked = new Set(reading.marks.map((mark) => mark.code));
  for (const code of reading.codes.filter((one) => !marked.has(one))) {
    rows.push(row(codes.get(code), code, element("span", { class: "soft" }, "the whole statement"),
      [quiet("×", { "aria-label": `Take away ${titled(code)}`, onclick: () => act.removeCode(code) })]));
  }
  box.drawing = true; // a field that goes away here is not left by whoever writes in it
  box.replaceChildren(...rows);
  box.drawing = false;
  reopen();
}

const dot = () => element("span", { class: "dot", "aria-hidden": "true" });
const row = (code, name, what, acts, memo = null) =>
  element("li", { class: code?.tint ?? "c-none" }, dot(), element("b", {}, code?.title ?? name), what, element("span", { class: "acts" }, ...acts), memo);

export function drawCodes(state) {
  const span = state.target();
  const suggested = new Map((state.item.suggestions ?? []).map((one) => [one.code, one.probability]));
  for (const button of document.querySelectorAll("#codes .code")) {
    const code = button.dataset.code;
    button.setAttribute("aria-pressed", String(holds(state.reading, code, span)));
    button.classList.toggle("present", state.reading.codes.includes(code));
    button.classList.toggle("hinted", suggested.has(code) && state.said.suggestions === "on");
  }
  by("whole").setAttribute("aria-pressed", String(state.whole));
  const here = span ? marksAt(state.reading, span) : [];
  by("interpretive").setAttribute("aria-pressed", String(here.length ? here.every((mark) => mark.interpretive) : state.interpretive));
  by("target").textContent = state.whole ? "Codes are for the whole statement."
    : state.selection ? `Selected: «${state.text.slice(span.start, span.end)}»` : "";
  for (const radio of document.querySelectorAll("#valence input")) radio.checked = radio.value === (state.reading.valence === null ? "" : String(state.reading.valence));
  if (document.activeElement !== by("memo")) by("memo").value = state.reading.memo;
}

export function drawSuggested(state, act) {
  const box = by("suggested");
  const open = (state.item.suggestions ?? []).filter((one) => !state.reading.codes.includes(one.code) && state.codes.has(one.code));
  box.hidden = state.said.suggestions !== "on" || !open.length;
  box.replaceChildren(element("span", { class: "soft small" }, "The model suggests ", element("kbd", {}, "A")), ...open.map((one) =>
    element("button", { type: "button", class: `quiet small ${state.codes.get(one.code).tint}`, onclick: () => act.accept(one.code) },
      dot(), state.codes.get(one.code).title, element("span", { class: "soft" }, percent(one.probability)))));
}

const percent = (probability) => ` ${Math.round(probability * 100)} %`;

// After one's own coding: you and the model side by side.
export function drawAfter(state) {
  const box = by("after");
  box.hidden = state.phase !== "after";
  if (box.hidden) return;
  const said = new Map((state.item.suggestions ?? []).map((one) => [one.code, one.probability]));
  const names = [...state.codes.keys()].filter((code) => said.has(code) || state.reading.codes.includes(code));
  const cell = (words) => element("td", {}, words);
  const rows = names.map((code) => element("tr", {}, element("th", { scope: "row" }, state.codes.get(code).title),
    cell(state.reading.codes.includes(code) ? "found" : "–"), cell(said.has(code) ? percent(said.get(code)) : "–")));
  box.replaceChildren(element("table", {}, element("caption", {}, "You and the model. You may change yours; that you saw the model is kept with the change."),
    element("thead", {}, element("tr", {}, ...["Code", "You", "Model"].map((title) => element("th", { scope: "col" }, title)))),
    element("tbody", {}, ...(rows.length ? rows : [element("tr", {}, element("td", { colspan: "3" }, "Neither of you found anything."))]))));
}

export function drawAbout(state) {
  const { item, codes } = state;
  by("context").hidden = !item.context;
  by("context").textContent = item.context;
  by("stale").hidden = !item.stale.length;
  by("stale").textContent = `The meaning changed since you read this: ${item.stale.map((code) => codes.get(code)?.title ?? code).join(", ")}. Enter says that you read it again.`;
  by("others").hidden = !item.others?.length;
  by("others").textContent = (item.others ?? []).map((one) => `${one.coder}: ${one.codes.map((code) => codes.get(code)?.title ?? code).join(", ") || "nothing found"}`).join(" · ");
}

export function drawDefinition(code) {
  const box = by("definition");
  const list = (title, lines) => (lines.length ? [element("h4", {}, title), element("ul", {}, ...lines.map((line) => element("li", {}, line)))] : []);
  box.className = `definition ${code.tint}`;
  box.replaceChildren(element("h3", {}, dot(), code.title), element("p", {}, code.definition), ...list("Include", code.include), ...list("Exclude", code.exclude),
    ...list("Examples", code.examples));
}
