"""Drivers of the experience by valence: counts of statements to the left and right, and the shares beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import (
    customers_who_say_key,
    driver_share_key,
    driver_valence_key,
    share_of_statements_key,
)
from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.words import DRIVERS, VALENCES, Word, valence_side, valence_words
from lifeworld.kit.figure import Evidence, Figure, count


@dataclass(frozen=True)
class Part:
    """One part of a diverging bar in per cent of its width, and the count it stands for."""

    side: int
    name: str
    x: float
    width: float
    figure: Figure
    title: str


@dataclass(frozen=True)
class DriverBar:
    """One driver: the parts of its bar and its figures (None where the study has none)."""

    driver: Word
    parts: tuple[Part, ...]
    statements: Figure | None
    customers: Figure | None
    share: Figure | None
    valence: Figure | None
    valence_words: str
    valence_side: int | None


@dataclass(frozen=True)
class Drivers:
    """The section: bars on one common scale and a sentence on what stands out."""

    bars: tuple[DriverBar, ...]
    zero: float
    headline: str

    @property
    def any_share(self) -> bool:
        """Whether any share or mean is known or was never computed; of a handful of customers it is said once that none is."""
        figures = [f for bar in self.bars for f in (bar.statements, bar.customers, bar.share, bar.valence)]
        known = [f for f in figures if f is not None]
        return not known or any(f.enough for f in known)


def drivers(material: Material) -> Drivers:
    """The bars of all drivers; mixed statements straddle the middle line."""
    counts = material.n_by_valence
    left = max((_half(counts, d, -1) for d in DRIVERS), default=0.0)
    right = max((_half(counts, d, 1) for d in DRIVERS), default=0.0)
    width = left + right or 1.0
    zero = 100 * left / width if left + right else 50.0
    return Drivers(tuple(_bar(material, d, zero, 100 / width) for d in DRIVERS), zero, _headline(material))


def _half(counts: Mapping[tuple[str, int], int], driver: Word, side: int) -> float:
    """Length of one side of a bar in statements: that valence and half of the mixed ones."""
    return counts.get((driver.key, side), 0) + counts.get((driver.key, 0), 0) / 2


def _bar(material: Material, driver: Word, zero: float, unit: float) -> DriverBar:
    counts = {side: material.n_by_valence.get((driver.key, side), 0) for side, _ in VALENCES}
    middle = counts[0] * unit / 2
    starts = {-1: zero - middle - counts[-1] * unit, 0: zero - middle, 1: zero + middle}
    parts = []
    for side, name in VALENCES:
        rows = material.by_valence.filter((pl.col("code") == driver.key) & (pl.col("valence_label") == side))
        evidence = Evidence(f"statements coded {driver.key} with valence {side}", counts[side], material.examples(rows))
        figure = count(f"count/statements/{driver.key}/{side}", counts[side], evidence=evidence, unit=name.split()[0],
                       n_unit="statements", versions=material.study.versions)
        parts.append(Part(side, name, starts[side], counts[side] * unit, figure, f"{driver.name}: {name} statements"))
    valence = material.study.figure(driver_valence_key(driver.key))
    mean = valence.value if valence is not None else None
    return DriverBar(
        driver, tuple(parts), material.study.figure(share_of_statements_key(driver.key)),
        material.study.figure(customers_who_say_key(driver.key)), material.study.figure(driver_share_key(driver.key)),
        valence, valence_words(mean), valence_side(mean),
    )


def _headline(material: Material) -> str:
    """The driver most often given to statements, and the one most often negative, as counted."""
    counts = material.n_by_valence
    totals = {d: sum(counts.get((d.key, side), 0) for side, _ in VALENCES) for d in DRIVERS}
    first = max(totals, key=lambda d: totals[d])
    if totals[first] == 0:
        return "No driver was found in any statement."
    said = f"{first.name[:1].upper()}{first.name[1:]} is coded most often"
    worst = max(DRIVERS, key=lambda d: counts.get((d.key, -1), 0))
    if counts.get((worst.key, -1), 0) == 0:
        return said + "; no driver is coded in a negative statement."
    if worst is first:
        return said + " and has the most negative statements."
    return said + f"; {worst.name} has the most negative statements."
