"""corrections.md: the file of corrections."""

from __future__ import annotations

from pages.markdown import meanings, page, table

from lifeworld.constellations.core.corrections.rules import ALLOWED, ALWAYS, COLUMNS, MEANING, NEEDED


def corrections_page() -> str:
    """Columns of corrections.csv, and what each action needs and does."""
    rows = ((action, text, ", ".join(NEEDED[action]), ", ".join(name for name in ALLOWED[action] if name not in NEEDED[action]))
            for action, text in MEANING.items())
    return page("corrections.csv", [
        "One line a correction, in the order in which they are replayed by every `lifeworld map` into the folder. A later line sees what "
        "the lines before it did. `lifeworld correct` appends lines; the file may be edited by hand or in a spreadsheet, too. An unknown "
        "column, action, code or category refuses the file; a line that finds nothing to change is reported, never dropped in silence.",
        *meanings(COLUMNS), "", "## Actions", "",
        f"Every line needs {' and '.join(ALWAYS)} besides.", *table(("action", "means", "needs", "may have"), rows)])
