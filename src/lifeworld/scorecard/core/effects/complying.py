"""The effect on those who use a thing because it was offered to them, where not everybody offered uses it and some others do.

Two-stage least squares with chance's offer as the instrument (Wald; Imbens & Angrist 1994, doi 10.2307/2951620): the effect of the offer
divided by what the offer adds to use. It takes for granted that an offer changes the outcome by way of use alone, and keeps nobody from
using. Where the first stage is weak (F of 10 or less: Staiger & Stock 1997, doi 10.2307/2171753) no number is given; the interval of
Anderson & Rubin (1949) by Fieller's quadratic is right whatever the strength.
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from lifeworld.scorecard.core.effects.attrition import KNOWN, UNLIKE, unlike, with_known
from lifeworld.scorecard.core.effects.cells import Cells, Floats, Spread, cells, spread
from lifeworld.scorecard.core.effects.difference import contrast
from lifeworld.scorecard.core.effects.intervals import MEASURED_AGAIN, Looking, arms_needed, looked, printed, reach
from lifeworld.scorecard.core.effects.values import Complier
from lifeworld.scorecard.core.values import ARM_MIN, Asked

F_STRONG = 10.0
"""First-stage F above which the number is given."""


def complier(frame: pl.DataFrame, *, name: str, unit: str, asked: Asked, query: str, looking: Looking = MEASURED_AGAIN) -> Complier:
    """The effect on compliers of a frame of customer, household, arm ("served": offered by chance), used (0 to 1) and value.

    Figures are called ``name`` and "name: what the offer adds to use"; only customers of whom both are known count. Without numbers
    where the outcome is known of unlike shares of the two arms.
    """
    every = cells(with_known(frame, "value"), ("value", "used", KNOWN))
    units = every.only(np.isfinite(every["value"]) & np.isfinite(every["used"]))
    if min(units.arms()) < 2:
        return _nothing(name, unit, asked, query, units.n)
    why = (UNLIKE,) if unlike(every) else ()
    outcome, use = (contrast(units[each], units.served) for each in ("value", "used"))
    influence = np.column_stack([outcome.influence, use.influence])
    return complied((outcome.value, use.value), influence, units, name=name, unit=unit, asked=asked, query=query, looking=looking, why=why)


def complied(found: tuple[float, float], influence: Floats, units: Cells, *, name: str, unit: str, asked: Asked, query: str,
             looking: Looking = MEASURED_AGAIN, n: int | None = None, why: tuple[str, ...] = ()) -> Complier:
    """From the differences of outcome and use by the offer, with the influences of units on both, float64[n, 2]; ``why``: they cannot be
    printed, if anything.
    """
    (change, added), about = found, spread(influence, units.cluster, units.served)
    n, use_se = units.n if n is None else n, float(np.sqrt(about.covariance[1, 1]))
    strength = math.inf if use_se == 0 and added else (added / use_se) ** 2 if use_se else 0.0
    weak, k = not strength > F_STRONG, reach(asked, about.n, about.degrees, looking)
    enough, needed = not why and min(units.arms()) >= ARM_MIN, arms_needed(units.n, min(units.arms()))
    half = k * use_se
    first = printed(f"{name}: what the offer adds to use", added, added - half, added + half, asked=asked, query=query, unit="share", n=n,
                    method=f"difference of shares who use it, by chance's offer; {looked(asked, looking)}", enough=enough,
                    n_needed=needed)
    ends = anderson_rubin(change, added, about, k)
    warnings = why
    if weak and enough:
        warnings += ("The offer hardly changes who uses it (F of 10 or less), so the effect of using it is not known: offer it so that "
                     f"more take it up. {_told(ends, unit)}",)
    value, half = 0.0, math.nan
    if not weak:
        value = change / added
        v = about.covariance
        half = k * float(np.sqrt(max(v[0, 0] - 2 * value * v[0, 1] + value**2 * v[1, 1], 0.0))) / abs(added)
    figure = printed(name, value, value - half, value + half, asked=asked, query=query, unit=unit, n=n, enough=enough and not weak,
                     n_needed=needed, warnings=warnings, method="complier average effect: two-stage least squares, "
                     f"chance's offer as the instrument; {looked(asked, looking)}")
    return Complier(figure, first, strength if enough else None, weak, ends if enough else None, warnings)


def anderson_rubin(change: float, added: float, about: Spread, k: float) -> tuple[float, float] | None:
    """Effects b for which change - b added is within k standard errors of 0; infinite where all are, None where they lie in two pieces.

    >>> anderson_rubin(2.0, 1.0, Spread(np.diag([0.0625, 0.0]), 100.0, 100), 2.0)
    (1.5, 2.5)
    """
    v = about.covariance
    square, middle, rest = added**2 - k**2 * v[1, 1], change * added - k**2 * v[0, 1], change**2 - k**2 * v[0, 0]
    root = middle**2 - square * rest
    if square > 0:
        side = math.sqrt(max(root, 0.0))
        return float((middle - side) / square), float((middle + side) / square)
    return (-math.inf, math.inf) if root <= 0 else None


def _told(ends: tuple[float, float] | None, unit: str) -> str:
    if ends is None:
        return "The interval that is right nevertheless (Anderson & Rubin) leaves out some effects in the middle only."
    if math.isinf(ends[0]):
        return "The interval that is right nevertheless (Anderson & Rubin) leaves no effect out."
    return f"The interval that is right nevertheless (Anderson & Rubin) runs from {ends[0]:.3g} to {ends[1]:.3g} {unit}.".replace(" .", ".")


def _nothing(name: str, unit: str, asked: Asked, query: str, n: int) -> Complier:
    warnings = (f"At least {ARM_MIN} customers are needed of those offered and of those not offered.",)
    effect, first = (printed(each, math.nan, math.nan, math.nan, asked=asked, query=query, method="", n=n, unit=of, warnings=warnings)
                     for each, of in ((name, unit), (f"{name}: what the offer adds to use", "share")))
    return Complier(effect, first, None, True, None, warnings)
