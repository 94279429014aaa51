"""Simulated studies as Markdown: what `lifeworld simulate` writes and docs/proof.md is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.simulation.coverage import CLAIMED, TRUTH, Cell, Tally, pooled_cell
from lifeworld.constellations.core.simulation.labels import STABLE, Typing
from lifeworld.constellations.core.simulation.of_population import kind_of
from lifeworld.constellations.core.simulation.per_customer import MEASURES
from lifeworld.constellations.core.simulation.planning import Plan

TYPING_HEADER = ("simulated stratum", "customers", "given a type", "right, of those given one",
                 f"given a type with a stability above {STABLE:g}")
COVERAGE_HEADER = ("simulated interval", "holds what this coder would find with more of the same",
                   "holds the truth behind the words", "studies")
WIDTH_HEADER = ("simulated interval", "mean half-width")
CODER_WORDS = {
    "perfect": "a coder that makes no error", "dev": "the shipped coder's errors on reviews (dev)",
    "interviews": "the shipped coder's errors on interviews and diaries",
}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(table(["a", "b"], [["1", "2"]]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def share_text(share: Interval) -> str:
    """A share of simulated customers in per cent with its 90 % interval; «none» where there is nobody."""
    value, low, high = (100 * float(x[0]) for x in (share.value, share.low, share.high))
    return "none" if isnan(value) else f"{value:.0f} % ({low:.0f} to {high:.0f})"


def typing_rows(typing: Iterable[Typing], first: Sequence[str] = ()) -> list[list[str]]:
    """Rows of TYPING_HEADER, after the columns of ``first``; nobody is right of a customer without a type."""
    return [
        [*first, row.stratum, f"{row.n:,}", share_text(row.determined),
         "–" if row.stratum == "mixed" else share_text(row.right), share_text(row.stable)]
        for row in typing
    ]


def cell_text(cell: Cell) -> str:
    """Coverage in per cent with the 99 % interval that so many studies give it."""
    if not cell.studies:
        return "not enough"
    low, high = cell.band
    return f"{100 * cell.coverage:.1f} % ({100 * low:.0f} to {100 * high:.0f})"


def of_customers(tally: Tally) -> list[str]:
    """The figures of the tally that are said of one customer."""
    return [figure for figure in tally.figures if figure.startswith(MEASURES)]


def by_kind(tally: Tally) -> dict[str, list[str]]:
    """Population figures by kind."""
    kinds: dict[str, list[str]] = {}
    for figure in tally.figures:
        if not figure.startswith(MEASURES):
            kinds.setdefault(kind_of(figure), []).append(figure)
    return kinds


def coverage_rows(tally: Tally) -> list[list[str]]:
    """Rows of COVERAGE_HEADER: every cell of one customer, then every kind of population figure."""
    groups = {figure: [figure] for figure in of_customers(tally)} | by_kind(tally)
    rows = []
    for name, figures in groups.items():
        claimed, truth = (pooled_cell(tally, figures, name, target) for target in (CLAIMED, TRUTH))
        rows.append([name, cell_text(claimed), cell_text(truth), f"{claimed.studies:,}"])
    return rows


def width_rows(plan: Plan) -> list[list[str]]:
    """Rows of WIDTH_HEADER: half an interval in points of a hundred, or in the figure's own unit."""
    units = {"mean size": " actors", "mean valence of a driver": " (valence from -1 to 1)"}
    return [[name, f"± {half:.2f}{units[name]}" if name in units else f"± {100 * half:.0f} points of 100"]
            for name, half in plan.half_widths.items()]


def plan_page(plan: Plan) -> str:
    """The page of `lifeworld simulate`: everything on it is simulated and says so."""
    said = plan.world.statements
    talk = f"{said} statements each" if said else "3 to 40 statements each"
    return "\n\n".join([
        "# Simulated: what a study of this size would find",
        f"Simulated, not measured: {plan.studies:,} studies of {plan.customers:,} customers with {talk}, coded with "
        f"{CODER_WORDS.get(plan.coder.name, plan.coder.name)}. A third of the customers are mixed: they have no type. "
        f"Seed {plan.seed}. The world is described in docs/proof.md; real customers may differ.",
        "## Simulated: are customers given the right type?", table(TYPING_HEADER, typing_rows(plan.typing)),
        "## Simulated: how wide are the intervals?",
        table(WIDTH_HEADER, width_rows(plan)),
        "## Simulated: do the intervals hold what they claim?",
        "Intervals are meant to hold it in 90 % of cases; in brackets, what this many studies can say of that (99 %).",
        table(COVERAGE_HEADER, coverage_rows(plan.tally)),
    ]) + "\n"
