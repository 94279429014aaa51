"""Whether two arms are alike: differences in standard deviations (Austin 2009, doi 10.1002/sim.3697)."""

from __future__ import annotations

import math

from lifeworld.audiences.core.values import ArmBalance


def of_shares(name: str, n_held_with: int, n_held: int, n_served_with: int, n_served: int) -> ArmBalance:
    """The share of customers with a property in both arms; None where an arm has nobody.

    >>> found = of_shares("city: Ulm", 5, 10, 40, 100)
    >>> round(found.difference, 2), round(found.standardised, 3)
    (0.1, 0.202)
    """
    held = n_held_with / n_held if n_held else None
    served = n_served_with / n_served if n_served else None
    spread = [share * (1 - share) for share in (held, served) if share is not None]
    return _beside(name, held, served, spread, n_held, n_served)


def of_means(name: str, held: tuple[int, float | None, float | None], served: tuple[int, float | None, float | None]) -> ArmBalance:
    """The mean of an indicator in both arms, each (n customers with a value, mean, sd); customers without a value count in neither.

    >>> of_means("pace", (10, 5.5, 1.0), (90, 5.0, 1.0)).standardised
    0.5
    """
    spread = [sd * sd for _, _, sd in (held, served) if sd is not None]
    return _beside(name, held[1], served[1], spread, held[0], served[0])


def _beside(name: str, held: float | None, served: float | None, spread: list[float], n_held: int, n_served: int) -> ArmBalance:
    if held is None or served is None:
        return ArmBalance(name, held, served, None, None, n_held, n_served)
    pooled = math.sqrt(sum(spread) / 2) if len(spread) == 2 else 0.0
    return ArmBalance(name, held, served, held - served, (held - served) / pooled if pooled else None, n_held, n_served)
