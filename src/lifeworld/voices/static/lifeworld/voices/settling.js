// Settling by keyboard: P and A decide on the code in the frame, J and K move between codes, W says why, N skips, Ctrl+Enter keeps.
const form = document.getElementById("settle-form");
const questions = [...document.querySelectorAll("[data-question]")];

/** The question in which the focus is, else the first that is not decided, else the first. */
function current() {
  const held = questions.findIndex((one) => one.contains(document.activeElement));
  if (held >= 0) return held;
  const open = questions.findIndex((one) => !one.querySelector("input:checked"));
  return open >= 0 ? open : 0;
}

/** Put the focus on a question: on its decision where there is one, else on its first choice. */
function focus(number) {
  const one = questions[Math.max(0, Math.min(questions.length - 1, number))];
  (one?.querySelector("input:checked") ?? one?.querySelector("input"))?.focus();
}

/** Decide on the question in the frame and go on to the next; the last one leads to the button. */
function decide(value) {
  const at = current();
  const choice = questions[at]?.querySelector(`input[value="${value}"]`);
  if (!choice) return;
  choice.checked = true;
  if (at + 1 < questions.length) focus(at + 1);
  else form.querySelector("button").focus();
}

const KEYS = {
  p: () => decide("present"),
  a: () => decide("absent"),
  j: () => focus(current() + 1),
  k: () => focus(current() - 1),
  w: () => questions[current()]?.querySelector("input[name^='why:']")?.focus(),
  n: () => document.querySelector("[data-key='n']")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const typing = event.target instanceof HTMLInputElement && event.target.name.startsWith("why:");
  if (typing && event.key === "Escape") {
    event.target.closest("[data-question]").querySelector("input").focus();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key.toLowerCase()];
  if (act) {
    event.preventDefault();
    act();
  }
});

if (questions.length) focus(current());
document.documentElement.dataset.settling = "ready";
