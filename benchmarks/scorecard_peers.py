"""Figures beside other implementations: `python -m benchmarks.scorecard_peers` prints the section.

scipy is always there; statsmodels and lifelines are compared where they are installed (`make bench` installs them), else it is said.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from benchmarks.measure import table, timed
from lifeworld.goals.core.completion import DONE, OPEN, completion
from lifeworld.goals.core.in_range import wilson
from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.alignment.gradient import gradient
from lifeworld.scorecard.core.alignment.ranks import spearman, tau_b, weighted_tau
from lifeworld.scorecard.core.effects import complier, effect, superiority
from lifeworld.scorecard.core.effects.times import _area, not_done
from lifeworld.scorecard.core.presence.entropy import entropy
from lifeworld.scorecard.core.values import Asked

ROUNDS, PARTNERS, REPLICATES = 200, 1000, 400
ONCE = Asked(looks="once")
Worst = dict[str, float]


def ranks() -> list[list[str]]:
    """Rank coefficients beside scipy's: the largest difference with and without ties, and a bootstrap's worth of rows."""
    rng, rows = np.random.default_rng(1), []
    beside: tuple[tuple[str, Callable[..., Any], Callable[..., Any]], ...] = (
        ("Kendall's tau-b", tau_b, stats.kendalltau), ("weighted tau", weighted_tau, stats.weightedtau),
        ("Spearman's rho", spearman, stats.spearmanr))
    x, y = rng.normal(size=(REPLICATES, PARTNERS)), rng.normal(size=(REPLICATES, PARTNERS))
    for name, ours, theirs in beside:
        worst = 0.0
        for _ in range(ROUNDS):
            n, kinds = int(rng.integers(5, 60)), int(rng.integers(2, 30))
            a, b = rng.integers(0, kinds, n).astype(float), rng.integers(0, kinds, n).astype(float)
            if len(set(a)) > 1 and len(set(b)) > 1:
                worst = max(worst, abs(float(ours(a, b)[0]) - float(theirs(a, b).statistic)))
        mine = timed(lambda of=ours: of(x, y), 2).best  # type: ignore[misc]
        peer = timed(lambda of=theirs: [of(a, b) for a, b in zip(x[:40], y[:40], strict=True)], 1).best * REPLICATES / 40  # type: ignore[misc]
        rows.append([name, "scipy", f"{worst:.1e}", f"{mine:.2f} s", f"{peer:.2f} s"])
    return rows


def studies(seed: int) -> Iterator[tuple[pl.DataFrame, dict[str, np.ndarray]]]:
    """Random studies of 40 to 400 customers: offered by chance, used by some, a value, one from before, and days to done."""
    rng = np.random.default_rng(seed)
    for _ in range(ROUNDS // 4):
        n = int(rng.integers(80, 400))
        offered, willing = rng.random(n) < 0.5, rng.random(n)
        rows = {"offered": offered, "used": np.where(offered, willing < 0.7, willing < 0.2).astype(float), "before": rng.normal(50, 10, n)}
        rows["value"] = np.round(0.6 * rows["before"] + 3 * rows["used"] + rng.normal(0, 8, n))
        yield pl.DataFrame({"customer": np.arange(n), "household": pl.Series([None] * n, dtype=pl.Int64),
                            "arm": np.where(offered, "served", "held"), "used": rows["used"], "before": rows["before"],
                            "value": rows["value"]}), rows


def worse(kept: Worst, name: str, ours: float | Figure, theirs: float) -> None:
    """Keep the largest difference of a name."""
    value = ours.value if isinstance(ours, Figure) else ours
    kept[name] = max(kept.get(name, 0.0), np.inf if value is None else abs(value - theirs))


def simple() -> list[list[str]]:
    """Probability of superiority and entropy beside scipy."""
    kept: Worst = {}
    for frame, rows in studies(4):
        chance = stats.mannwhitneyu(rows["value"][rows["offered"]], rows["value"][~rows["offered"]]).statistic / (
            rows["offered"].sum() * (~rows["offered"]).sum())
        worse(kept, "probability of superiority", superiority(frame, name="s", asked=ONCE, query="q"), float(chance))
        counts = np.bincount(np.abs(rows["value"]).astype(int) % 11).astype(float)
        worse(kept, "entropy of starting points", float(entropy(counts)), float(stats.entropy(counts)))
    return [[name, "scipy", f"{most:.1e}", "", ""] for name, most in kept.items()]


def regression() -> list[list[str]]:
    """Effects beside least squares and two stages of it, the gradient beside one column a partner and a month, Wilson's interval."""
    import statsmodels.api as sm
    from statsmodels.sandbox.regression.gmm import IV2SLS
    from statsmodels.stats.proportion import proportion_confint

    kept: Worst = {}
    for frame, rows in studies(5):
        one, arm = np.ones(frame.height), rows["offered"].astype(float)
        found = effect(frame, name="e", unit="T", asked=ONCE, query="q")
        worse(kept, "effect of being served", found.difference, float(sm.OLS(rows["value"], np.column_stack([one, arm])).fit().params[1]))
        worse(kept, "the same, adjusted for before (CUPED)", found.adjusted,
              float(sm.OLS(rows["value"], np.column_stack([one, arm, rows["before"]])).fit().params[1]))
        theirs = IV2SLS(rows["value"], np.column_stack([one, rows["used"]]), np.column_stack([one, arm])).fit()
        worse(kept, "effect on compliers", complier(frame, name="c", unit="", asked=ONCE, query="q").effect, float(theirs.params[1]))
        done, n = int(rows["used"].sum()), frame.height
        for ours, other in zip(wilson(done / n, n, 0.9), proportion_confint(done, n, 0.1, "wilson"), strict=True):
            worse(kept, "interval of a share (Wilson)", ours, float(other))
    rng = np.random.default_rng(2)
    for _ in range(20):
        who, when = np.repeat(np.arange(20), 6), np.tile(np.arange(6), 20)
        busy, good = rng.poisson(30, 120).astype(float), rng.poisson(10, 120).astype(float)
        y = 3 * good + 0.5 * busy + 10 * who + 5 * when + rng.normal(0, 20, 120)
        slope = gradient(who, when, y, good, busy, 0.9, seed=1, replicates=5).slope
        levels = np.column_stack([who[:, None] == np.arange(20), when[:, None] == np.arange(1, 6)])
        fitted = sm.OLS(y, np.column_stack([good, busy, levels])).fit()
        worse(kept, "incentive gradient", slope[0] if slope else np.inf, float(fitted.params[0]))
    return [[name, "statsmodels", f"{most:.1e}", "", ""] for name, most in kept.items()]


def survival() -> list[list[str]]:
    """Curves to done with their log-log interval, and restricted mean days, beside lifelines."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    rng, kept = np.random.default_rng(3), Worst()
    for _ in range(ROUNDS // 4):
        days, gone = np.ceil(rng.exponential(300, 80)), rng.random(80) < 0.6
        found = completion(days, np.where(gone, DONE, OPEN)).done
        theirs = KaplanMeierFitter(alpha=0.1).fit(days, gone)
        curve = theirs.survival_function_at_times(found.days).to_numpy()
        worse(kept, "time to done, curve", float(np.abs(1 - found.value - curve).max()), 0)
        band = theirs.confidence_interval_survival_function_.loc[found.days].to_numpy()
        known = np.isfinite(found.low) & np.isfinite(found.high)
        ends = np.abs(np.stack([1 - found.high, 1 - found.low], axis=1)[known] - band[known])
        worse(kept, "time to done, interval", float(ends.max()), 0)
        worse(kept, "days to done (restricted mean)", _area(not_done(days, np.where(gone, DONE, OPEN)), 200.0)[0],
              float(restricted_mean_survival_time(theirs, 200.0)))
    return [[name, "lifelines", f"{most:.1e}", "", ""] for name, most in kept.items()]


def report() -> str:
    """The table of peers."""
    rows = ranks() + simple()
    for peer, of in (("statsmodels", regression), ("lifelines", survival)):
        rows += of() if importlib.util.find_spec(peer) else [[f"({peer} is not installed: not compared)", peer, "", "", ""]]
    return "\n\n".join((f"Times are of {REPLICATES} rows of {PARTNERS:,} partners, as a bootstrap needs them.",
                        table(["figure", "beside", "largest difference", "time here", "time there"], rows)))


if __name__ == "__main__":
    print(report())
