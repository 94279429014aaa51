"""How often somebody served does better than somebody held: P(X < Y) + P(X = Y) / 2, with an interval.

The probability of superiority (Mann & Whitney 1947, doi 10.1214/aoms/1177730491) needs no unit and hangs on no outlier. Its spread comes
from placements (Brunner & Munzel 2000, Biometrical Journal 42), summed over households; the interval is on the logit scale.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects.attrition import KNOWN, UNLIKE, unlike, with_known
from lifeworld.scorecard.core.effects.cells import Cells, Floats, cells, spread
from lifeworld.scorecard.core.effects.intervals import MEASURED_AGAIN, Looking, arms_needed, looked, printed, reach
from lifeworld.scorecard.core.effects.values import Better
from lifeworld.scorecard.core.values import ARM_MIN, Asked


def superiority(frame: pl.DataFrame, *, name: str, asked: Asked, query: str, better: Better = "more",
                looking: Looking = MEASURED_AGAIN) -> Figure:
    """The probability that a customer served does better than one held: a frame as of ``effect``; .5 is no difference.

    Without a number where the outcome is known of unlike shares of the two arms.

    >>> who = [f"c{i:02}" for i in range(80)]
    >>> rows = pl.DataFrame({"customer": who, "arm": ["held", "served"] * 40, "value": [float(i // 2 % 4 + i % 2) for i in range(80)]})
    >>> superiority(rows, name="better", asked=Asked(), query="example").value
    0.71875
    """
    every = cells(with_known(frame, "value"), ("value", KNOWN))
    units = every.only(np.isfinite(every["value"]))
    held, served = units.arms()
    why = (UNLIKE,) if unlike(every) else ()
    if min(held, served) < 2:
        return superior(0.5, np.zeros(len(units)), units, name=name, asked=asked, query=query, looking=looking, why=why)
    value = units["value"] if better == "more" else -units["value"]
    low, high = placements(value[units.served], value[~units.served]), placements(value[~units.served], value[units.served])
    chance = float(low.mean())
    influence = np.empty(len(units))
    influence[units.served] = (low - chance) / served
    influence[~units.served] = (1 - high - chance) / held
    return superior(chance, influence, units, name=name, asked=asked, query=query, looking=looking, why=why)


def placements(values: Floats, others: Floats) -> Floats:
    """The share of others below each value, equal ones by half.

    >>> placements(np.array([1., 2.]), np.array([1., 1., 3.])).round(2).tolist()
    [0.33, 0.67]
    """
    ordered = np.sort(others)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / (2 * len(ordered))


def superior(chance: float, influence: Floats, units: Cells, *, name: str, asked: Asked, query: str, looking: Looking = MEASURED_AGAIN,
             n: int | None = None, why: tuple[str, ...] = (), how: str = "probability of superiority from placements") -> Figure:
    """The figure of a probability with the influence of each unit on it, float64[n]; ``why``: it cannot be printed, if anything."""
    n, few = units.n if n is None else n, min(units.arms())
    about = spread(influence[:, None], units.cluster, units.served)
    edge = 0.5 / max(few, 1)
    inner = float(np.clip(chance, edge, 1 - edge)) if few else 0.5
    se = max(about.se, edge / 2)
    half = reach(asked, about.n, about.degrees, looking) * se / (inner * (1 - inner))
    odds = np.log(inner / (1 - inner))
    low, high = (float(1 / (1 + np.exp(-end))) for end in (odds - half, odds + half))
    warnings = why + (() if few >= ARM_MIN else (f"At least {ARM_MIN} customers are needed in each of the two arms.",))
    return printed(name, chance, min(low, chance), max(high, chance), asked=asked, query=query, unit="share", n=n, warnings=warnings,
                   enough=not warnings, n_needed=arms_needed(n, few),
                   method=f"{how}; interval on the logit scale; {looked(asked, looking)}")
