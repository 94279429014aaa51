"""How many customers an experiment needs, and how small an effect a number of customers can show.

Two arms, a mean compared by a two-sided z test (Lachin 1981, doi 10.1016/0197-2456(81)90001-5): with z = z(1 - alpha/2) + z(power),
the variance of the difference at n1 and n2 customers is sd² (1/n1 + 1/n2), so that n1 = z² (1 + 1/r) / delta² for r = n2/n1 and an
effect of ``delta`` standard deviations. A covariate from before that correlates by rho leaves 1 - rho² of the variance (CUPED: Deng et
al. 2013, doi 10.1145/2433396.2433413). Customers in clusters of m (households) with an intra-cluster correlation ICC need 1 + (m - 1) ICC
times as many (Kish 1965).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtri

from lifeworld.kit.errors import InputRefused

ARM_MIN = 30
"""Customers in an arm below which nothing is said of what the two can show: a mean of so few is not normal."""


@dataclass(frozen=True)
class SampleSize:
    """What an experiment needs: customers ``held`` and ``served`` for an effect of ``delta`` standard deviations."""

    delta: float
    held: int
    served: int

    @property
    def n(self) -> int:
        """Customers of both arms."""
        return self.held + self.served


def customers_needed(delta: float, *, share: float = 0.5, power: float = 0.8, alpha: float = 0.05, rho: float = 0.0, cluster: float = 1.0,
                     icc: float = 0.0) -> SampleSize:
    """Customers needed in each arm to show an effect of ``delta`` standard deviations, where ``share`` of them are held out.

    ``rho``: correlation with the same measure from before; ``cluster`` and ``icc``: customers of a household and how alike they are.
    Errors: InputRefused for values that cannot be.

    >>> [customers_needed(delta).held for delta in (0.05, 0.1, 0.2)]
    [6280, 1570, 393]
    >>> [customers_needed(delta, rho=0.7).held for delta in (0.05, 0.1, 0.2)]
    [3203, 801, 201]
    """
    factor = _factor(share, power, alpha, rho, cluster, icc)
    if not math.isfinite(delta) or delta < 1e-6:
        raise _refused("An effect of hardly any size cannot be shown.", "Give the effect in standard deviations, as .1.")
    held = factor / (delta * delta) / (1 - share)
    if held / share > 1e12:
        raise _refused(f"An effect of {delta:g} standard deviations needs more customers than there are people.", "Give a larger effect.")
    return SampleSize(delta, math.ceil(held - 1e-9), math.ceil(held * (1 - share) / share - 1e-9))


def smallest_effect(n: int, *, share: float = 0.5, power: float = 0.8, alpha: float = 0.05, rho: float = 0.0, cluster: float = 1.0,
                    icc: float = 0.0) -> float:
    """The smallest effect, in standard deviations, that ``n`` customers in both arms together show with this power; inf for fewer than 2.

    >>> round(smallest_effect(3140), 3)
    0.1
    """
    factor = _factor(share, power, alpha, rho, cluster, icc)
    return math.sqrt(factor / (n * share * (1 - share))) if n >= 2 else math.inf


def seen_words(n_held: int, n_served: int) -> str:
    """What two arms of these sizes can show, as a sentence.

    >>> seen_words(1570, 1570)
    'An effect from 0.1 standard deviations on is seen in 80 of 100 such trials (5 % false alarms, two-sided); a smaller one seldom.'
    """
    if n_held < ARM_MIN or n_served < ARM_MIN:
        return f"Not enough to compare: each of the two needs at least {ARM_MIN} customers."
    least = smallest_effect(n_held + n_served, share=n_held / (n_held + n_served))
    return (f"An effect from {least:.2g} standard deviations on is seen in 80 of 100 such trials (5 % false alarms, two-sided); a smaller "
            "one seldom.")


def _factor(share: float, power: float, alpha: float, rho: float, cluster: float, icc: float) -> float:
    """z² times what is left of the variance; the held arm of n customers needs n share (1 - share) = factor / delta²."""
    if not (0 < share < 1 and 0.5 < power < 1 and 0 < alpha < 0.5 and -1 < rho < 1 and cluster >= 1 and 0 <= icc <= 1):
        raise _refused("These values of an experiment cannot be.",
                       "share, alpha and power lie between 0 and 1, rho between -1 and 1, clusters hold at least 1, icc runs from 0 to 1.")
    z = float(ndtri(1 - alpha / 2) + ndtri(power))
    return z * z * (1 - rho * rho) * (1 + (cluster - 1) * icc)


def _refused(message: str, next_step: str) -> InputRefused:
    return InputRefused("experiment_refused", message, next_step)
