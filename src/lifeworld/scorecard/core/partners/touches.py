"""In which order customers used partners: who came last before attainment, and what would be lost without a partner.

*Last touch* gives all to the partner that was used last. The *removal effect* is the share of attained customers that a first-order Markov
chain of uses loses when a partner leads nowhere (Anderl et al. 2016, doi 10.1016/j.ijresmar.2016.03.001): both are cheap checks beside
contributions, not contributions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.kit import quantiles

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
GROUPS = 20
"""Groups of customers, each left out once (Kott 2001), that tell the spread of removal effects."""


@dataclass(frozen=True, eq=False)
class Chain:
    """A first-order chain: ``start`` float64[p], ``through`` float64[p, p] and ``attained`` float64[p] count steps; what else ends, is
    lost.

    ``lost`` float64[p]: steps to an end without attainment.
    """

    start: Floats
    through: Floats
    attained: Floats
    lost: Floats

    def __sub__(self, other: Chain) -> Chain:
        return Chain(self.start - other.start, self.through - other.through, self.attained - other.attained, self.lost - other.lost)


def chain(customer: Whole, partner: Whole, attained: NDArray[np.bool_], partners: int) -> Chain:
    """The chain of uses in order: ``customer`` sorted, its uses by time; ``attained``: of the customer of each use."""
    if not len(customer):
        none = np.zeros(partners)
        return Chain(none, np.zeros((partners, partners)), none, none)
    begins = np.diff(customer, prepend=-1) != 0
    ends = np.append(begins[1:], True)
    steps = np.bincount(partner[:-1][~ends[:-1]] * partners + partner[1:][~begins[1:]], minlength=partners**2).astype(np.float64)
    last, good = partner[ends], attained[ends]
    return Chain(np.bincount(partner[begins], minlength=partners).astype(np.float64), steps.reshape(partners, partners),
                 np.bincount(last[good], minlength=partners).astype(np.float64), np.bincount(last[~good],
                                                                      minlength=partners).astype(np.float64))


def removal(found: Chain) -> Floats:
    """Share of the chain's attained customers that is lost without each partner, float64[p]; NaN where nobody attains.

    By the fundamental matrix N = (I - Q)^-1 (Kemeny & Snell 1960): a customer comes by partner i with chance (start N)_i / N_ii and attains
    from there with chance (N r)_i.

    >>> one = chain(np.array([0, 0, 1, 2]), np.array([0, 1, 0, 1]), np.array([True, True, False, True]), 2)
    >>> removal(one).round(3).tolist()
    [0.5, 1.0]
    """
    whole = found.through.sum(axis=1) + found.attained + found.lost
    safe = np.where(whole > 0, whole, 1.0)
    reach = np.linalg.inv(np.eye(len(whole)) - found.through / safe[:, None])
    begins = found.start / max(found.start.sum(), 1.0)
    onward = reach @ (found.attained / safe)
    attained = float(begins @ onward)
    if attained <= 0:
        return np.full(len(whole), np.nan)
    return np.asarray(np.clip(begins @ reach / np.diag(reach) * onward / attained, 0.0, 1.0), np.float64)


def removal_intervals(customer: Whole, partner: Whole, attained: NDArray[np.bool_], group: Whole, partners: int,
                      level: float) -> tuple[Floats, Floats, Floats]:
    """Removal effects with intervals that leave out each of ``GROUPS`` groups of customers once: value, low, high, float64[p] each.

    ``group``: of the customer of each use, 0 to GROUPS - 1.
    """
    parts = []
    for one in range(GROUPS):
        here = group == one
        parts.append(chain(customer[here], partner[here], attained[here], partners))
    whole = Chain(*(np.sum([getattr(part, name) for part in parts], axis=0) for name in ("start", "through", "attained", "lost")))
    value = removal(whole)
    again = np.array([removal(whole - part) for part in parts if part.start.any()])
    if len(again) < 2:
        return value, np.zeros(partners), np.ones(partners)
    n = len(again)
    spread = np.sqrt((n - 1) / n * ((again - again.mean(axis=0)) ** 2).sum(axis=0))
    reach = quantiles.student((1 + level) / 2, n - 1) * spread
    return value, np.clip(value - reach, 0.0, 1.0), np.clip(value + reach, 0.0, 1.0)
