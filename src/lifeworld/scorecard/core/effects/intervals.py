"""How wide an interval is: for one look at a fixed number of customers, or for many looks while customers come, or while they change.

Always-valid intervals are confidence sequences from the normal mixture (Robbins 1970; Howard, Ramdas, McAuliffe & Sekhon 2021, doi
10.1214/20-AOS1991) in their asymptotic form (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, doi 10.1214/24-AOS2408): they hold the
truth at all looks together, as long as customers are only added and what is known of each stays as it is. They are narrowest at a number
of customers that is declared before any look: ``TUNED``.

Where the same customers are measured again at every look (a scorecard over a moving window), nothing accrues, and a confidence sequence
holds nothing: there the level is shared among a declared number of looks (Bonferroni), and the wider of the two is taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import lambertw

from lifeworld.kit import quantiles
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.scorecard.core.effects.values import Verdict
from lifeworld.scorecard.core.values import ARM_MIN, VERSIONS, Asked

TUNED = 1000
"""Customers (or households) at which always-valid intervals are narrowest. It is part of the definition and never chosen by the data."""
LOOKS = 52
"""Looks at the same customers, measured again at each of them, at all of which together intervals hold the truth: a year of weeks."""


@dataclass(frozen=True)
class Looking:
    """How data are looked at again. ``tuned``: as ``TUNED``; ``remeasured``: at how many looks the same customers may have other values; 0
    where each customer is measured once.
    """

    tuned: float = TUNED
    remeasured: int = LOOKS


MEASURED_AGAIN, MEASURED_ONCE = Looking(), Looking(remeasured=0)


def always_valid(n: ArrayLike, level: float = 0.9, tuned: float = TUNED) -> float:
    """Standard errors on either side of an always-valid interval after n units; a fixed one has 1.64 at .9.

    >>> [round(always_valid(n), 2) for n in (100, 1000, 100_000)]
    [3.58, 2.76, 3.33]
    """
    alpha = 1 - level
    narrowest = -float(lambertw(-(alpha**2) / math.e, -1).real) - 1
    at = np.asarray(n, np.float64) * narrowest / tuned
    return float(np.sqrt((1 + 1 / at) * (np.log1p(at) - 2 * math.log(alpha))))


def reach(asked: Asked, n: int, degrees: float, looking: Looking = MEASURED_AGAIN) -> float:
    """Standard errors on either side of an interval as it was asked for, for ``n`` clusters and these degrees of freedom.

    >>> [round(reach(Asked(looks="again"), 1000, 1e6, one), 2) for one in (MEASURED_ONCE, MEASURED_AGAIN)]
    [2.76, 3.1]
    """
    student = float(quantiles.student((1 + asked.level) / 2, degrees))
    if asked.looks == "once":
        return student
    valid = always_valid(max(n, 1), asked.level, looking.tuned) * student / float(quantiles.normal((1 + asked.level) / 2))
    if not looking.remeasured:
        return valid
    return max(valid, float(quantiles.student(1 - (1 - asked.level) / 2 / looking.remeasured, degrees)))


def shared_level(asked: Asked, n: int) -> Asked:
    """The same question at the level that is left to each of ``n`` of which something is said together (Bonferroni).

    >>> round(shared_level(Asked(level=0.9), 5).level, 9)
    0.98
    """
    return replace(asked, level=1 - (1 - asked.level) / max(n, 1))


def looked(asked: Asked, looking: Looking = MEASURED_AGAIN) -> str:
    """The interval in words, for a figure's method.

    >>> looked(Asked(looks="once"))
    "interval for one look: Student's t"
    """
    if asked.looks == "once":
        return "interval for one look: Student's t"
    among = (f", and at {looking.remeasured} looks at the same customers measured again (Bonferroni)" if looking.remeasured
             else ", each of them measured once")
    return (f"always-valid interval (normal mixture, narrowest at {looking.tuned:,.0f}): it holds at any number of looks while customers "
            f"are added{among}")


def for_one_look(method: str, asked: Asked) -> str:
    """The method of a figure whose interval holds at one look, where it is looked at again: whoever looks often sees it miss more often.

    >>> for_one_look("mean", Asked(looks="again"))
    'mean; interval for one look'
    """
    return f"{method}; interval for one look" if asked.looks == "again" else method


def printed(name: str, value: float, low: float, high: float, *, asked: Asked, query: str, method: str, n: int, unit: str = "",
            n_unit: str = "customers", n_customers: int | None = None, n_min: int = 2 * ARM_MIN, enough: bool = True,
            warnings: tuple[str, ...] = (), n_evidence: int | None = None, n_needed: int | None = None) -> Figure:
    """A figure of this room: with its version, its day and its evidence; without value where it is not ``enough`` or not finite.

    ``n_needed``: how many would be enough, where that is more than for any figure.
    """
    known = enough and bool(np.isfinite([value, low, high]).all())
    evidence = Evidence(f"{asked.query}: {query}", n if n_evidence is None else n_evidence)
    made = estimate(name, value if known else None, min(low, value) if known else None, max(high, value) if known else None, method=method,
                    n=n, evidence=evidence, unit=unit, n_unit=n_unit, n_customers=n_customers, n_min=n_min, level=asked.level,
                    versions=VERSIONS, as_of=asked.as_of, warnings=warnings)
    return made if known or n_needed is None else replace(made, n_needed=max(n_min, n_needed))


def arms_needed(n: int, few: int) -> int | None:
    """Of ``n`` customers in two arms, ``few`` of them in the smaller: with how many, at the same shares, it has ``ARM_MIN``; None where it
    has.

    >>> arms_needed(100, 20), arms_needed(100, 30), arms_needed(100, 0)
    (150, None, 130)
    """
    return None if few >= ARM_MIN else math.ceil(ARM_MIN / few * n) if few else n + ARM_MIN


def verdict(figure: Figure, worthwhile: float) -> Verdict:
    """What an effect's interval says: "nil" where it lies inside plus and minus the smallest effect that is worth its while, "found" where
    it excludes 0, else "silent"; "unknown" without an interval.

    >>> from lifeworld.kit.figure import Evidence
    >>> [verdict(estimate("x", 1., low, 2., method="", n=60, evidence=Evidence("q", 60)), 2.5) for low in (.5, -3.)]
    ['nil', 'silent']
    """
    if figure.value is None or figure.low is None or figure.high is None:
        return "unknown"
    if -worthwhile < figure.low and figure.high < worthwhile:
        return "nil"
    return "found" if figure.low > 0 or figure.high < 0 else "silent"
