"""A measure over waves as a control chart: where its points, its centre and its limits stand in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 560.0, 180.0, 44.0, 12.0, 26.0
METHOD = ("Shewhart's chart: the line is the mean of all waves, weighted by their customers; the limits of a wave are where a share of "
          "that many customers falls with 99.7 % when nothing but chance moves it (binomial quantiles; three standard errors for means). "
          "They are nearer where the same customers come again. Limits need three waves with enough customers.")


@dataclass(frozen=True)
class Chart:
    """Coordinates of one chart in a box of WIDTH by HEIGHT.

    ``points``: x, y (None: not enough), wave, words, whether it lies outside, its limits in words; ``path`` is broken where a wave is not
    known; ``limits``: x from, x to, y of the upper and of the lower limit of each wave that has them; ``centre`` y or None; ``ticks``:
    y, words.
    """

    title: str
    unit: str
    points: tuple[dict[str, Any], ...]
    limits: tuple[dict[str, float], ...]
    centre: float | None
    path: str
    ticks: tuple[tuple[float, str], ...]
    n_outside: int


def chart(title: str, trend: dict[str, Any], waves: list[str]) -> Chart:
    """The chart of a trend as ``board_data`` keeps it: points (figures as JSON), centre, low, high, outside.

    >>> figure = {"value": 0.5, "low": 0.4, "high": 0.6, "unit": "share", "text": "50 %"}
    >>> kept = {"points": [figure] * 3, "centre": 0.5, "low": [0.2] * 3, "high": [0.8] * 3, "outside": [False] * 3}
    >>> made = chart("brand-driven", kept, ["2026 Q1", "2026 Q2", "2026 Q3"])
    >>> made.n_outside, len(made.limits), made.points[0]["x"]
    (0, 3, 130.0)
    """
    figures = trend["points"]
    unit = next((one["unit"] for one in figures if one["unit"]), "")
    known = [x for one in figures for x in (one["value"],) if x is not None]
    known += [x for side in ("low", "high") for x in trend[side] if x is not None]
    low, high = _range(known, unit)
    step = (WIDTH - LEFT) / max(len(waves), 1)

    def down(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low), 1)

    points, limits = [], []
    for i, (figure, wave) in enumerate(zip(figures, waves, strict=True)):
        x = round(LEFT + (i + 0.5) * step, 1)
        points.append({"x": x, "y": None if figure["value"] is None else down(figure["value"]), "wave": wave, "words": figure["text"],
                       "outside": trend["outside"][i], "beside": _beside(trend, i, unit)})
        if trend["low"][i] is not None and trend["high"][i] is not None:
            limits.append({"x1": round(LEFT + i * step, 1), "x2": round(LEFT + (i + 1) * step, 1), "upper": down(trend["high"][i]),
                           "lower": down(trend["low"][i])})
    known_before = [False, *(point["y"] is not None for point in points)]
    path = " ".join(f"{'L' if joined else 'M'}{point['x']} {point['y']}" for joined, point in zip(known_before, points, strict=False)
                    if point["y"] is not None)
    ticks = tuple((down(value), _words(value, unit)) for value in (low, (low + high) / 2, high))
    return Chart(title, unit, tuple(points), tuple(limits), None if trend["centre"] is None else down(trend["centre"]), path, ticks,
                 sum(trend["outside"]))


def _beside(trend: dict[str, Any], i: int, unit: str) -> str:
    """The limits of one wave in words, and on which side of them it lies; nothing is said of what is not known."""
    if trend["low"][i] is None or trend["high"][i] is None:
        return "not known"
    limits = f"{_words(trend['low'][i], unit)} to {_words(trend['high'][i], unit)}"
    if trend["points"][i]["value"] is None:
        return limits
    return f"{'outside' if trend['outside'][i] else 'inside'}: {limits}"


def _range(known: list[float], unit: str) -> tuple[float, float]:
    """From where to where the axis runs: around what is known, never wider than what is possible."""
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    room = max((high - low) * 0.1, 0.02 if unit == "share" else 0.1)
    return (max(0.0, low - room), min(1.0, high + room)) if unit == "share" else (low - room, high + room)


def _words(value: float, unit: str) -> str:
    return f"{100 * value:.0f} %" if unit == "share" else f"{value:.1f}"
