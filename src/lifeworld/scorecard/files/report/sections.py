"""A card as its report lays it out: one view a factor, the weights beside one another, and how everything was made."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import figure_words, interval_bar
from lifeworld.scorecard.core.values import FACTORS, T_MEANS, Factor, FactorScore, Scorecard, Table
from lifeworld.scorecard.files.report.charts import Picture, picture
from lifeworld.scorecard.files.report.words import INTERVALS, Said, steps, unknown_words

ROWS_MAX = 100
WEIGHTS_END = 0.4
"""The lane of weights ends here at least, so that small differences look small."""


@dataclass(frozen=True)
class Cell:
    """A cell: its words, and what stands small beside them; ``number`` where it is a figure."""

    text: str
    small: str = ""
    number: bool = False


@dataclass(frozen=True)
class Grid:
    """A table as text; ``how``: for each column of figures its heading and the first of them; ``left``: rows that are not shown."""

    table: Table
    rows: tuple[tuple[Cell, ...], ...]
    how: tuple[tuple[str, Figure], ...]
    left: int


@dataclass(frozen=True)
class Lane:
    """One axis of the profile."""

    factor: Factor
    axis: Figure
    weakest: bool

    @property
    def number(self) -> str:
        """The value alone, or that it is not known."""
        return figure_words(self.axis).value if self.axis.enough else "not known"

    @property
    def interval(self) -> str:
        """The interval alone."""
        return figure_words(self.axis).interval


@dataclass(frozen=True)
class Section:
    """One factor: its axis, its figures with bars for shares, what it says, its pictures and tables."""

    lane: Lane
    score: FactorScore
    figures: tuple[tuple[Figure, Markup], ...]
    said: tuple[Said, ...]
    pictures: tuple[Picture, ...]
    grids: tuple[Grid, ...]
    unknown: str

    @property
    def know(self) -> tuple[str, ...]:
        """Warnings of the factor that are not said already where it says why it is not known."""
        return tuple(one for one in self.score.warnings if one not in self.unknown)


@dataclass(frozen=True)
class Weight:
    """How much one factor matters to the owner and to the customers."""

    factor: Factor
    owner: Figure | None
    customers: Figure | None
    highest: float

    def at(self, share: float | None) -> float | None:
        """Where a share lies in per cent of the lane, whose end is the largest share there is."""
        return None if share is None else round(100 * share / self.highest, 2)


def lanes(card: Scorecard) -> tuple[Lane, ...]:
    """The six axes in their order."""
    return tuple(Lane(card.score(one.key).meaning, card.score(one.key).axis, one.key == card.weakest) for one in FACTORS)


def sections(card: Scorecard) -> tuple[Section, ...]:
    """The six factors with everything that is behind them."""
    every = steps(card)
    found = []
    for lane in lanes(card):
        score = card.score(lane.factor.key)
        found.append(Section(
            lane, score, tuple((one, _bar(one)) for one in score.figures), tuple(one for one in every if one.factor == lane.factor),
            tuple(picture(chart) for chart in score.charts), tuple(_grid(table) for table in score.tables),
            "" if lane.axis.enough else unknown_words(score, figure=False)))
    return tuple(found)


def weights(card: Scorecard) -> tuple[Weight, ...]:
    """One row a factor; without any weights none."""
    owner, customers = (card.weighed[who].shares if who in card.weighed else {} for who in ("owner", "customers"))
    ends = [end for one in (*owner.values(), *customers.values()) for end in (one.value, one.high) if end is not None]
    highest = max([WEIGHTS_END, *ends])
    rows = tuple(Weight(one, owner.get(one.key), customers.get(one.key), highest) for one in FACTORS)
    return rows if any(one.owner or one.customers for one in rows) else ()


def method(card: Scorecard) -> tuple[tuple[str, str], ...]:
    """How the card was made, as terms."""
    asked = card.asked
    looks = "again and again: effects hold for 52 looks, other intervals for one" if asked.looks == "again" else "once"
    terms = [
        ("Definitions", f"version {card.definitions}"), ("Window", " to ".join(filter(None, [asked.since, asked.until])) or "all days"),
        ("Seen from", asked.as_of), ("Level of intervals", f"{100 * asked.level:g} %"), ("Looked at", looks), ("Currency", asked.currency),
        ("Harm counts within", f"{asked.harm_days} days"), ("Orders drawn for contributions", f"{asked.permutations:,}"),
        ("Draws of every bootstrap", f"{asked.replicates:,}"), ("Seed of chance", str(asked.seed)), ("Rows come from", asked.query),
    ]
    return tuple((name, said) for name, said in terms if said)


def inputs(card: Scorecard) -> tuple[tuple[str, str, str], ...]:
    """The frames that were read: name, rows, and the beginning of their hash."""
    found = []
    for name, held in card.inputs.items():
        rows = held.get("rows") if isinstance(held, dict) else None
        digest = next((str(held[key]) for key in ("hash", "sha256") if key in held), "") if isinstance(held, dict) else str(held)
        found.append((str(name), "" if rows is None else f"{rows:,}", digest[:16]))
    return tuple(found)


def notes(card: Scorecard) -> tuple[str, ...]:
    """What holds of every figure, then the warnings of the card."""
    return (INTERVALS, T_MEANS, *card.warnings)


def _bar(figure: Figure) -> Markup:
    """A share on 0 to 1 where it lies there; other figures have scales of their own."""
    fits = figure.unit == "share" and figure.low is not None and figure.high is not None and figure.low >= 0 and figure.high <= 1
    return interval_bar(figure.value, figure.low, figure.high) if fits else Markup("")


def _grid(table: Table) -> Grid:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in table.rows[:ROWS_MAX])
    how = []
    for at, column in enumerate(table.columns):
        first = next((row[at] for row in table.rows if isinstance(row[at], Figure)), None)
        if isinstance(first, Figure):
            how.append((column, first))
    return Grid(table, rows, tuple(how), max(len(table.rows) - ROWS_MAX, 0))


def _cell(cell: str | Figure) -> Cell:
    if isinstance(cell, str):
        return Cell(cell)
    words = figure_words(cell)
    return Cell(words.value, words.interval if cell.enough else words.basis, cell.enough)
