"""Pictures of goals as lines and points to draw: a curve of completion with its band, importance against satisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.goals.core.completion import Curve
from lifeworld.goals.core.opportunity import OutcomeOpportunity
from lifeworld.kit.figure import Figure

WIDE, HIGH = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 12, 40
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis, where it stands and what it says."""

    at: float
    words: str


@dataclass(frozen=True)
class CurveChart:
    """A step curve: SVG paths of the line and of the parts of its band that are known, and the marks of both axes."""

    line: str
    bands: tuple[str, ...]
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    days: int


@dataclass(frozen=True)
class Point:
    """An outcome with the ends of its intervals, its number in the table, and whether it lies beyond the opportunity line."""

    x: float
    x_low: float
    x_high: float
    y: float
    y_low: float
    y_high: float
    number: int
    words: str
    beyond: bool


@dataclass(frozen=True)
class OpportunityChart:
    """Importance to the right, satisfaction upwards, both 0 to 10; ``line``: where opportunity is 10; ``field``: what lies beyond."""

    points: tuple[Point, ...]
    line: str
    field: str
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]


def curve_chart(curve: Curve, last_day: float) -> CurveChart | None:
    """The picture of a curve from day 0 to ``last_day``; None where nothing ever happened.

    >>> days = np.array([10.0, 20.0])
    >>> curve_chart(Curve(days, np.array([0.2, 0.5]), np.array([0.1, 0.3]), np.array([0.4, 0.7])), 30).line
    'M46.0,260H240.0V210.4H434.0V136.0H628.0'
    """
    if not len(curve.days):
        return None
    end = max(float(last_day), float(curve.days[-1]), 1.0)
    at = curve.days
    known = np.isfinite(curve.low) & np.isfinite(curve.high)
    bands = tuple(_band(at, curve, run, end) for run in _runs(known))
    return CurveChart(_steps(at, curve.value, end), bands, tuple(Tick(_x(day, end), f"{day:g}") for day in _round_days(end)),
                      tuple(Tick(_y(share), f"{share:.0%}".replace("%", " %")) for share in (0, 0.25, 0.5, 0.75, 1)), round(end))


def opportunity_chart(found: Sequence[OutcomeOpportunity]) -> OpportunityChart | None:
    """The outcomes with enough answers as points, numbered in their order; None where there are none."""
    shown = [(number, one) for number, one in enumerate(found, 1) if one.importance.enough and one.satisfaction.enough]
    if not shown:
        return None
    points = tuple(_point(number, one) for number, one in shown)
    start, end = (_x(5, 10), _y(0)), (_x(10, 10), _y(1))
    ticks = (0, 2, 4, 6, 8, 10)
    return OpportunityChart(points, f"M{start[0]},{start[1]}L{end[0]},{end[1]}",
                            f"M{start[0]},{start[1]}L{end[0]},{end[1]}V{start[1]}Z", tuple(Tick(_x(tick, 10), str(tick)) for tick in ticks),
                            tuple(Tick(_y(tick / 10), str(tick)) for tick in ticks))


def _point(number: int, one: OutcomeOpportunity) -> Point:
    x, x_low, x_high = (_x(end, 10) for end in _ends(one.importance))
    y, y_low, y_high = (_y(end / 10) for end in _ends(one.satisfaction))
    return Point(x, x_low, x_high, y, y_low, y_high, number, one.outcome, (one.opportunity.value or 0) >= 10)


def _ends(figure: Figure) -> tuple[float, float, float]:
    value = figure.value or 0.0
    return value, value if figure.low is None else figure.low, value if figure.high is None else figure.high


def _x(value: float, end: float) -> float:
    return round(LEFT + (WIDE - LEFT - RIGHT) * value / end, 1)


def _y(share: float) -> float:
    return round(HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * share, 1)


def _steps(at: Floats, value: Floats, end: float) -> str:
    """The curve as steps from day 0, flat until the next day on which something happened."""
    parts = [f"M{_x(0, end)},{_y(0)}"]
    parts += [f"H{_x(float(day), end)}V{_y(float(share))}" for day, share in zip(at, value, strict=True)]
    return "".join([*parts, f"H{_x(end, end)}"])


def _band(at: Floats, curve: Curve, run: range, end: float) -> str:
    """A stretch of the band in which both ends are known, as a closed path of steps."""
    days = [*(float(at[i]) for i in run), float(at[run.stop]) if run.stop < len(at) else end]
    up = [(days[i], days[i + 1], float(curve.high[j])) for i, j in enumerate(run)]
    down = [(days[i], days[i + 1], float(curve.low[j])) for i, j in enumerate(run)][::-1]
    path = f"M{_x(up[0][0], end)},{_y(up[0][2])}" + "".join(f"V{_y(share)}H{_x(to, end)}" for _, to, share in up)
    return path + "".join(f"V{_y(share)}H{_x(since, end)}" for since, _, share in down) + "Z"


def _runs(known: NDArray[np.bool_]) -> list[range]:
    """Stretches of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return [range(int(begin), int(stop)) for begin, stop in edges.reshape(-1, 2)]


def _round_days(end: float) -> list[float]:
    """About five round numbers of days up to the end."""
    step = next((each for each in (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825) if end / each <= 6), 3650)
    return [float(day) for day in range(0, int(end) + 1, step)]
