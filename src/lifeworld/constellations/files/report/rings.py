"""A constellation as concentric rings: what the template draws, for one customer or for a pool."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lifeworld.constellations.files.report import orbits
from lifeworld.constellations.files.report.marks import outline
from lifeworld.constellations.files.report.words import SELF, plural, valence_side, word
from lifeworld.kit.figure_html import clipped

SMALL_MAX, LARGE_MAX = 12, 22
"""Actors drawn in a small and in a large picture; the rest are counted in words and listed in the table."""

SMALLEST = 0.004
"""Actors of less relevance are left to the table: their mark would be smaller than a point."""

GUIDES = (2 / 3, 1 / 3, 0.0)
"""Proximities at which a thin circle is drawn."""


@dataclass(frozen=True)
class Mark:
    """One actor in the picture. ``number`` is its row in the table; ``label`` is None in a small
    picture, else the name stands there in ``lines``.
    """

    path: str
    css: str
    x: float
    y: float
    r: float
    number: int
    name: str
    full_name: str
    hover: str
    known: bool
    sign: str
    label: orbits.Label | None
    lines: tuple[str, ...]
    spoke: tuple[float, float] | None
    whisker: tuple[float, float, float, float] | None
    number_at: tuple[float, float]


@dataclass(frozen=True)
class Rings:
    """One picture: marks, radii of the guides (none where no proximity is known), and what it shows in words."""

    marks: tuple[Mark, ...]
    guides: tuple[float, ...]
    dashed: bool
    says: str
    n_left_out: int
    n_unknown: int


def rings(ties: Sequence[Mapping[str, Any]], of: str, *, large: bool, most: int = LARGE_MAX) -> Rings:
    """The picture of ties in the order of their table; ``of`` names whose constellation it is.

    A tie has ``name``, ``category``, ``relevance`` and may have ``proximity``, ``proximity_low``, ``proximity_high`` and
    ``valence``; None and NaN are unknown.
    """
    drawn = _drawn(ties, most if large else SMALL_MAX)
    bodies = [
        orbits.Body(tie["category"], tie["relevance"] or 0.0, tie.get("proximity"), tie.get("proximity_low"),
                    tie.get("proximity_high"))
        for _, tie in drawn
    ]
    places = orbits.places(bodies)
    others = [i for i, (_, tie) in enumerate(drawn) if tie["category"] != SELF]
    wished = [len(_lines(str(drawn[i][1]["name"]))) for i in others]
    labels = dict(zip(others, orbits.labels([places[i] for i in others], wished), strict=True)) if large else {}
    marks = [
        _mark(number, tie, body, place, labels.get(i))
        for i, ((number, tie), body, place) in enumerate(zip(drawn, bodies, places, strict=True))
    ]
    unknown = sum(1 for i in others if not places[i].known)
    return Rings(
        tuple(marks), tuple(orbits.orbit(p) for p in GUIDES) if unknown < len(others) else (), unknown > 0 or not others,
        _says(of, [tie for _, tie in drawn], unknown, len(others)),
        sum(1 for tie in ties if tie["category"] != SELF) - len(others), unknown,
    )


def _drawn(ties: Sequence[Mapping[str, Any]], most: int) -> list[tuple[int, Mapping[str, Any]]]:
    """The ties to draw with their row numbers: the self and the most relevant others."""
    numbered = list(enumerate(ties, start=1))
    others = [(n, tie) for n, tie in numbered if tie["category"] != SELF and (tie["relevance"] or 0) >= SMALLEST]
    others.sort(key=lambda pair: (-(pair[1]["relevance"] or 0), pair[0]))
    return [pair for pair in numbered if pair[1]["category"] == SELF][:1] + others[:most]


def _mark(number: int, tie: Mapping[str, Any], body: orbits.Body, place: orbits.Place, label: orbits.Label | None) -> Mark:
    """One actor as it is drawn."""
    is_self = body.category == SELF
    away = (place.x**2 + place.y**2) ** 0.5 or 1.0
    ux, uy = place.x / away, place.y / away
    side = valence_side(tie.get("valence"))
    low, high = body.proximity_low, body.proximity_high
    whisker = None
    if place.known and not is_self and orbits.is_known(low) and orbits.is_known(high):
        near, far = orbits.orbit(high), orbits.orbit(low)
        whisker = (near * ux, near * uy, far * ux, far * uy)
    name = str(tie["name"])
    return Mark(
        path=outline(body.category, place.x, place.y, place.r), css=word(body.category).css, x=place.x, y=place.y,
        r=place.r, number=number, name=clipped(name, 40), full_name=name,
        hover=f"{name} ({word(body.category).name})" + ("" if place.known else ", proximity not known"),
        known=place.known, sign="" if is_self or side is None else {-1: "minus", 0: "dot", 1: "plus"}[side],
        label=label, lines=_lines(name, label.lines if label else 1),
        spoke=None if is_self else (place.x, place.y), whisker=whisker,
        number_at=(ux * (away + place.r + 8), uy * (away + place.r + 8)),
    )


def _lines(name: str, most: int = 2) -> tuple[str, ...]:
    """A name in at most ``most`` lines beside the rings."""
    if most == 1 or " " not in name:
        return (clipped(name, 18),)
    return tuple(textwrap.wrap(name, 18, max_lines=most, placeholder="…")) or ("",)


def _says(of: str, ties: Sequence[Mapping[str, Any]], unknown: int, others: int) -> str:
    """The picture in words, for those who do not see it."""
    names = [clipped(str(tie["name"]), 40) for tie in ties if tie["category"] != SELF][:6]
    if not names:
        return f"Constellation of {of}: the self at the centre and no other actor."
    proximity = ""
    if unknown:
        proximity = f" Proximity is not known for {unknown} of {plural(others, 'actor')}, which stand on the dashed ring."
    return f"Constellation of {of}: the self at the centre; by relevance {', '.join(names)}.{proximity}"
