"""scorecard.md: the six factors, the frames that a scorecard reads, and the files that come out."""

from __future__ import annotations

from math import inf

import polars as pl
from pages.markdown import page, table, type_word

from lifeworld.scorecard.core.deeds import DEEDS
from lifeworld.scorecard.core.earnings import COLUMNS
from lifeworld.scorecard.core.frames import FRAMES, Column, Frame
from lifeworld.scorecard.core.simulation import WORLDS
from lifeworld.scorecard.core.values import ARM_MIN, DEFINITIONS, EVENTS_MIN, FACTOR, FACTORS, K_PARTNER, N_MIN
from lifeworld.scorecard.files.reading import ENDINGS, LINKED, TRUTH
from lifeworld.scorecard.files.report_pdf import PAGES_MAX
from lifeworld.scorecard.files.typed import BOUNDS, PARTS
from lifeworld.scorecard.files.window import GOALS, TIMED, UNTIMED

OUT = (
    ("--out report.html", "the report: one file, no network; every figure opens its method and evidence, tables and pictures beside it"),
    ("--pdf board.pdf", f"for the board: at most {PAGES_MAX} pages, the first of which says the weakest link and shows the profile"),
    ("--json card.json", "every number: scores, figures with intervals, findings, tables, charts, weights, what was read; unknown is null"),
)


def scorecard_page() -> str:
    """The page; columns, values and ends are those that the code checks."""
    return page("The scorecard and its frames", [
        f"`lifeworld scorecard score DIR` measures the six factors of an ecosystem from tables in DIR (definitions {DEFINITIONS}). The "
        "site fills the same frames by queries. How to go about it: [the scorecard](../how-to/scorecard.md).", "",
        "## The six factors", "", "Each has one figure on an axis from 0 to 1, with an interval. They are never averaged.",
        *table(("factor", "asks", "on its axis", "0", "1"), ((one.key, one.asks, one.axis, one.none, one.full) for one in FACTORS)), "",
        f"Below {N_MIN} customers no figure is printed, below {ARM_MIN} in an arm no difference, below {EVENTS_MIN} events no rate; a "
        f"partner is told nothing of fewer than {K_PARTNER} customers.", "",
        "## Files", "", "One file a frame, called as the frame, such as `goals.csv`. Only `customers` is needed; a factor without its "
        f"frame is not known. Endings are {_names(ENDINGS)}, each also packed as `.gz`. Tables of text may be in UTF-8, UTF-16 with a "
        "byte order mark or Windows-1252, with any usual separator; numbers have a point before decimals; a time without a zone is UTC. "
        "An empty cell is not known, never 0. Column names may be written in any case. Other files and columns are passed over and named; "
        "two rows with one key, a value of another kind and an empty cell where one is needed refuse the file, with its name, the row "
        "from 1 after the header, the column, and what to write.", "",
        f"`--since` and `--until` leave out rows of {_names(TIMED)} that happened on other days, and `{GOALS}` that were not declared "
        f"before the window; {_names(UNTIMED)} have no time and count whole, so give what was true in the window. Customers of "
        f"{_names(LINKED)} are those of `customers`. A folder with a `{TRUTH}` is labelled simulated.",
        *(line for frame in FRAMES.values() for line in _frame(frame)), "", *_events(), "",
        "## What comes out", *table(("option", "writes"), OUT), "", "## Simulated worlds", "",
        f"`lifeworld scorecard simulate WORLD --out DIR` writes the frames of an ecosystem that does not exist, and `{TRUTH}` with what "
        "was planted in it.", *table(("world", "is"), WORLDS.items())])


def _frame(frame: Frame) -> list[str]:
    whose = f", for the factor «{FACTOR[frame.factor].title}»" if frame.factor else ""
    key = f" No two rows have the same {' and '.join(f'`{one}`' for one in frame.key)}." if frame.key else ""
    parts = "".join(f" `{part}` is at most `{whole}`." for owner, part, whole in PARTS if owner == frame.name)
    rows = ((one.name, _type(one), "" if one.null else "yes", _about(frame, one)) for one in frame.columns)
    shown = table(("column", "type", "needed", "meaning"), rows)
    return ["", f"## {frame.name}", "", f"One row is {frame.row}{whose}.{key}{parts}", *shown]


def _events() -> list[str]:
    """What a site reads beside its own rooms, and what a file of earnings may hold."""
    rows = ((deed.name, deed.about, f"`{deed.frame}`", "; ".join(
        f"`{name}`{' (needed)' if name in deed.needed else ''}: {body['description']}" for name, body in deed.fields.items()))
        for deed in DEEDS)
    return ["## Events of a site", "", "A site fills the frames from its own rooms (customers, goals, answers, audiences, partners, "
            "choices of suppliers, desks and embeds) and from these types of events, whose subject is the customer. They are declared in a "
            "place when its scorecard is set up. Earnings in another currency count by the rate of their day, and not at all where none is "
            "known.",
            *table(("type", "says", "frame", "data"), rows), "", "A file of earnings (`lifeworld scorecard earnings`) has these columns:",
            *table(("column", "needed", "meaning"), ((name, "yes" if needed else "", about) for name, about, needed in COLUMNS))]


def _type(column: Column) -> str:
    return "time" if isinstance(column.kind, pl.Datetime) else type_word(column.kind)


def _about(frame: Frame, column: Column) -> str:
    values = f"; one of {', '.join(f'`{one}`' for one in column.among)}" if column.among else ""
    low, high = BOUNDS.get((frame.name, column.name), (-inf, inf))
    ends = "" if low == -inf else f"; {low:g} or more" if high == inf else f"; from {low:g} to {high:g}"
    ends = "" if f"{low:g} to {high:g}" in column.about else ends
    return f"{column.about}{values}{ends}"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`" for one in names)
