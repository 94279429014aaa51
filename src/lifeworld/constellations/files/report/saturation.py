"""Saturation curves: how many different things were found after so many customers, over random orders."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.constellations.core.saturation.values import Saturation
from lifeworld.constellations.files.report.scales import Scale
from lifeworld.kit.figure import Figure

WIDTH, HEIGHT = 320.0, 170.0
LEFT, RIGHT, TOP, BOTTOM = 36.0, 12.0, 12.0, 34.0


@dataclass(frozen=True)
class Reached:
    """When one threshold is reached: the sentence, the figures, how it was computed (``new``: how little new is nothing new), and
    where the mark stands (None: nowhere).
    """

    sentence: str
    how: str
    new: str
    x: float | None
    reached: Figure
    share_reached: Figure


@dataclass(frozen=True)
class Curve:
    """One curve: line and band as SVG paths, labelled ticks, when each threshold is reached, and what it shows in words."""

    what: str
    line: str
    band: str
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    thresholds: tuple[Reached, ...]
    says: str


def curves(found: tuple[Saturation, ...]) -> tuple[Curve, ...]:
    """One curve for each thing that is counted, with all its thresholds."""
    kinds = dict.fromkeys(s.what for s in found)
    return tuple(_curve([s for s in found if s.what == what]) for what in kinds)


def _curve(same: list[Saturation]) -> Curve:
    points, what = same[0].curve, same[0].what
    most_n = max((point.n for point in points), default=1)
    most = max((point.high for point in points), default=1.0) or 1.0
    x, y = Scale(0.0, float(most_n)), Scale(0.0, most)

    def at(n: float, value: float) -> str:
        return f"{_x(x, n):.1f},{_y(y, value):.1f}"

    line = "M" + "L".join(at(p.n, p.found) for p in points) if points else ""
    band = "M" + "L".join([at(p.n, p.high) for p in points] + [at(p.n, p.low) for p in reversed(points)]) + "Z" if points else ""
    end = f": {points[-1].found:.0f} after {points[-1].n:,}" if points else ""
    return Curve(
        what, line, band, tuple((_x(x, t.at * most_n / 100), t.label) for t in x.ticks(5)),
        tuple((_y(y, t.at * most / 100), t.label) for t in y.ticks(4)), tuple(_reached(s, x) for s in same),
        f"Different {what} found by number of customers{end}. " + " ".join(s.sentence for s in same),
    )


def _reached(s: Saturation, scale: Scale) -> Reached:
    new = f"at most {100 * s.threshold:g} % new" if s.threshold > 0 else "nothing new"
    return Reached(s.sentence, f"base of {s.base} customers, runs of {s.run}, {new}", new,
                   _x(scale, s.reached.value) if s.reached.value is not None else None, s.reached, s.share_reached)


def _x(scale: Scale, n: float) -> float:
    return round(LEFT + scale.at(n) * (WIDTH - LEFT - RIGHT) / 100, 1)


def _y(scale: Scale, value: float) -> float:
    return round(TOP + (100 - scale.at(value)) * (HEIGHT - TOP - BOTTOM) / 100, 1)
