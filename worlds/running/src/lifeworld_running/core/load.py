"""Training load, form, and what efforts foretell; each variant by its name."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from lifeworld.plugin import InputRefused, student
from lifeworld_running.core.grade import adjusted_pace, flat_m
from lifeworld_running.core.heart import weights_s
from lifeworld_running.core.said import Load, Runner, Track

Floats = npt.NDArray[np.float64]
RTSS, TRIMP = "rTSS", "TRIMP Banister"
SHARED, EXPONENTIAL = "1/42", "1-exp(-1/42)"
"""How much of a day's difference form takes over: Coggan's shorthand, and the exact exponential."""
FITNESS_DAYS, FATIGUE_DAYS = 42, 7
_BANISTER = {"m": (0.64, 1.92), "f": (0.86, 1.67)}
EFFORT_S = (120.0, 2400.0)
"""Efforts that a critical speed is told from last between 2 and 40 minutes."""


def rtss(moving_s: float, gap_pace_s_km: float, threshold_pace_s_km: float) -> tuple[float, float]:
    """Score and intensity: 100 s NGP IF / (v_FT 3600) with IF = NGP / v_FT; an hour at threshold is 100.

    >>> rtss(3600, 300, 300)
    (100.0, 1.0)
    """
    intensity = threshold_pace_s_km / gap_pace_s_km
    return 100 * moving_s * intensity**2 / 3600, intensity


def trimp(heart_rate: Floats, seconds: Floats, rest: float, highest: float, sex: str = "") -> float:
    """Banister's training impulse: minutes times the share of the heart-rate reserve, weighted by how hard it is (Banister 1991).

    Unknown heart rates add nothing; the caller says how much is unknown. Without a sex the mean of both weights is taken.

    >>> round(trimp(np.array([150.0]), np.array([3600.0]), 50, 200, "m"), 1)
    92.1
    """
    known = np.isfinite(heart_rate)
    reserve = np.clip((heart_rate[known] - rest) / (highest - rest), 0, 1)
    which = [_BANISTER[sex]] if sex in _BANISTER else list(_BANISTER.values())
    weighted = [float((seconds[known] / 60 * reserve * scale * np.exp(rate * reserve)).sum()) for scale, rate in which]
    return sum(weighted) / len(weighted)


def load(track: Track, runner: Runner) -> Load:
    """Load of one activity: rTSS where the runner's threshold pace is known, else TRIMP where her heart rates are, else unknown."""
    seconds = np.diff(track.time_s, prepend=track.time_s[:1])
    moved = float(seconds[track.moving].sum())
    if runner.threshold_pace_s_km and moved > 0 and track.distance_m[-1] > 0:
        flat, known, model = flat_m(track, runner)
        total = float(track.distance_m[-1])
        pace = adjusted_pace(moved, total, float(flat.sum()), float(known.sum()))
        why = f"Pace adjusted for slope by {model}, against the runner's threshold pace."
        if not math.isfinite(pace):
            pace, why = moved / total * 1000, "Plain pace, because the slope is not known, against the runner's threshold pace."
        score, intensity = rtss(moved, pace, runner.threshold_pace_s_km)
        return Load(RTSS, score, intensity, why)
    highest, rest = runner.heart_rate_max, runner.heart_rate_rest
    if highest and rest and highest > rest and np.isfinite(track.heart_rate).any():
        weights = weights_s(track)
        total_s, known_s = float(weights.sum()), float(weights[np.isfinite(track.heart_rate)].sum())
        if total_s > 0 and known_s >= 0.8 * total_s:
            score = trimp(track.heart_rate, weights, rest, highest, runner.sex)
            of = f" Heart rate is known for {known_s / total_s:.0%} of the time: it is at least this." if known_s < 0.995 * total_s else ""
            sexes = "" if runner.sex in _BANISTER else " The mean of Banister's two weights."
            return Load(TRIMP, score, float("nan"), f"Time by heart-rate reserve.{sexes}{of}")
        return Load("", float("nan"), why=f"Heart rate is known for {known_s / max(total_s, 1e-9):.0%} of the time, 80% are needed.")
    return Load("", float("nan"), why="Neither a threshold pace nor resting and highest heart rate of the runner are known.")


@dataclass(frozen=True)
class Form:
    """Fitness (CTL), fatigue (ATL) and form (TSB) day by day: float64[d] each; ``days`` without holes; ``variant``: how they go on.

    ``n_unknown``: activities whose load is not known; they count as none, so fitness is at least this.
    """

    days: npt.NDArray[np.int64]
    score: Floats
    ctl: Floats
    atl: Floats
    tsb: Floats
    variant: str
    n_unknown: int


def daily_load(days: npt.ArrayLike, scores: npt.ArrayLike, *, variant: str = SHARED, until: int | None = None) -> Form:
    """Form from the scores of activities: CTL_t = CTL + (score - CTL) k with k = 1/42 or 1 - exp(-1/42), ATL with 7 days.

    TSB is yesterday's CTL less yesterday's ATL. ``days``: day numbers, in any order, several a day add up. Errors: InputRefused on another
    variant.

    >>> [round(float(daily_load(range(42), [100] * 42, variant=each).ctl[-1]), 2) for each in (SHARED, EXPONENTIAL)]
    [63.65, 63.21]
    """
    if variant not in (SHARED, EXPONENTIAL):
        raise InputRefused("unknown_variant", f"Form goes on by {SHARED!r} or {EXPONENTIAL!r}, not by {variant!r}.", "Name one of them.")
    at = np.asarray(list(days) if isinstance(days, range) else days, np.int64)
    given = np.asarray(scores, np.float64)
    known = np.isfinite(given)
    if not len(at):
        none = np.zeros(0)
        return Form(np.zeros(0, np.int64), none, none, none, none, variant, 0)
    first, last = int(at.min()), int(at.max()) if until is None else max(until, int(at.max()))
    every = np.arange(first, last + 1, dtype=np.int64)
    daily = np.bincount(at[known] - first, given[known], minlength=len(every)).astype(np.float64)
    ctl, atl = (_carried(daily, span, variant) for span in (FITNESS_DAYS, FATIGUE_DAYS))
    before = np.concatenate([[0.0], (ctl - atl)[:-1]])
    return Form(every, daily, ctl, atl, before, variant, int((~known).sum()))


def _carried(daily: Floats, span: int, variant: str) -> Floats:
    """An exponential mean from 0."""
    share = 1 / span if variant == SHARED else 1 - math.exp(-1 / span)
    so_far = accumulate(daily.tolist(), lambda before, score: before + (score - before) * share, initial=0.0)
    return np.array(list(so_far)[1:], np.float64)


def riegel(seconds: float, from_m: float, to_m: float, exponent: float = 1.06) -> float:
    """The time over another length that the same runner might need: T2 = T1 (D2 / D1)^1.06 (Riegel 1981); no interval is known for it.

    >>> round(riegel(1200, 5000, 10_000) / 60, 2)
    41.7
    """
    return float(seconds * (to_m / from_m) ** exponent)


@dataclass(frozen=True, slots=True)
class CriticalSpeed:
    """The speed that can be held for long, and the metres above it; NaN where there is not enough, then ``why`` says what is needed."""

    speed_m_s: float
    low_m_s: float
    high_m_s: float
    reserve_m: float
    n: int
    why: str = ""


def critical_speed(lengths_m: npt.ArrayLike, seconds: npt.ArrayLike, *, level: float = 0.95) -> CriticalSpeed:
    """Distance = CS t + D' by least squares over efforts of 2 to 40 minutes, with Student's interval; at least 3 lengths are needed.

    Efforts inside easy runs are slower than the runner can, which makes the speed too low: the interval does not know that.

    >>> fit = critical_speed([1000, 3000, 5000, 8000.0], [200, 675, 1160, 1890.0])
    >>> round(fit.speed_m_s, 2), round(fit.reserve_m)
    (4.14, 189)
    """
    lengths, times = np.asarray(lengths_m, np.float64), np.asarray(seconds, np.float64)
    fits = np.isfinite(times) & (times >= EFFORT_S[0]) & (times <= EFFORT_S[1])
    lengths, times = lengths[fits], times[fits]
    n, nan = len(lengths), float("nan")
    if len(np.unique(lengths)) < 3:
        return CriticalSpeed(nan, nan, nan, nan, n, f"not enough: n = {n}, 3 lengths run in 2 to 40 minutes needed")
    spread = times - times.mean()
    speed = float((spread * lengths).sum() / (spread**2).sum())
    reserve = float(lengths.mean() - speed * times.mean())
    error = math.sqrt(float(((lengths - reserve - speed * times) ** 2).sum()) / (n - 2) / float((spread**2).sum()))
    half = float(student((1 + level) / 2, n - 2)) * error
    if half > 0.25 * abs(speed):
        return CriticalSpeed(nan, nan, nan, nan, n, f"not enough: n = {n} efforts do not lie on one line")
    return CriticalSpeed(speed, speed - half, speed + half, reserve, n)
