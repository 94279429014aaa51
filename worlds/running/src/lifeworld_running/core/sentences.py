"""What can be said of a change over time, as a whole sentence: a direction with its interval, or that it is not yet distinguishable."""

from __future__ import annotations

import math

from lifeworld_running.core.words import MILE_KM

PER = {"km": 1.0, "mile": MILE_KM}


def pace_sentence(what: str, change: tuple[float, float, float], n: int, *, level: float = 0.95, n_needed: int = 6,
                  unit: str = "km") -> str:
    """How a pace goes with the date. ``change``: seconds a kilometre a month and its interval, NaN where there is not enough.

    >>> pace_sentence("Pace", (-8.2, -10.4, -5.9), 30)
    'Pace: faster by 8 s/km a month (95 % interval 6 to 10; 30 runs).'
    >>> pace_sentence("Pace", (-9.0, -26.2, 7.1), 12)
    'Pace: not yet distinguishable. The 95 % interval goes from 26 s/km faster to 7 s/km slower a month (12 runs).'
    >>> pace_sentence("Pace", (float("nan"),) * 3, 2)
    'Pace: not enough to tell yet. There are 2 runs, and about 6 are needed.'
    """
    slope, low, high = (each * PER.get(unit, 1.0) for each in change)
    name = "s/mi" if unit == "mile" else "s/km"
    runs = f"{n} run{'' if n == 1 else 's'}"
    if not math.isfinite(slope):
        if n < n_needed:
            return f"{what}: not enough to tell yet. There {'is' if n == 1 else 'are'} {runs}, and about {n_needed} are needed."
        return f"{what}: not enough to tell yet, because all {runs} are of one day."
    share = f"{100 * level:.0f} % interval"
    if low > 0 or high < 0:
        small, great = sorted((abs(low), abs(high)))
        digits = 0 if round(small) else 1
        return (f"{what}: {'faster' if slope < 0 else 'slower'} by {abs(slope):.{digits}f} {name} a month"
                f" ({share} {small:.{digits}f} to {great:.{digits}f}; {runs}).")
    return f"{what}: not yet distinguishable. The {share} goes from {_way(low, name)} to {_way(high, name)} a month ({runs})."


def _way(value: float, name: str) -> str:
    digits = 1 if 0 < abs(value) < 1 else 0
    return f"{abs(value):.{digits}f} {name} {'faster' if value < 0 else 'slower'}"
