"""Figures beside other implementations: `python -m benchmarks.scorecard_peers` prints the section.

scipy is always there; statsmodels and lifelines are compared where they are installed, and left out where they are not.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from benchmarks.measure import table, timed
from lifeworld.goals.core.completion import DONE, OPEN, completion
from lifeworld.scorecard.core.alignment.gradient import gradient
from lifeworld.scorecard.core.alignment.ranks import spearman, tau_b, weighted_tau

ROUNDS, PARTNERS, REPLICATES = 200, 1000, 400


def ranks() -> list[list[str]]:
    """Rank coefficients beside scipy's: the largest difference with and without ties, and a bootstrap's worth of rows."""
    rng, rows = np.random.default_rng(1), []
    beside: tuple[tuple[str, Callable[..., Any], Callable[..., Any]], ...] = (
        ("Kendall's tau-b", tau_b, stats.kendalltau), ("weighted tau", weighted_tau, stats.weightedtau), ("Spearman's rho", spearman,
                                                                      stats.spearmanr))
    x, y = rng.normal(size=(REPLICATES, PARTNERS)), rng.normal(size=(REPLICATES, PARTNERS))
    for name, ours, theirs in beside:
        worst = 0.0
        for _ in range(ROUNDS):
            n, kinds = int(rng.integers(5, 60)), int(rng.integers(2, 30))
            a, b = rng.integers(0, kinds, n).astype(float), rng.integers(0, kinds, n).astype(float)
            if len(set(a)) > 1 and len(set(b)) > 1:
                worst = max(worst, abs(float(ours(a, b)[0]) - float(theirs(a, b).statistic)))
        mine = timed(lambda of=ours: of(x, y), 2).best  # type: ignore[misc]
        # type: ignore[misc]
        peer = timed(lambda of=theirs: [of(a, b) for a, b in zip(x[:40], y[:40], strict=True)], 1).best * REPLICATES / 40
        rows.append([name, "scipy", f"{worst:.1e}", f"{mine:.2f} s", f"{peer:.2f} s"])
    return rows


def regression() -> list[list[str]]:
    """The incentive gradient beside statsmodels' least squares with a column for each partner."""
    import statsmodels.api as sm

    rng, worst = np.random.default_rng(2), 0.0
    for _ in range(20):
        who = np.repeat(np.arange(20), 6)
        n, good = rng.poisson(30, 120).astype(float), rng.poisson(10, 120).astype(float)
        y = 3 * good + 0.5 * n + 10 * who + rng.normal(0, 20, 120)
        found = gradient(who, y, good, n, 0.9, seed=1, replicates=5)
        theirs = sm.OLS(y, np.column_stack([good, n, (who[:, None] == np.arange(20)).astype(float)])).fit()
        worst = max(worst, abs(found.slope[0] - float(theirs.params[0]))) if found.slope else np.inf
    return [["incentive gradient", "statsmodels", f"{worst:.1e}", "", ""]]


def survival() -> list[list[str]]:
    """How long partners stay beside lifelines' Kaplan-Meier estimate and its log-log interval."""
    from lifelines import KaplanMeierFitter

    rng, value, ends = np.random.default_rng(3), 0.0, 0.0
    for _ in range(20):
        days, gone = np.ceil(rng.exponential(300, 80)), rng.random(80) < 0.6
        found = completion(days, np.where(gone, DONE, OPEN)).done
        theirs = KaplanMeierFitter(alpha=0.1).fit(days, gone)
        value = max(value, float(np.abs(1 - found.value - theirs.survival_function_at_times(found.days).to_numpy()).max()))
        band = theirs.confidence_interval_survival_function_.loc[found.days].to_numpy()
        known = np.isfinite(found.low) & np.isfinite(found.high)
        ends = max(ends, float(np.abs(np.stack([1 - found.high, 1 - found.low], axis=1)[known] - band[known]).max()))
    return [["partners staying, curve", "lifelines", f"{value:.1e}", "", ""], ["partners staying, interval", "lifelines", f"{ends:.1e}",
                                                                      "", ""]]


def report() -> str:
    """The table of peers."""
    rows = ranks()
    for peer, of in (("statsmodels", regression), ("lifelines", survival)):
        if importlib.util.find_spec(peer):
            rows += of()
        else:
            rows.append([f"({peer} is not installed)", peer, "", "", ""])
    return "\n\n".join((f"Times are of {REPLICATES} rows of {PARTNERS:,} partners, as a bootstrap needs them.",
                        table(["figure", "beside", "largest difference", "time here", "time there"], rows)))


if __name__ == "__main__":
    print(report())
