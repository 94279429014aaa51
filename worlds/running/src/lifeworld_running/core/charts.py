"""Small pictures of progress as lines and bars to draw, in a box of ``WIDE`` by ``HIGH``; every picture has a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.words import clock

WIDE, HIGH = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 12, 30
TICKS = 4
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands and what it says."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its corner, width and height, and what it says."""

    x: float
    y: float
    wide: float
    high: float
    words: str


@dataclass(frozen=True)
class Chart:
    """Bars, dots and paths of lines in the box, with marks of both axes. ``band``: between two lines, "" for none."""

    bars: tuple[Bar, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    lines: tuple[str, ...] = ()
    band: str = ""
    x: tuple[Tick, ...] = ()
    y: tuple[Tick, ...] = ()
    ends: tuple[Tick, ...] = ()
    """Names of lines, at the height where each ends."""


def bar_chart(days: Sequence[int], values: Sequence[float], words: Sequence[str]) -> Chart:
    """Bars over days, as kilometres by week; ``words``: what each says.

    >>> chart = bar_chart([0, 7], [5.0, 10.0], ["5 km", "10 km"])
    >>> [round(bar.high) for bar in chart.bars], [tick.words for tick in chart.y]
    ([89, 178], ['0', '5', '10'])
    """
    if not len(days):
        return Chart()
    marks = round_marks(0.0, max(*values, 1e-9))
    top = max(marks[-1], *values)
    slot = (WIDE - LEFT - RIGHT) / len(days)
    high = HIGH - TOP - BOTTOM
    bars = tuple(Bar(round(LEFT + at * slot + 0.1 * slot, 1), round(TOP + high * (1 - value / top), 1), round(0.8 * slot, 1),
                     round(high * value / top, 1), said) for at, (value, said) in enumerate(zip(values, words, strict=True)))
    starts = [Tick(round(LEFT + (at + 0.5) * slot, 1), month) for at, month in _months(days)]
    return Chart(bars=bars, x=tuple(_spaced(starts)), y=tuple(Tick(round(TOP + high * (1 - mark / top), 1), f"{mark:g}") for mark in marks))


def line_chart(days: Sequence[float], values: Sequence[Sequence[float]], *, dots: bool = False, turned: bool = False,
               band: tuple[Sequence[float], Sequence[float]] | None = None, band_days: Sequence[float] = (), clocks: bool = False,
               names: Sequence[str] = ()) -> Chart:
    """Lines over days; ``dots``: the first of them as dots instead. ``turned``: less stands higher, as a pace that gets quicker.

    ``band``: low and high at ``band_days``. ``clocks``: values are seconds, written as minutes. ``names``: of the lines, told at
    their ends. Unknown values (NaN) break a line.
    """
    if not len(days):
        return Chart()
    every = np.concatenate([np.asarray(some, dtype=np.float64) for some in (*values, *(band or ()))])
    known = every[np.isfinite(every)]
    if not len(known):
        return Chart()
    low, high = float(known.min()), float(known.max())
    marks = round_marks(low, high if high > low else low + 1)
    bottom, top = min(low, marks[0]), max(high, marks[-1])
    first, last = float(min(days)), float(max(*days, min(days) + 1))

    def x(day: float) -> float:
        return round(LEFT + (WIDE - LEFT - RIGHT) * (day - first) / (last - first), 1)

    def y(value: float) -> float:
        share = (value - bottom) / (top - bottom)
        return round(TOP + (HIGH - TOP - BOTTOM) * (share if turned else 1 - share), 1)

    paths = [_path([(x(day), y(value) if np.isfinite(value) else None) for day, value in zip(days, some, strict=True)])
             for some in (values[1:] if dots else values)]
    points = [(x(day), y(value)) for day, value in zip(days, values[0], strict=True) if np.isfinite(value)] if dots else []
    area = ""
    if band is not None and len(band_days):
        there = [f"{x(day)},{y(value)}" for day, value in zip(band_days, band[1], strict=True)]
        back = [f"{x(day)},{y(value)}" for day, value in zip(band_days, band[0], strict=True)][::-1]
        area = "M" + "L".join([*there, *back]) + "Z"
    lasts = [float(some[-1]) for some in values if len(some) and np.isfinite(some[-1])] if names else []
    ends = [Tick(y(value), name) for value, name in zip(lasts, names, strict=False)]
    ticks = [Tick(x(float(day)), words) for day, words in _month_starts(first, last)]
    return Chart(dots=tuple(points), lines=tuple(path for path in paths if path), band=area, x=tuple(_spaced(ticks)), ends=_apart(ends),
                 y=tuple(Tick(y(mark), clock(mark) if clocks else f"{mark:g}") for mark in marks))


def round_marks(low: float, high: float) -> list[float]:
    """Some round numbers around a range.

    >>> round_marks(0, 42), round_marks(300, 360)
    ([0.0, 20.0, 40.0], [300.0, 320.0, 340.0, 360.0])
    """
    rough = (high - low) / TICKS
    power = 10.0 ** np.floor(np.log10(rough)) if rough > 0 else 1.0
    step = float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999))
    first = np.ceil(low / step - 1e-9) * step + 0.0  # no -0
    return [float(round(mark, 10)) for mark in np.arange(first, high + step * 1e-6, step)]


def _apart(ends: Sequence[Tick], apart: float = 14.0) -> tuple[Tick, ...]:
    """Names of lines, moved so that none stands upon another."""
    placed: list[Tick] = []
    for end in sorted(ends, key=lambda each: each.at):
        placed.append(Tick(max(end.at, placed[-1].at + apart) if placed else end.at, end.words))
    return tuple(placed)


def _path(points: Sequence[tuple[float, float | None]]) -> str:
    out, pen = [], "M"
    for x, y in points:
        if y is None:
            pen = "M"
            continue
        out.append(f"{pen}{x},{y}")
        pen = "L"
    return "".join(out)


def _months(days: Sequence[int]) -> list[tuple[int, str]]:
    """The bars with which a month begins."""
    dates = np.array(days, dtype="datetime64[D]").astype("datetime64[M]").astype(int)
    return [(at, MONTHS[int(month) % 12]) for at, month in enumerate(dates) if at and month != dates[at - 1]]


def _month_starts(first: float, last: float) -> list[tuple[int, str]]:
    ends = [int(np.datetime64(int(day), "D").astype("datetime64[M]").astype(int)) + 1 for day in (first, last)]
    return [(int(np.datetime64(month, "M").astype("datetime64[D]").astype(int)),
             MONTHS[month % 12] if month % 12 else str(1970 + month // 12))
            for month in range(*ends)]


def _spaced(ticks: Sequence[Tick], apart: float = 48.0) -> list[Tick]:
    """Marks that do not run into one another."""
    kept: list[Tick] = []
    for tick in ticks:
        if not kept or tick.at - kept[-1].at >= apart:
            kept.append(tick)
    return kept
