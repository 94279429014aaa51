"""How the runs of a route go over time, the heat allowed for where it is known."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lifeworld.plugin import normal, stream_keys, student, uniforms
from lifeworld_running.core.routes.values import Floats, RouteTrend
from lifeworld_running.core.trend import MONTH, Trend, alike_neighbours, key_of, trend

N_HEAT_MIN = 10
"""Runs with a temperature from which on heat is allowed for: two slopes and a level want more than one slope does."""
HEAT_RANGE_C = 5.0
"""Temperatures that lie closer together say nothing about heat."""
TOGETHER = 0.9
"""Where day and temperature go together more closely than this (rank correlation), they cannot be told apart."""
_DRAWS = 999
_HUBER = 1.345
_ROUNDS = 25
NAMES = {"pace_s_km": "Pace", "gap_pace_s_km": "Grade-adjusted pace"}


def _huber(design: Floats, y: Floats, weights: Floats) -> Floats:
    """Huber regression (1964, doi 10.1214/aoms/1177703732) for each row of weights [draws, n]: coefficients [draws, columns]."""
    w, found = weights.copy(), np.zeros((len(weights), design.shape[1]))
    for _ in range(_ROUNDS):
        left = np.einsum("dn,ni,nj->dij", w, design, design) + 1e-9 * np.eye(design.shape[1])
        found = np.linalg.solve(left, np.einsum("dn,ni,n->di", w, design, y)[..., None])[..., 0]
        off = np.abs(y - found @ design.T)
        held = np.where(weights > 0, off, np.nan)
        scale = 1.4826 * np.nanmedian(held, axis=1, keepdims=True) + 1e-9
        w = weights * np.minimum(1, _HUBER * scale / np.maximum(off, 1e-12))
    return np.asarray(found, np.float64)


def _with_heat(days: Floats, paces: Floats, heat: Floats, seed_key: str, level: float) -> tuple[Trend, float]:
    """The trend at equal temperature and the seconds a kilometre that go with a degree: Huber, keyed bootstrap of the runs."""
    n = len(days)
    centre, middle = float(np.median(days)), float(np.median(heat))
    size = max(float(np.ptp(days)), 1e-9)
    design = np.stack([np.ones(n), (days - centre) / size, (heat - middle) / 10], axis=1)
    fit = _huber(design, paces, np.ones((1, n)))[0]
    keys = stream_keys(key_of(seed_key), np.arange(_DRAWS, dtype=np.uint64))
    picked = (uniforms(keys, n) * n).astype(np.int64) + np.arange(_DRAWS)[:, None] * n
    counts = np.bincount(picked.ravel(), minlength=_DRAWS * n).reshape(_DRAWS, n).astype(np.float64)
    drawn = _huber(design, paces, counts)[(counts > 0).sum(axis=1) > design.shape[1], 1] / size
    slope, tails = float(fit[1]) / size, (1 - level) / 2
    wider = float(student(1 - tails, n - 3) / normal(1 - tails)) * math.sqrt(n / (n - 3))
    wider *= alike_neighbours(days, paces - design @ fit)
    low, high = (slope + (float(each) - slope) * wider for each in np.quantile(drawn, [tails, 1 - tails]))
    line = Trend(slope, min(slope, low), max(slope, high), float(fit[0]) - slope * centre, n, level, "Huber, bootstrap of runs", N_HEAT_MIN)
    return line, float(fit[2]) / 10


def _together(a: Floats, b: Floats) -> float:
    one, other = (np.argsort(np.argsort(each, kind="stable"), kind="stable").astype(np.float64) for each in (a, b))
    return abs(float(np.corrcoef(one, other)[0, 1]))


def _band(line: Trend, days: Floats, paces: Floats) -> tuple[tuple[float, float, float, float], ...]:
    """The line from the first day to the last, with the interval of its level (at the median day) and of its slope put together."""
    if not line.enough:
        return ()
    z = float(normal((1 + line.level) / 2))
    off = paces - np.array([line.at(day) for day in days])
    level = z * 1.2533 * 1.4826 * float(np.median(np.abs(off - np.median(off)))) / math.sqrt(len(days))
    centre, band = float(np.median(days)), []
    for day in np.linspace(days.min(), days.max(), 13):
        apart = [abs((each - line.slope) * (day - centre)) for each in (line.low, line.high)]
        down, up = apart if day >= centre else apart[::-1]
        band.append((float(day), line.at(day), line.at(day) - math.hypot(level, down), line.at(day) + math.hypot(level, up)))
    return tuple(band)


def route_trend(days: npt.ArrayLike, paces_s_km: npt.ArrayLike, *, seed_key: str, measure: str = "pace_s_km",
                temperature_c: npt.ArrayLike | None = None, level: float = 0.95) -> RouteTrend:
    """How pace goes with the date over the runs of one route: an association, in seconds a kilometre a month.

    ``days``: float[n], days by any count; ``paces_s_km``: float[n], NaN unknown; ``temperature_c``: float[n], NaN unknown. Theil-Sen; at
    equal temperature (Huber) where at least ten runs have one, it varies by 5 °C and does not merely follow the calendar. With under six
    runs it says how many are needed; where the interval holds 0 it says «not yet distinguishable». The order of the runs changes nothing.

    >>> found = route_trend(range(0, 300, 10), [360 - day / 10 for day in range(0, 300, 10)], seed_key="example")
    >>> found.distinguishable, found.words
    (True, 'Pace on this route: faster by 3 s/km a month (3 to 3).')
    >>> route_trend([0, 30, 60], [360, 355, 352], seed_key="example").words
    'Pace on this route: not enough: n = 3, about 6 needed.'
    """
    x, y = np.array(days, np.float64), np.array(paces_s_km, np.float64)
    heat = np.full(len(x), np.nan) if temperature_c is None else np.array(temperature_c, np.float64)
    order = np.lexsort((heat, y, x))
    x, y, heat = x[order], y[order], heat[order]
    known = np.isfinite(x) & np.isfinite(y)
    warm = known & np.isfinite(heat)
    line, per_degree, notes, where = trend(x[known], y[known], seed_key=seed_key, level=level), math.nan, [], "on this route"
    if warm.any() and line.enough:
        if warm.sum() < N_HEAT_MIN or np.ptp(heat[warm]) < HEAT_RANGE_C or np.ptp(x[warm]) == 0:
            notes.append(f"The temperature is known of {int(warm.sum())} runs, which is too little or too even to allow for heat.")
        elif _together(x[warm], heat[warm]) > TOGETHER:
            notes.append("Temperature and date go together so closely that their parts cannot be told apart; heat is not allowed for.")
        else:
            known = warm
            line, per_degree = _with_heat(x[warm], y[warm], heat[warm], seed_key, level)
            where = "on this route at equal temperature"
            y = y - np.where(warm, per_degree * (heat - np.median(heat[warm])), 0)
            if warm.sum() < np.isfinite(y).sum():
                notes.append("Runs without a temperature are left out.")
    slope, low, high = line.per(MONTH)
    words = f"{NAMES.get(measure, 'Pace')} {where}: {line.words('s/km')}."
    return RouteTrend(measure, slope, low, high, level, line.n, line.n_needed, line.method, words, per_degree,
                      _band(line, x[known], y[known]) if known.any() else (), tuple(notes))
