"""The first page: three sentences, one picture, what changed, and where to read on."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import MappedStudy, type_share_key
from lifeworld.constellations.files.report.changes import Changed, changed
from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.opening import Opening, opening
from lifeworld.constellations.files.report.scales import Scale, Tick
from lifeworld.constellations.files.report.words import PLAIN, TYPES, Word, plural
from lifeworld.kit.figure import Figure
from lifeworld.kit.figure_html import FigureWords


@dataclass(frozen=True)
class Band:
    """A share as it is drawn, in per cent of the scale: full up to ``low``, paler to ``value``, palest to ``high``."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class TypeRow:
    """One type in the picture of the first page: its share as a Figure (None where the study has none) and its bar.

    Without a band there is no share to draw: then ``n`` of ``total`` customers are drawn one by one, where they are few.
    """

    type: Word
    plain: str
    figure: Figure | None
    title: str
    band: Band | None
    counted: str
    n: int = 0
    total: int = 0

    @property
    def counted_words(self) -> FigureWords:
        """The count in place of a share that there is not."""
        return FigureWords(self.counted)


@dataclass(frozen=True)
class Front:
    """The first page; ``rows`` is empty where no customer is typed."""

    opening: Opening
    rows: tuple[TypeRow, ...]
    ticks: tuple[Tick, ...]
    changed: Changed | None
    who: str


def front(material: Material) -> Front:
    """The first page of a study."""
    study = material.study
    counted = dict(material.constellations.group_by("type").len().rows())
    total = sum(counted.values())
    scale = _scale(study)
    rows = tuple(_row(study, t, counted.get(t.key, 0), total, scale) for t in TYPES) if counted else ()
    return Front(opening(study), rows, scale.ticks(6), changed(study.comparisons), _who(study))


def _scale(study: MappedStudy) -> Scale:
    """From 0 to the next fifth above the largest interval: shares of types are compared on one scale."""
    figures = [study.figure(type_share_key(t.key)) for t in TYPES]
    reach = max((f.high for f in figures if f is not None and f.high is not None), default=1.0)
    return Scale(0.0, next(top / 5 for top in range(1, 6) if top / 5 >= min(reach, 1.0) - 1e-9), "share")


def _row(study: MappedStudy, t: Word, n: int, total: int, scale: Scale) -> TypeRow:
    figure = study.figure(type_share_key(t.key))
    band = None
    if figure is not None and figure.value is not None and figure.low is not None and figure.high is not None:
        band = Band(scale.at(figure.low), scale.at(figure.value), scale.at(figure.high))
    return TypeRow(t, PLAIN[t.key], figure, f"share of customers: {t.name} (as labelled)", band, f"{n:,} of {total:,}", n, total)


def _who(study: MappedStudy) -> str:
    """From when to when the statements are, and where from, as given."""
    if study.statements.is_empty():
        return ""
    times = study.statements.select(pl.col("time").str.slice(0, 10)).to_series().drop_nulls()
    days = times.filter(times.str.contains(r"^\d{4}-\d{2}-\d{2}$"))
    said = ""
    if len(days):
        first, last = str(days.min()), str(days.max())
        said = f"from {first}" if first == last else f"from {first} to {last}"
    sources = study.statements["source"].drop_nulls().n_unique()
    return ", ".join(part for part in (said, plural(sources, "source") if sources > 1 else "") if part)
