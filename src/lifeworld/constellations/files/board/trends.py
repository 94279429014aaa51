"""Which trends are shown: those with a wave outside its limits, and the main measures; the others are counted."""

from __future__ import annotations

from lifeworld.constellations.core.comparison.values import Comparison, Trend
from lifeworld.constellations.core.study import SIZE, type_share_key
from lifeworld.constellations.files.report.words import TYPES

MAIN = frozenset((*(type_share_key(kind.key) for kind in TYPES), SIZE))
"""Measures whose trend is shown although nothing lies outside: the types and the number of actors."""


def trends_shown(comparison: Comparison) -> tuple[Trend, ...]:
    """Trends that matter: any with a wave outside first, then the main measures; a trend without limits is none."""
    known = [trend for trend in comparison.trends if trend.centre is not None]
    return tuple([trend for trend in known if any(trend.outside)]
                 + [trend for trend in known if not any(trend.outside) and trend.key in MAIN])


def trends_left(comparison: Comparison, n_shown: int) -> str:
    """What is said of the trends that are not shown; empty where all are."""
    known = [trend for trend in comparison.trends if trend.centre is not None]
    if not known:
        return "Control limits need three waves with enough customers." if comparison.by == "wave" and comparison.trends else ""
    n_left, n_unknown = len(known) - n_shown, len(comparison.trends) - len(known)
    n_outside = max(sum(any(trend.outside) for trend in known) - n_shown, 0)
    said = []
    if n_left > 0:
        where = f"{n_outside:,} of them with a wave outside its limits" if n_outside else "none of them with a wave outside its limits"
        said.append(f"{n_left:,} more trend{'s are' if n_left != 1 else ' is'} in the workbook, {where}.")
    if n_unknown:
        measures = f"{n_unknown:,} measure{'s' * (n_unknown != 1)}"
        said.append(f"For {measures} fewer than three waves have enough customers, so there are no limits.")
    return " ".join(said)
