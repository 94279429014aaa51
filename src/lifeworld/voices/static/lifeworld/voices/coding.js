// The coding page: keys, pointer and touch become steps; each step is shown at once, kept in this browser, and sent.

import { listen, roving } from "./coding-keys.js";
import { Outbox, stepName } from "./coding-outbox.js";
import { changedMark, content, marksAt, offeredOnly, toggled, without, withoutCode } from "./coding-reading.js";
import { Server } from "./coding-server.js";
import { Text } from "./coding-text.js";
import { drawAbout, drawAfter, drawCodes, drawDefinition, drawFound, drawSuggested, drawText, element } from "./coding-view.js";

const by = (id) => document.getElementById(id);
const said = JSON.parse(by("coding-data").textContent);
const server = new Server(said);
const VALENCES = [null, 1, 0, -1];
const MEMO_WAIT_MS = 800;

const state = {
  said, item: null, text: null, reading: null, at: 0, selection: null, words: null, whole: false, interpretive: false, phase: "code",
  codes: new Map(said.codes.map((code) => [code.name, code])), ahead: null, done: new Set(), moving: false,
  // What the next code is for: the selected words, else the sentence, else (null) the whole statement.
  target() {
    if (this.whole || !this.item.sentences.length) return null;
    const [start, end] = this.item.sentences[this.at];
    const span = this.selection ?? { start, end };
    return { start: span.start, end: span.end, quote: this.text.slice(span.start, span.end) };
  },
};

const announce = (words) => { by("said").textContent = words; };
const titled = (code) => state.codes.get(code)?.title ?? code;
const notice = (...children) => {
  by("notice").replaceChildren(...children);
  by("notice").hidden = children.length === 0;
};

const outbox = new Outbox(`lifeworld-coding:${said.who}:${said.api}:`, said.codebook, (statement, body) => server.keep(statement, body), {
  saved: () => { by("saved").textContent = "Saved"; by("saved").dataset.state = "saved"; },
  waiting: (failures) => {
    by("saved").textContent = failures ? "Not saved yet. It is kept in this browser and sent again." : "Saving…";
    by("saved").dataset.state = failures ? "kept" : "saving";
  },
  acknowledged: (item) => {
    if (item.codebook !== said.codebook) notice("The codebook was changed. ", element("a", { href: location.href }, "Load it"));
    if (state.item?.statement !== item.statement) return;
    state.item = { ...item, queue: state.item.queue };
    const kept = offeredOnly(item.reading, state.codes);
    if (!outbox.has(item.statement) && content(kept) !== content(state.reading)) {
      state.reading = kept;
      draw();
    } else drawAround(); // the text stays as it is, and with it what is being selected
  },
  newer: (statement) => whenNewer(statement),
  refused: (statement, body) => { notice(`This was not saved. ${body.detail ?? ""}`); reload(statement); },
  signedOut: (body) => notice(`${body.detail ?? "You are not signed in any more."} What you coded is kept in this browser. `,
    element("a", { href: `${said.sign_in}?next=${encodeURIComponent(location.pathname + location.search)}` }, "Sign in again")),
  adopted: (steps) => {
    const own = steps.findLast((step) => step.statement === state.item?.statement);
    if (own) { state.reading = { ...state.reading, ...own.body }; draw(); }
  },
});

function draw() {
  drawText(state);
  drawFound(state, act);
  drawAround();
}

function drawAround() {
  drawCodes(state);
  drawSuggested(state, act);
  drawAfter(state);
  drawAbout(state);
}

function show(item) {
  by("coding").hidden = item === null;
  by("finished").hidden = item !== null;
  state.item = item;
  if (item === null) {
    announce(by("finished").textContent);
    return;
  }
  const same = state.shown === item.statement;
  state.shown = item.statement;
  state.text = new Text(item.text);
  state.reading = offeredOnly(item.reading, state.codes);
  outbox.know(item.statement, item.reading.version);
  if (!same) Object.assign(state, { at: 0, selection: null, words: null, whole: false, interpretive: false, phase: "code" });
  draw();
  const address = new URL(said.page, location.href);
  if (said.queue) address.searchParams.set("queue", said.queue);
  address.searchParams.set("statement", item.statement);
  history.replaceState(null, "", address);
  if (!same) {
    by("text").focus({ preventScroll: true });
    if (by("text").getBoundingClientRect().top < 0) by("coding").scrollIntoView();
    state.ahead = server.next(item.statement).catch(() => undefined);
  }
}

function change(reading, words) {
  if (content(reading) === content(state.reading)) return;
  state.reading = reading;
  outbox.add(state.item.statement, reading);
  draw();
  announce(words);
}

async function reload(statement) {
  const fresh = await server.statement(statement).catch(() => null);
  if (fresh && state.item?.statement === statement) show(fresh);
}

async function whenNewer(statement) {
  const newer = await server.statement(statement).catch(() => null);
  if (!newer) return;
  const { version } = newer.reading;
  const answer = async (mine) => {
    notice();
    await outbox.settle(statement, version, mine);
    if (!mine && state.item?.statement === statement) { state.shown = null; show(newer); }
  };
  const found = newer.reading.codes.map(titled).join(", ") || "nothing";
  notice(element("p", {}, `You changed this statement in another window. There you found: ${found}.`), element("p", { class: "row" },
    element("button", { type: "button", onclick: () => answer(true) }, "Keep what is here"),
    element("button", { type: "button", class: "quiet", onclick: () => answer(false) }, "Take the newer one")));
}

async function go(after) {
  if (state.moving) return;
  state.moving = true;
  try {
    let found = await state.ahead;
    if (found === undefined || found === null || state.done.has(found.statement)) {
      await outbox.flush();
      found = await server.next(after);
    }
    show(found !== null && state.done.has(found.statement) && outbox.has(found.statement) ? null : found);
  } catch {
    notice("The next statement could not be loaded. What you coded is kept. Press Enter to try again.");
  } finally {
    state.moving = false;
  }
}

function progressed(statement) {
  if (state.done.has(statement) || state.item.reading.done) return;
  said.progress.n_read += 1;
  by("progress").textContent = `${said.progress.n_read} of ${said.progress.n} read`;
}

async function stepped(way) {
  await outbox.flush();
  if (!outbox.empty) return announce("Not saved yet: this needs a connection.");
  const { status, body } = await server.step(way, stepName()).catch(() => ({ status: 0, body: {} }));
  if (status !== 200) return announce(body.detail ?? "This needs a connection.");
  const { now } = body;
  if (!now.reading.done && state.done.delete(now.statement)) said.progress.n_read -= 1;
  outbox.know(now.statement, now.reading.version);
  state.phase = "code";
  show({ ...now, queue: said.queue });
  announce(`${way === "undo" ? "Taken back" : "Done again"}: ${body.said}`);
}

const clearNative = () => getSelection()?.removeAllRanges();

const act = {
  code(code) {
    const span = state.target();
    const before = state.reading;
    const reading = toggled(before, code, span, state.interpretive);
    const added = reading.marks.length > before.marks.length || reading.codes.length > before.codes.length;
    state.selection = state.words = null;
    clearNative();
    change(reading, `${titled(code)} ${added ? "added" : "taken away"}`);
    drawDefinition(state.codes.get(code));
  },
  move(step) {
    const n = state.item.sentences.length;
    if (!n) return;
    if (!state.whole && !state.selection) state.at = Math.min(Math.max(state.at + step, 0), n - 1);
    Object.assign(state, { selection: null, words: null, whole: false });
    draw();
    by(`s${state.at}`)?.scrollIntoView({ block: "nearest" });
  },
  down: () => act.move(1),
  up: () => act.move(-1),
  word(step) {
    const [start, end] = state.item.sentences[state.at] ?? [0, 0];
    const words = state.text.words(start, end);
    if (!words.length) return;
    const from = state.words ? state.words.head + step : step > 0 ? 0 : words.length - 1;
    const at = Math.min(Math.max(from, 0), words.length - 1);
    act.choose(words, at, at);
  },
  moreWords(step) {
    if (!state.words) { act.word(step); return; }
    const [start, end] = state.item.sentences[state.at];
    const words = state.text.words(start, end);
    act.choose(words, state.words.anchor, Math.min(Math.max(state.words.head + step, 0), words.length - 1));
  },
  choose(words, anchor, head) {
    state.words = { anchor, head };
    state.whole = false;
    state.selection = { start: words[Math.min(anchor, head)].start, end: words[Math.max(anchor, head)].end };
    draw();
  },
  clear() {
    Object.assign(state, { selection: null, words: null, whole: false });
    clearNative();
    by("text").focus({ preventScroll: true });
    draw();
  },
  whole() {
    Object.assign(state, { whole: !state.whole, selection: null, words: null });
    draw();
  },
  interpretive() {
    const span = state.target();
    const here = span ? marksAt(state.reading, span) : [];
    if (!here.length) {
      state.interpretive = !state.interpretive;
      draw();
      announce(state.interpretive ? "The next marks are interpretive" : "The next marks are explicit");
      return;
    }
    const to = !here.every((mark) => mark.interpretive);
    change(here.reduce((reading, mark) => changedMark(reading, mark, { interpretive: to }), state.reading), to ? "interpretive" : "explicit");
  },
  interpret: (mark) => change(changedMark(state.reading, mark, { interpretive: !mark.interpretive }), mark.interpretive ? "explicit" : "interpretive"),
  note: (mark, memo) => change(changedMark(state.reading, mark, { memo }), "memo changed"),
  openNote(button) {
    const field = button.closest("li").querySelector(".mark-memo");
    field.hidden = false;
    field.focus();
  },
  removeMark: (mark) => change(without(state.reading, [mark]), `${titled(mark.code)} taken away`),
  removeCode: (code) => change(withoutCode(state.reading, code), `${titled(code)} taken away`),
  removeHere() {
    const span = state.target();
    if (span) change(without(state.reading, marksAt(state.reading, span)), "marks taken away");
  },
  accept: (code) => change(toggled(state.reading, code, null), `${titled(code)} added`),
  acceptNext() {
    const open = (state.item.suggestions ?? []).find((one) => !state.reading.codes.includes(one.code) && state.codes.has(one.code));
    if (open) act.accept(open.code);
  },
  valence() {
    const to = VALENCES[(VALENCES.indexOf(state.reading.valence) + 1) % VALENCES.length];
    change({ ...state.reading, valence: to }, `Valence: ${{ 1: "positive", 0: "mixed", "-1": "negative" }[to] ?? "not said"}`);
  },
  memo: () => by("memo").focus(),
  search: () => by("search").focus(),
  help: () => by("help").showModal(),
  later: () => go(state.item?.statement),
  undo: () => stepped("undo"),
  redo: () => stepped("redo"),
  async done() {
    if (!state.item) return;
    const { statement } = state.item;
    if (state.phase === "code") {
      keepMemo();
      progressed(statement);
      state.done.add(statement);
      state.reading = { ...state.reading, done: true };
      const sent = outbox.add(statement, state.reading);
      if (said.suggestions === "after") {
        await sent;
        if (state.item?.statement === statement && state.item.suggestions) {
          state.phase = "after";
          draw();
          announce("This is what the model says. Enter goes to the next statement.");
          return;
        }
      }
    }
    await go(statement);
  },
};

function keepMemo() {
  if (state.item) change({ ...state.reading, memo: by("memo").value.trim() }, "memo changed");
}

// Words that were chosen with the mouse or a finger; the page is not drawn anew meanwhile, or the selection would be lost.
function nativeSelection() {
  const selection = getSelection();
  const box = by("text");
  if (!state.item || !selection?.rangeCount || selection.isCollapsed || !box.contains(selection.anchorNode) || !box.contains(selection.focusNode)) return;
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  const span = state.text.snapped(state.text.pointAt(start), state.text.pointAfter(start + range.toString().length));
  if (!span) return;
  Object.assign(state, { selection: span, words: null, whole: false });
  drawCodes(state);
}

function wire() {
  const text = by("text");
  document.addEventListener("selectionchange", nativeSelection);
  text.addEventListener("click", (event) => {
    if (getSelection()?.isCollapsed === false) return;
    const sentence = event.target.closest("[data-sentence]");
    if (sentence) state.at = Number(sentence.dataset.sentence);
    Object.assign(state, { selection: null, words: null, whole: false });
    draw();
  });
  for (const button of document.querySelectorAll("#codes .code")) {
    const code = state.codes.get(button.dataset.code);
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selected words stay selected
    button.addEventListener("click", () => act.code(code.name));
    for (const kind of ["focus", "pointerenter"]) button.addEventListener(kind, () => drawDefinition(code));
  }
  const pressed = { done: act.done, "done-small": act.done, skip: act.later, undo: act.undo, redo: act.redo, keys: act.help, whole: act.whole, interpretive: act.interpretive };
  for (const [id, does] of Object.entries(pressed)) {
    by(id).addEventListener("click", (event) => {
      does();
      if (event.detail > 0 && id !== "keys") text.focus({ preventScroll: true });
    });
  }
  let typing = 0;
  by("memo").addEventListener("change", keepMemo);
  by("memo").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(keepMemo, MEMO_WAIT_MS);
  });
  addEventListener("pagehide", keepMemo);
  for (const radio of document.querySelectorAll("#valence input")) {
    radio.addEventListener("change", () => change({ ...state.reading, valence: radio.value === "" ? null : Number(radio.value) }, "Valence changed"));
  }
  const buttons = () => [...document.querySelectorAll("#codes .code")];
  const first = roving(by("codes"), buttons);
  by("search").addEventListener("input", () => {
    const asked = by("search").value.trim().toLocaleLowerCase();
    for (const button of buttons()) {
      const code = state.codes.get(button.dataset.code);
      button.hidden = asked !== "" && ![code.title, code.name].some((words) => words.toLocaleLowerCase().includes(asked));
    }
    first();
  });
  by("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      const found = buttons().find((button) => !button.hidden);
      if (found && by("search").value.trim()) act.code(found.dataset.code);
    }
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    by("search").value = "";
    by("search").dispatchEvent(new Event("input"));
    text.focus();
  });
  listen(state, act);
}

wire();
if (said.item) show(said.item);
document.documentElement.dataset.coding = "ready";
