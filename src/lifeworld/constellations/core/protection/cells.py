"""Small cells: numbers that rest on so few customers that they could tell who they are, and those that would give them away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from lifeworld.constellations.core.comparison.values import Comparison, Contrast, Trend
from lifeworld.constellations.core.protection.told import Sum, reckoned
from lifeworld.constellations.core.study import TYPE_NAMES, type_share_key
from lifeworld.kit.figure import Evidence, Figure, n_needed

COUNTED = ("types/", "customers_who_say/")
"""Figures that are a number of customers over all customers, so that the number can be read from them."""

TYPE_KEYS = tuple(type_share_key(label) for label in TYPE_NAMES)
Cell = tuple[str, str]
_UNTOLD = "What changed is not told in sentences, because it rests on fewer than {} customers."


def warning(cell_min: int) -> str:
    """What is said instead of a small cell.

    >>> warning(5)
    'fewer than 5 customers: not shown'
    """
    return f"fewer than {cell_min} customers: not shown"


def n_behind(figure: Figure) -> int | None:
    """The customers that a figure rests on; None where it does not count customers."""
    if figure.n_customers is not None:
        return figure.n_customers
    return figure.n if figure.n_unit == "customers" and figure.kind == "estimate" else None


def is_small(figure: Figure, cell_min: int) -> bool:
    """Whether a figure rests on fewer than ``cell_min`` customers; without customers there is no such figure."""
    n = n_behind(figure)
    return n is not None and n < cell_min


def hidden(figure: Figure, cell_min: int, *, examples: bool = False) -> Figure:
    """The figure without its value and interval; its quotes stay only where ``examples`` says so.

    What already said "not enough" goes on saying how much is needed, without the hint in it.
    """
    needed = cell_min if figure.enough else unhinted(figure).n_needed
    evidence = figure.evidence if examples else Evidence(figure.evidence.query, 0)
    return replace(figure, value=None, low=None, high=None, n_needed=needed, evidence=evidence).warned(warning(cell_min))


def unhinted(figure: Figure) -> Figure:
    """A share that is "not enough" without the hint in how much is needed, which is reckoned from the share itself."""
    if figure.enough or figure.unit != "share" or figure.n_needed is None:
        return figure
    return replace(figure, n_needed=n_needed(None))


def without_small(given: Any, cell_min: int) -> tuple[Any, int]:
    """Any nested value with its small figures hidden, and how many were printed before."""
    count = 0

    def walk(value: Any) -> Any:
        nonlocal count
        if isinstance(value, Figure):
            if not is_small(value, cell_min):
                return value
            count += value.value is not None
            return hidden(value, cell_min, examples=True)
        if isinstance(value, tuple | list):
            return type(value)(walk(part) for part in value)
        if isinstance(value, Mapping):
            return {key: walk(part) for key, part in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: walk(getattr(value, field.name)) for field in fields(value) if field.init})
        return value

    return walk(given), count


@dataclass(frozen=True)
class _Table:
    """The cells of one comparison, by (key, level), and the totals that a reader has beside it."""

    values: Mapping[Cell, Figure]
    levels: tuple[str, ...]
    keys: tuple[str, ...]
    total: Callable[[str], Figure | None]
    cell_min: int

    def count(self, cell: Cell) -> float:
        """How many customers a cell counts; for means how many it rests on. Infinite where nothing is printed."""
        figure = self.values.get(cell)
        if figure is None or figure.value is None:
            return float("inf")
        n = n_behind(figure) or 0
        return round(figure.value * n) if self.counted(cell) else n

    def counted(self, cell: Cell) -> bool:
        """Whether the cell is a share of customers."""
        figure = self.values[cell]
        return cell[0].startswith(COUNTED) and figure.unit == "share" and figure.n_unit == "customers"

    def small(self, cell: Cell) -> bool:
        """Whether a cell must be hidden for itself: few customers, or few who are in it or few who are not."""
        figure = self.values[cell]
        if is_small(figure, self.cell_min):
            return True
        if figure.value is None or not self.counted(cell):
            return False
        inside, n = self.count(cell), n_behind(figure) or 0
        return 0 < inside < self.cell_min or 0 < n - inside < self.cell_min

    def adds_up(self, row: list[Cell], known: Figure) -> bool:
        """Whether no customer is at two levels: then what is hidden at one could be told from the total and the others."""
        return sum(n_behind(self.values[cell]) or 0 for cell in row) <= (n_behind(known) or 0)

    def rows(self) -> list[list[Cell]]:
        """Sets of cells that add up to something a reader knows: types of a level, and levels of a key with a known total."""
        found = [[(key, level) for key in TYPE_KEYS if (key, level) in self.values] for level in self.levels]
        for key in self.keys:
            known = self.total(key)
            row = [(key, level) for level in self.levels if (key, level) in self.values]
            if known is not None and known.value is not None and self.adds_up(row, known):
                found.append(row)
        return [row for row in found if len(row) > 1]

    def sums(self, gone: set[Cell]) -> list[tuple[list[Cell], Sum]]:
        """Rows of which a reader knows what their hidden cells add up to, each with that."""
        found = []
        for row in self.rows():
            of_level = len({level for _, level in row}) == 1
            known = None if of_level else self.total(row[0][0])
            counted = all(self.counted(cell) for cell in row)
            people = [n_behind(self.values[cell]) or 0 for cell in row]
            # Types of a level add up to its customers; levels add up to all where everybody is at one.
            if not counted or (of_level and len(row) != len(TYPE_KEYS)) or (known and sum(people) != n_behind(known)):
                continue
            total = people[0] if known is None else round((known.value or 0) * (n_behind(known) or 0))
            secret = [cell for cell in row if cell in gone or self.values[cell].value is None]
            shown = sum(int(self.count(cell)) for cell in row if cell not in secret)
            if secret:
                found.append((row, Sum(tuple(secret), total - shown)))
        return found

    def also(self, gone: set[Cell]) -> set[Cell]:
        """One more cell to hide where sums still tell what a small cell is; none where they do not, or nothing helps."""
        sums = self.sums(gone)
        most = {cell: n_behind(self.values[cell]) or 0 for _, one in sums for cell in one.cells}
        told = {cell: low for cell, (low, high) in reckoned([one for _, one in sums], most).items() if low == high}
        # That nobody is in a cell tells of no one.
        if not any(told.get(cell) and self.small(cell) for cell in gone):
            return set()
        rows = [row for row, one in sums if told.keys() & set(one.cells)]
        near = {cell for row in rows for cell in row if cell not in gone and 0 < self.count(cell) < float("inf")}
        return {min(near, key=lambda cell: (self.count(cell), cell))} if near else set()


def hidden_cells(values: Mapping[Cell, Figure], levels: tuple[str, ...], keys: tuple[str, ...], total: Callable[[str], Figure | None],
                 cell_min: int) -> frozenset[Cell]:
    """The cells to hide: small ones, and in each row with a single hidden one the smallest other, until none is single.

    ``total`` gives the figure of a key over all levels, where a reader has one.
    """
    table = _Table(values, levels, keys, total, cell_min)
    gone = {cell for cell in values if table.small(cell)}
    while True:
        more: set[Cell] = set()
        for row in table.rows():
            shown = [cell for cell in row if cell not in gone and cell not in more and values[cell].value is not None]
            # A cell that nobody can read hides another as well as one that is hidden here.
            unread = [cell for cell in row if cell in gone or cell in more or values[cell].value is None]
            if len(unread) == 1 and unread[0] in gone | more and shown:
                # A cell of nobody hides nothing, so it is chosen last.
                more.add(min(shown, key=lambda cell: (table.count(cell) == 0, table.count(cell), cell)))
        more = more or table.also(gone)
        if not more:
            return frozenset(gone)
        gone |= more


def guarded_comparison(given: Comparison, total: Callable[[str], Figure | None], cell_min: int) -> tuple[Comparison, int]:
    """A comparison without its small cells and without what would give them away, and how many printed figures it lost."""
    levels = tuple(level.name for level in given.levels)
    # One study against another has no common total.
    totals = total if given.by != "study" else _no_total
    gone = hidden_cells(given.values, levels, given.keys, totals, cell_min)
    values = {cell: hidden(figure, cell_min) if cell in gone else unhinted(figure) for cell, figure in given.values.items()}
    contrasts = tuple(_contrast(contrast, gone, cell_min) for contrast in given.contrasts)
    before, after = (sum(figure.value is not None for figure in figures) for figures in (
        given.figures(), (*values.values(), *(contrast.difference for contrast in contrasts))))
    last = set(levels[-2:])
    # Sentences on what changed repeat numbers of the last levels, so those that repeat a hidden one go.
    secret = [given.values[cell].text() for cell in gone if cell[1] in last and given.values[cell].enough]
    told = tuple(sentence for sentence in given.changed if not any(text in sentence for text in secret))
    changed = told or ((_UNTOLD.format(cell_min),) if given.changed else ())
    trends = tuple(_trend(trend, levels, gone, cell_min) for trend in given.trends)
    return replace(given, values=values, contrasts=contrasts, trends=trends, changed=changed), before - after


def _no_total(key: str) -> Figure | None:
    return None


def _contrast(given: Contrast, gone: frozenset[Cell], cell_min: int) -> Contrast:
    """A difference is hidden with either of its ends, because the other end and it would give the end away."""
    if not ({(given.key, given.first), (given.key, given.second)} & gone) and not is_small(given.difference, cell_min):
        return replace(given, difference=unhinted(given.difference))
    return replace(given, difference=hidden(given.difference, cell_min), clear=False, holds=False)


def _trend(given: Trend, levels: tuple[str, ...], gone: frozenset[Cell], cell_min: int) -> Trend:
    """A trend without hidden points; its centre goes too, because the centre and the other points would give them away."""
    out = [(given.key, level) in gone or is_small(point, cell_min) for level, point in zip(levels, given.points, strict=False)]
    if not any(out):
        return replace(given, points=tuple(unhinted(point) for point in given.points))
    points = tuple(hidden(point, cell_min) if gone_ else point for point, gone_ in zip(given.points, out, strict=True))
    nothing = (None,) * len(points)
    return replace(given, points=points, centre=None, low=nothing, high=nothing, outside=(False,) * len(points))
