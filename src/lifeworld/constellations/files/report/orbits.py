"""Where the actors of a constellation stand: angle by category, distance by proximity, area by relevance.

Known proximity runs from 1 at ``INNER`` to 0 at ``OUTER``; unknown proximity stands on ``DASHED``; the self is at the
centre. Angles have no meaning but the category's direction, which is the same in every picture of the report, so that two
constellations can be compared at a glance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lifeworld.constellations.files.report.marks import reach

DASHED = 114.0
INNER, OUTER = 28.0, 100.0
SCALE = 46.0
"""Radius of a mark of relevance 1."""

_STEP = math.radians(3)
_GAP = 3.0
_HEADING = {"focal_provider": -90, "other_providers": -18, "peers": 54, "strangers": 126, "family_friends": 198}


@dataclass(frozen=True)
class Body:
    """One actor to place: relevance 0..1; proximity 0..1 with its interval, or None where it is unknown."""

    category: str
    relevance: float
    proximity: float | None = None
    proximity_low: float | None = None
    proximity_high: float | None = None


@dataclass(frozen=True)
class Place:
    """Where a body stands: centre, radius, angle (radians, clockwise from the right) and whether proximity is known."""

    x: float
    y: float
    r: float
    angle: float
    known: bool


def radius(relevance: float) -> float:
    """Radius of a mark; its area is proportional to relevance."""
    return SCALE * math.sqrt(max(relevance, 0.0))


def orbit(proximity: float | None) -> float:
    """Distance from the centre for a proximity; unknown (None or NaN) is the dashed ring.

    >>> orbit(1.0), orbit(0.0), orbit(None)
    (28.0, 100.0, 114.0)
    """
    if proximity is None or math.isnan(proximity):
        return DASHED
    return OUTER - (OUTER - INNER) * min(max(proximity, 0.0), 1.0)


def is_known(proximity: float | None) -> bool:
    """Whether a proximity is a number."""
    return proximity is not None and not math.isnan(proximity)


def places(bodies: Sequence[Body]) -> list[Place]:
    """Places in the order of the bodies. The largest choose first; each takes the free angle nearest to its category's.

    Where no angle is free, the one with the least overlap is taken. The self stands at the centre.
    """
    found: dict[int, Place] = {}
    taken: list[tuple[float, float, float]] = []
    for index in sorted(range(len(bodies)), key=lambda i: (-bodies[i].relevance, i)):
        body = bodies[index]
        r = radius(body.relevance)
        if body.category == "self":
            found[index] = Place(0.0, 0.0, r, 0.0, True)
            continue
        distance = orbit(body.proximity)
        room = reach(body.category, r) + _GAP
        angle = _free_angle(body.category, distance, room, taken)
        x, y = distance * math.cos(angle), distance * math.sin(angle)
        taken.append((x, y, room))
        found[index] = Place(x, y, r, angle, is_known(body.proximity))
    return [found[i] for i in range(len(bodies))]


def _free_angle(category: str, distance: float, room: float, taken: Sequence[tuple[float, float, float]]) -> float:
    """The angle nearest to the category's heading without overlap, else the one with the least."""
    heading = math.radians(_HEADING.get(category, 160))
    best, least = heading, math.inf
    for step in range(121):
        angle = heading + _STEP * ((step + 1) // 2) * (1 if step % 2 else -1)
        x, y = distance * math.cos(angle), distance * math.sin(angle)
        overlap = sum(max(0.0, room + other - math.hypot(x - ox, y - oy)) for ox, oy, other in taken)
        if overlap <= 0:
            return angle
        if overlap < least - 1e-9:
            best, least = angle, overlap
    return best


@dataclass(frozen=True)
class Label:
    """Where a name stands beside its mark: text position and anchor, the end of the leader line, and its lines."""

    x: float
    y: float
    anchor: str
    line_x: float
    line_y: float
    lines: int


LINE = 11.6
"""Height of one line of a name."""

_LABEL_GAP = 2.6
_LABEL_OUTSIDE = 20.0
_LABEL_TOP = 134.0


def labels(placed: Sequence[Place], lines: Sequence[int]) -> list[Label]:
    """One label for each place, left or right of the rings, without overlap and in the order of the marks.

    ``lines`` says how many lines each name would like; a crowded side has to do with one line each. About twenty names
    fit on a side; more are squeezed evenly rather than dropped.
    """
    found: dict[int, Label] = {}
    around = _LABEL_OUTSIDE + (OUTER if all(place.known for place in placed) else DASHED)
    sides: dict[int, list[int]] = {-1: [], 1: []}
    for index in sorted(range(len(placed)), key=lambda i: (placed[i].y, i)):
        sides[_side(placed[index], sides)].append(index)
    for side, members in sides.items():
        heights = [LINE * lines[i] + _LABEL_GAP for i in members]
        if sum(heights) > 2 * _LABEL_TOP:
            heights = [LINE + _LABEL_GAP] * len(members)
        wanted = [placed[i].y * 1.12 for i in members]
        for index, y, height in zip(members, _spread(wanted, heights), heights, strict=True):
            place = placed[index]
            beside = side * place.x + 1.4 * place.r + 6 if abs(y - place.y) < 1.4 * place.r else 0.0
            x = side * max(34.0, math.sqrt(max(0.0, around**2 - y * y)), beside)
            away = math.hypot(x - place.x, y - place.y) or 1.0
            start = min(place.r * 1.15, away)
            found[index] = Label(
                x, y, "start" if side > 0 else "end",
                place.x + (x - place.x) * start / away, place.y + (y - place.y) * start / away,
                lines[index] if height > LINE + _LABEL_GAP else 1,
            )
    return [found[i] for i in range(len(placed))]


def _side(place: Place, sides: dict[int, list[int]]) -> int:
    """Left or right of the centre; near the vertical axis, the side with fewer names."""
    if abs(place.x) > 12:
        return 1 if place.x > 0 else -1
    return 1 if len(sides[1]) <= len(sides[-1]) else -1


def _spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Middles in the given ascending order without overlap of their heights, near what is wanted, within the picture."""
    if not wanted:
        return []
    squeeze = min(1.0, 2 * _LABEL_TOP / sum(heights))
    offset = [0.0]
    for above, below in pairwise(heights):
        offset.append(offset[-1] + squeeze * (above + below) / 2)
    # With y_i = z_i + offset_i, "no overlap" is "z does not fall": pool adjacent violators keeps clusters centred.
    blocks: list[tuple[float, int]] = []
    for y, off in zip(wanted, offset, strict=True):
        mean, n = y - off, 1
        while blocks and blocks[-1][0] > mean:
            other, m = blocks.pop()
            mean, n = (mean * n + other * m) / (n + m), n + m
        blocks.append((mean, n))
    z = [mean for mean, n in blocks for _ in range(n)]
    lowest, highest = -_LABEL_TOP, max(_LABEL_TOP - offset[-1], -_LABEL_TOP)
    return [min(max(value, lowest), highest) + off for value, off in zip(z, offset, strict=True)]
