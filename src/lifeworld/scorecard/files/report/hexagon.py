"""The six axes around one middle, as places: values as dots and intervals as pieces of spokes."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from lifeworld.scorecard.core.values import FACTORS, Scorecard

RADIUS, RINGS = 90.0, (0.25, 0.5, 0.75, 1.0)
Point = tuple[float, float]


@dataclass(frozen=True)
class Spoke:
    """One axis from the middle outwards: ``end`` at 1, ``label`` beyond it; ``dot``, ``low`` and ``high`` are None where not known."""

    number: int
    weakest: bool
    end: Point
    label: Point
    dot: Point | None
    low: Point | None
    high: Point | None


@dataclass(frozen=True)
class Hexagon:
    """Spokes from the top clockwise, and rings as lists of corners. No line joins the spokes: an area says something of their order."""

    spokes: tuple[Spoke, ...]
    rings: tuple[str, ...]


def place(at: int, share: float, radius: float = RADIUS) -> Point:
    """Where a share of the axis ``at`` (0 at the top, clockwise) lies from the middle.

    >>> place(0, 1.0), place(3, 0.5)
    ((0.0, -90.0), (0.0, 45.0))
    """
    angle = -pi / 2 + at * pi / 3
    return round(radius * share * cos(angle), 2) + 0.0, round(radius * share * sin(angle), 2) + 0.0


def hexagon(card: Scorecard) -> Hexagon:
    """The card's axes around one middle; what is not known has no place, never the middle."""
    spokes = []
    for at, factor in enumerate(FACTORS):
        axis = card.score(factor.key).axis
        dot, low, high = (None if end is None else place(at, min(max(end, 0.0), 1.0)) for end in (axis.value, axis.low, axis.high))
        spokes.append(Spoke(factor.number, factor.key == card.weakest, place(at, 1.0), place(at, 1.0, RADIUS + 15), dot, low, high))
    rings = tuple(" ".join(f"{x:g},{y:g}" for x, y in (place(at, ring) for at in range(6))) for ring in RINGS)
    return Hexagon(tuple(spokes), rings)
