"""Days to done of two arms, where some are still open and some were given up.

A curve is one minus the share done (Aalen & Johansen 1978): what was given up is never done; without anything given up it is Kaplan and
Meier's. The mean days without being done up to a horizon (restricted mean: Royston & Parmar 2013, doi 10.1186/1471-2288-13-152) is the area
under it, and takes no proportional hazards for granted. Every figure is a sum over the curve, so each attempt has an influence on it by the
product-integral's delta method (Andersen, Borgan, Gill & Keiding 1993, IV.4); influences are summed over customers and households.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lifeworld.goals.core.completion import DONE, OPEN
from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects.attrition import KNOWN, UNLIKE, unlike, with_known
from lifeworld.scorecard.core.effects.cells import Cells, Codes, Floats, cells, clusters, households_of, ordered, own_codes, spread
from lifeworld.scorecard.core.effects.complying import complied
from lifeworld.scorecard.core.effects.difference import contrast
from lifeworld.scorecard.core.effects.intervals import MEASURED_AGAIN, Looking, looked, printed, reach, shared_level, verdict
from lifeworld.scorecard.core.effects.superior import superior
from lifeworld.scorecard.core.effects.values import Complier, Restricted
from lifeworld.scorecard.core.frames import SERVED
from lifeworld.scorecard.core.values import ARM_MIN, EVENTS_MIN, Asked

AT_RISK_MIN = 10
"""Attempts of each arm that must be open on the horizon or later, so that the end of a curve does not hang on a handful."""


@dataclass(frozen=True, eq=False)
class NotDone:
    """The share not done yet after each day ``at`` on which something ended, with what influences need: float64[k] each.

    ``place`` and ``past``, int64[n]: for each attempt, how many of these days are before its last day, and how many until then.
    """

    at: Floats
    risk: Floats
    done: Floats
    both: Floats
    open_before: Floats
    value: Floats
    place: Codes
    past: Codes
    end: Codes

    def influence(self, weights: Floats) -> Floats:
        """Influence of each attempt on the sum of weights times the curve, float64[n]."""
        tail = np.cumsum(weights[::-1])[::-1]
        share, hazard = tail * self.open_before, self.done / self.risk
        later = np.concatenate([np.cumsum((share * hazard)[::-1])[::-1][1:], [0.0]]) if len(tail) else tail
        left = 1 - self.both / self.risk
        other = np.divide(later, left, out=np.zeros_like(later), where=left > 1e-12)
        expected = np.concatenate([[0.0], np.cumsum((share * hazard - other * self.both / self.risk) / self.risk)])
        own = np.concatenate([other / self.risk, [0.0]])
        mine = np.concatenate([share / self.risk, [0.0]])
        found = expected[self.past]
        found += np.where(self.end != OPEN, own[self.place], 0.0) - np.where(self.end == DONE, mine[self.place], 0.0)
        return np.asarray(found, np.float64)


def not_done(time: Floats, end: Codes) -> NotDone:
    """The curve of attempts: days float64[n] and ends int64[n] (0 open, 1 done, 2 given up).

    >>> not_done(np.array([1., 2., 3., 4.]), np.array([1, 0, 1, 0])).value.tolist()
    [0.75, 0.375]
    """
    ends = np.sort(time[end != OPEN])
    at = ends[np.diff(ends, prepend=-np.inf) > 0]
    place = np.searchsorted(at, time)
    past = place + (np.append(at, np.inf)[place] == time)
    risk = np.cumsum(np.bincount(past, minlength=len(at) + 1)[:0:-1])[::-1].astype(np.float64)
    done, both = (np.bincount(place[kind], minlength=len(at)).astype(np.float64)[: len(at)] for kind in (end == DONE, end != OPEN))
    after = np.cumprod(1 - both / risk)
    before = np.concatenate([[1.0], after[:-1]])[: len(at)]
    return NotDone(at, risk, done, both, before, 1 - np.cumsum(before * done / risk), place, past, end)


def restricted(frame: pl.DataFrame, *, name: str, asked: Asked, query: str, used: str | None = None, looking: Looking = MEASURED_AGAIN,
               verdicts: int = 1) -> Restricted:
    """Two arms of attempts: a frame of customer, household (null: alone), arm, days (null: left out) and end, perhaps with ``used``.

    Figures are called ``name``, "name: done sooner" and "name: for those who use it because it was offered". Chance may decide for each
    attempt or for each customer: attempts of one customer, and customers of one household, are drawn together. ``verdicts``: as of
    ``effect``; where days are known of unlike shares of the two arms, nothing is said.
    """
    lopsided = unlike(cells(with_known(frame, "days"), (KNOWN,)))
    rows = ordered(frame.filter(pl.col("days").is_not_null()), ("arm", "days", "end", *([used] if used else [])))
    columns = {used: rows[used].cast(pl.Float64).fill_null(np.nan).to_numpy()} if used else {}
    units = Cells(own_codes(rows["customer"]), clusters(rows["customer"], households_of(rows)), (rows["arm"] == SERVED).to_numpy(), columns)
    time, end = rows["days"].cast(pl.Float64).to_numpy(), rows["end"].cast(pl.Int64).to_numpy()
    why = (UNLIKE,) if lopsided else ()
    short, warnings = _short(end, units)
    enough, draft = short <= 1, _Draft(name, asked, query, looking, units, units.n, math.ceil(short * units.n) if short > 1 else None)
    warnings += why
    if min(units.arms()) < AT_RISK_MIN:
        return draft.nothing(warnings)
    curves = [not_done(time[arm], end[arm]) for arm in (~units.served, units.served)]
    horizon = min(float(np.sort(time[arm])[-AT_RISK_MIN]) for arm in (~units.served, units.served))
    if not enough or horizon <= 0:
        return draft.nothing(warnings)
    areas = [_area(curve, horizon) for curve in curves]
    influence = np.empty(len(units))
    influence[~units.served], influence[units.served] = -areas[0][1], areas[1][1]
    value = areas[1][0] - areas[0][0]
    sure = replace(draft, asked=shared_level(asked, verdicts)).days(value, influence, horizon, warnings)
    return Restricted(draft.days(value, influence, horizon, warnings), draft.sooner(curves, horizon, why), horizon,
                      draft.complier(value, influence, used, why) if used else None, warnings,
                      "unknown" if lopsided else verdict(sure, 0.0), lopsided)


@dataclass(frozen=True, eq=False)
class _Draft:
    """What the figures have in common."""

    name: str
    asked: Asked
    query: str
    looking: Looking
    units: Cells
    n: int
    n_needed: int | None = None

    def days(self, value: float, influence: Floats, horizon: float, warnings: tuple[str, ...]) -> Figure:
        about = spread(influence[:, None], self.units.cluster, self.units.served)
        half = reach(self.asked, about.n, about.degrees, self.looking) * about.se
        return printed(self.name, value, value - half, value + half, asked=self.asked, query=self.query, unit="days", n=self.n,
                       warnings=warnings, n_evidence=len(self.units), method="difference of mean days without being done up to "
                       f"{horizon:,.0f} days (restricted mean; open censored, given up never done); {looked(self.asked, self.looking)}")

    def sooner(self, curves: list[NotDone], horizon: float, why: tuple[str, ...]) -> Figure:
        chance, weights = _sooner(curves, horizon)
        influence = np.empty(len(self.units))
        for curve, weight, arm in zip(curves, weights, (~self.units.served, self.units.served), strict=True):
            influence[arm] = curve.influence(weight)
        return superior(chance, influence, self.units, name=f"{self.name}: done sooner", asked=self.asked, query=self.query,
                        looking=self.looking, n=self.n, why=why,
                        how=f"probability of being done sooner, within {horizon:,.0f} days, from the "
                        "curves of both arms; neither done counts by half")

    def complier(self, value: float, influence: Floats, used: str, why: tuple[str, ...]) -> Complier:
        use = contrast(self.units[used], self.units.served)
        return complied((value, use.value), np.column_stack([influence, use.influence]), self.units, unit="days", asked=self.asked,
                        name=f"{self.name}: for those who use it because it was offered", query=self.query, looking=self.looking, n=self.n,
                        why=why)

    def nothing(self, warnings: tuple[str, ...]) -> Restricted:
        days, sooner = (printed(self.name + tail, np.nan, np.nan, np.nan, asked=self.asked, query=self.query, method="", n=self.n,
                                unit=unit, warnings=warnings, n_needed=self.n_needed)
                        for tail, unit in (("", "days"), (": done sooner", "share")))
        return Restricted(days, sooner, None, None, warnings)


def _short(end: Codes, units: Cells) -> tuple[float, tuple[str, ...]]:
    """How many times as many customers both arms need for customers and ends enough (1 or less: they have), and what is needed."""
    arms = (units.served, ~units.served)
    few = ARM_MIN / max(min(units.only(arm).n for arm in arms), 1)
    rare = EVENTS_MIN / max(min(int((end[arm] == DONE).sum()) for arm in arms), 1)
    warnings: tuple[str, ...] = (f"At least {ARM_MIN} customers are needed in each of the two arms.",) if few > 1 else ()
    if rare > 1:
        warnings += (f"At least {EVENTS_MIN} must be done in each of the two arms.",)
    return max(few, rare), warnings


def _area(curve: NotDone, horizon: float) -> tuple[float, Floats]:
    """The area under a curve up to the horizon, and the influence of each attempt on it."""
    ends = np.minimum(np.concatenate([curve.at, [horizon]]), horizon)
    weights = np.diff(ends) if len(curve.at) else np.empty(0)
    return float(ends[0] + weights @ curve.value), curve.influence(weights)


def _sooner(curves: list[NotDone], horizon: float) -> tuple[float, tuple[Floats, Floats]]:
    """The probability of being done sooner, and its weights on the two curves."""
    days = np.union1d(curves[0].at, curves[1].at)
    days = days[days <= horizon]
    places = [np.searchsorted(curve.at, days, side="right") for curve in curves]
    held, served = (np.concatenate([[1.0], curve.value])[place] for curve, place in zip(curves, places, strict=True))
    held, served = np.concatenate([[1.0], held]), np.concatenate([[1.0], served])
    halves, drops = (held[1:] + held[:-1]) / 2, served[:-1] - served[1:]
    chance = float(drops @ halves + served[-1] * held[-1] / 2)
    on_served = np.concatenate([halves[1:], [held[-1] / 2]]) - halves
    on_held = (drops + np.concatenate([drops[1:], [served[-1]]])) / 2
    weights = []
    for curve, place, weight in zip(curves, places, (on_held, on_served), strict=True):
        weights.append(np.asarray(np.bincount(place, weight, len(curve.at) + 1)[1:], np.float64))
    return chance, (weights[0], weights[1])
