"""Time until goals are done, with those that are still open counted as what they are: not done yet.

Two curves, because a goal that was given up may be read in two ways. ``done`` is 1 minus Kaplan & Meier's estimate (1958, doi
10.1080/01621459.1958.10501452): goals given up leave as if they might have been done later like the others. ``done_of_all`` is Aalen &
Johansen's cumulative incidence (1978): goals given up are never done; it is the share of declared goals that are done by a day, and the
lower of the two. Intervals are on the complementary log-log scale (Kalbfleisch & Prentice 1980), by Greenwood's variance; where customers
have several goals, by the infinitesimal jackknife that takes all goals of one customer together (Williams 1995, doi 10.2307/2533360).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lifeworld.kit import quantiles
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import LEVEL, Evidence, Figure, estimate
from lifeworld.kit.ratio import ratio

Floats = NDArray[np.float64]
OPEN, DONE, GIVEN_UP = 0, 1, 2
N_MIN = 30
"""Below this number of customers no figure is printed (reference/six-factors.md); the curve is."""
_CELLS_MAX = 4_000_000
_EDGE, _REACH_MAX = 1e-12, 50.0


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve with its interval at ``days``, float64[k] each; NaN where an end is not defined."""

    days: Floats
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Completion:
    """What is known of the time to done. ``median``: days by which half are done, as a Figure, by Kaplan & Meier.

    ``at_risk``: goals that were open right before each of ``done.days``.
    """

    n: int
    n_done: int
    n_given_up: int
    n_open: int
    n_customers: int
    done: Curve
    done_of_all: Curve
    given_up_of_all: Curve
    at_risk: Floats
    median: Figure
    warnings: tuple[str, ...] = ()


def completion(days: ArrayLike, ends: ArrayLike, customers: ArrayLike | None = None, *, level: float = LEVEL,
               query: str = "goals to accomplish") -> Completion:
    """The curves of goals: ``days`` float64[n] from declaration to end (or to now), ``ends`` int[n] of OPEN, DONE and GIVEN_UP.

    ``customers``: whose each goal is, any values that compare; None: every goal is another customer's. Of goals that end on one day, those
    done come first, as is usual. Errors: InputRefused for days below 0 or unknown ends.

    >>> found = completion([1, 2, 3, 4, 4], [1, 0, 1, 2, 0])
    >>> found.done.value.round(3).tolist(), found.done_of_all.value.round(3).tolist()
    ([0.2, 0.467, 0.467], [0.2, 0.467, 0.467])
    """
    time, end = np.asarray(days, np.float64), np.asarray(ends, np.int64)
    if time.shape != end.shape or not (np.isfinite(time) & (time >= 0)).all() or not np.isin(end, (OPEN, DONE, GIVEN_UP)).all():
        raise InputRefused("bad_times", "A goal has no time, a time below 0, or an end that is none.",
                           "Give days of 0 or more, and for each whether it is open (0), done (1) or given up (2).")
    whose = np.arange(len(time)) if customers is None else np.unique(np.asarray(customers), return_inverse=True)[1]
    n_customers = len(np.unique(whose))
    at = np.unique(time[end != OPEN])
    ordered = np.sort(time)
    risk = (len(time) - np.searchsorted(ordered, at, side="left")).astype(np.float64)
    done, gone = (np.bincount(np.searchsorted(at, time[end == kind]), minlength=len(at)).astype(np.float64) for kind in (DONE, GIVEN_UP))
    worth = _design(time, end, whose, at, risk, done) if n_customers < len(time) else np.ones(len(at))
    kaplan = _kaplan(at, risk, done, worth, level)
    of_all, up = _incidence(at, risk, done, gone, worth, level), _incidence(at, risk, gone, done, worth, level)
    n_done, n_up, n_open = (int((end == kind).sum()) for kind in (DONE, GIVEN_UP, OPEN))
    return Completion(len(time), n_done, n_up, n_open, n_customers, kaplan, of_all, up, risk,
                      _median(kaplan, len(time), n_customers, level, query), _warned(n_done, n_up, n_customers, len(time)))


def _kaplan(at: Floats, risk: Floats, done: Floats, worth: Floats, level: float) -> Curve:
    open_ = np.asarray(np.cumprod(1 - done / risk), np.float64)
    terms = np.divide(done, risk * (risk - done), out=np.full_like(risk, np.inf), where=risk > done)
    variance = np.cumsum(terms) * worth
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(variance) / np.abs(np.log(open_))
    return _curve(at, 1 - open_, spread, level)


def _incidence(at: Floats, risk: Floats, mine: Floats, other: Floats, worth: Floats, level: float) -> Curve:
    """Cumulative incidence of one end where the other competes, with the variance of the delta method (Marubini & Valsecchi 1995)."""
    both = mine + other
    before = np.concatenate([np.ones(min(len(at), 1)), np.cumprod(1 - both / risk)[:-1]])
    share = np.cumsum(before * mine / risk)
    hazard = np.divide(both, risk * (risk - both), out=np.zeros_like(risk), where=risk > both)
    own = before**2 * mine * (risk - mine) / risk**3
    cross = before * mine / risk**2
    variance = (share**2 * np.cumsum(hazard) - 2 * share * np.cumsum(share * hazard) + np.cumsum(share**2 * hazard) + np.cumsum(own)
                - 2 * (share * np.cumsum(cross) - np.cumsum(share * cross)))
    variance = np.maximum(variance, 0.0) * worth
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(variance) / ((1 - share) * np.abs(np.log1p(-share)))
    return _curve(at, share, spread, level)


def _curve(at: Floats, value: Floats, spread: Floats, level: float) -> Curve:
    """The interval of 1 - S on the scale of log(-log S): S to the power of exp(+-z spread)."""
    z = float(quantiles.normal((1 + level) / 2))
    value = np.clip(value, 0.0, 1.0)
    known = (value > _EDGE) & (value < 1 - _EDGE) & np.isfinite(spread)
    rest = np.where(known, 1 - value, 0.5)
    reach = np.exp(np.minimum(np.where(known, z * spread, 0.0), _REACH_MAX))
    low, high = 1 - rest ** (1 / reach), 1 - rest**reach
    nothing = value <= _EDGE
    return Curve(at, value, np.where(known, low, np.where(nothing, 0.0, np.nan)), np.where(known, high, np.where(nothing, np.nan, 1.0)))


def _design(time: Floats, end: NDArray[np.int64], whose: NDArray[np.int64], at: Floats, risk: Floats, done: Floats) -> Floats:
    """How many times the variance of the cumulated hazard is Greenwood's when all goals of a customer go together, float64[k]."""
    rate = np.cumsum(done / risk**2)
    own = np.zeros(len(time))
    finished = end == DONE
    own[finished] = 1 / risk[np.searchsorted(at, time[finished])]
    last = np.searchsorted(at, time, side="right") - 1
    together = np.empty(len(at))
    order = np.argsort(whose, kind="stable")
    starts = np.flatnonzero(np.diff(whose[order], prepend=-1))
    step = max(1, _CELLS_MAX // max(len(time), 1))
    for first in range(0, len(at), step):
        part = np.arange(first, min(first + step, len(at)))
        held = np.minimum(last[:, None], part[None, :])
        influence = np.where(finished[:, None] & (time[:, None] <= at[part][None, :]), own[:, None], 0.0)
        influence -= np.where(held >= 0, rate[np.maximum(held, 0)], 0.0)
        together[part] = (np.add.reduceat(influence[order], starts, axis=0) ** 2).sum(axis=0)
    alone = np.cumsum(np.divide(done, risk * risk))
    return np.asarray(ratio(together, alone, unknown=1.0))


def _median(curve: Curve, n: int, n_customers: int, level: float, query: str) -> Figure:
    """Days by which half are done; its ends are where the interval of the curve passes a half."""
    value, low, high = (_first(curve.days, ends) for ends in (curve.value, curve.high, curve.low))
    warnings = () if value is not None or not n else ("Fewer than half were done while they were looked at, so the median is not known.",)
    evidence = Evidence(query, n)
    base = estimate("days until half are done", None, None, None, method="", n=n, evidence=evidence)
    if value is None or low is None or n_customers < N_MIN:
        return replace(base, unit="days", n_unit="goals", n_customers=n_customers, n_needed=N_MIN, warnings=warnings)
    open_end = high is None
    notes = ("The upper end of the median is not known yet: it is where the goals looked at end.",) if open_end else ()
    return estimate("days until half are done", value, low, float(curve.days[-1]) if high is None else high, unit="days", n=n,
                    n_unit="goals", n_customers=n_customers, n_min=N_MIN, level=level, warnings=notes, evidence=evidence,
                    method="Kaplan-Meier with open goals censored; complementary log-log interval")


def _first(days: Floats, curve: Floats) -> float | None:
    """The first day on which a curve has come to a half."""
    passed = np.flatnonzero(np.nan_to_num(curve, nan=-1.0) >= 0.5 - 1e-12)
    return float(days[passed[0]]) if len(passed) else None


def _warned(done: int, given_up: int, n_customers: int, n: int) -> tuple[str, ...]:
    found = []
    if given_up:
        goals, them = ("goal was", "it") if given_up == 1 else ("goals were", "them")
        found.append(f"{given_up} {goals} given up: «done» reads {them} as open until then, «done of all» as never done.")
    if n_customers < n:
        found.append("Some customers have several goals: intervals take all goals of one customer together.")
    if 0 < done < 10:
        found.append("Fewer than ten goals are done: the curve is rough.")
    return tuple(found)
