"""The population by type, as labelled: four shares with their intervals, and where every customer stands between types."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from lifeworld.constellations.core.study import UNDETERMINED, type_share_key
from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.triangle import Triangle, triangle
from lifeworld.constellations.files.report.words import TYPES, Word, plural
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import interval_bar


@dataclass(frozen=True)
class TypeRow:
    """One type: its share as a Figure (None where the study has none), its bar, and how many customers carry it."""

    type: Word
    figure: Figure | None
    title: str
    bar: Markup
    n: int


@dataclass(frozen=True)
class Population:
    """The section; ``rows`` is empty where no customer is typed."""

    rows: tuple[TypeRow, ...]
    headline: str
    triangle: Triangle | None
    n_undetermined: int
    ticks: tuple[tuple[float, int], ...]


def population(material: Material) -> Population:
    """Shares of types and the triangle; empty where rows of the study have no customer."""
    counted = dict(material.constellations.group_by("type").len().rows())
    if not counted:
        return Population((), "", None, 0, ())
    figures = {t.key: material.study.figure(type_share_key(t.key)) for t in TYPES}
    reach = max((f.high for f in figures.values() if f is not None and f.high is not None), default=1.0)
    top = min(1.0, math.ceil(5 * reach) / 5)
    rows = tuple(_row(t, figures[t.key], counted.get(t.key, 0), top) for t in TYPES)
    return Population(rows, _headline(rows), triangle(material.constellations), counted.get(UNDETERMINED, 0),
                      _ticks(round(100 * top)))


def _ticks(top: int) -> tuple[tuple[float, int], ...]:
    """Ticks of the scale: position in per cent of its width, and the share in per cent."""
    step = 10 if top <= 50 else 20
    return tuple((round(100 * at / top, 2), at) for at in range(0, top + 1, step))


def _row(t: Word, figure: Figure | None, n: int, top: float) -> TypeRow:
    value, low, high = (figure.value, figure.low, figure.high) if figure is not None else (None, None, None)
    bar = interval_bar(value, low, high, highest=top, colour=t.css)
    return TypeRow(t, figure, f"share of customers: {t.name} (as labelled)", bar, n)


def _headline(rows: tuple[TypeRow, ...]) -> str:
    """Which label is the most frequent, and whether the intervals tell it from the next."""
    total = sum(row.n for row in rows)
    typed = sorted((row for row in rows if row.type.key != UNDETERMINED), key=lambda row: -row.n)
    first, second = typed[0], typed[1]
    if first.n == 0:
        return f"None of {plural(total, 'customer')} could be given a type."
    if first.n == second.n:
        return (f"{_capital(first.type.name)} and {second.type.name} are equally frequent: "
                f"{first.n:,} of {plural(total, 'customer')} each.")
    said = f"{_capital(first.type.name)} is the most frequent label: {first.n:,} of {plural(total, 'customer')}."
    a, b = first.figure, second.figure
    if a is not None and b is not None and a.low is not None and b.high is not None:
        said += (f" Its interval lies above that of {second.type.name}." if a.low > b.high else
                 f" Its interval overlaps that of {second.type.name}, so which of the two leads is not settled.")
    return said


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
