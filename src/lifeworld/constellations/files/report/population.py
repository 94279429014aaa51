"""The population by type, as labelled: what the labels say in a sentence, and where every customer stands between types."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.constellations.core.study import UNDETERMINED, type_share_key
from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.triangle import Triangle, triangle
from lifeworld.constellations.files.report.words import TYPES, capital, plural
from lifeworld.kit.figure import Figure


@dataclass(frozen=True)
class Population:
    """The section; the headline is "" and the triangle None where no customer is typed."""

    headline: str
    triangle: Triangle | None


def population(material: Material) -> Population:
    """The labels in a sentence and the triangle; empty where rows of the study have no customer."""
    counted = dict(material.constellations.group_by("type").len().rows())
    if not counted:
        return Population("", None)
    figures = {t.key: material.study.figure(type_share_key(t.key)) for t in TYPES}
    return Population(_headline(counted, figures), triangle(material.constellations))


def _headline(counted: dict[str, int], figures: dict[str, Figure | None]) -> str:
    """Which label is the most frequent, and whether the intervals tell it from the next."""
    total = sum(counted.values())
    typed = sorted(((counted.get(t.key, 0), t) for t in TYPES if t.key != UNDETERMINED), key=lambda pair: -pair[0])
    (n, first), (m, second) = typed[0], typed[1]
    if n == 0:
        return f"None of {plural(total, 'customer')} could be given a type."
    if n == m:
        return f"{capital(first.name)} and {second.name} are equally frequent: {n:,} of {plural(total, 'customer')} each."
    said = f"{capital(first.name)} is the most frequent label: {n:,} of {plural(total, 'customer')}."
    a, b = figures[first.key], figures[second.key]
    if a is not None and b is not None and a.low is not None and b.high is not None:
        said += (f" Its interval lies above that of {second.name}." if a.low > b.high else
                 f" Its interval overlaps that of {second.name}, so which of the two leads is not settled.")
    return said
