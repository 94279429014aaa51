"""Driver impact against 4,096 regressions of scikit-learn, and how often its intervals hold the truth."""

from __future__ import annotations

import sys
from functools import partial
from itertools import combinations
from math import factorial

import numpy as np
from sklearn.linear_model import LinearRegression

from benchmarks.measure import table, timed
from lifeworld.constellations.core.impact.intervals import from_zero, share_intervals
from lifeworld.constellations.core.impact.model import weigh
from lifeworld.constellations.core.impact.rows import Rows
from lifeworld.constellations.core.impact.shapley import shares_of
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import CODES

P = 12
EFFECTS = np.array([0.5, -0.4, 0.3, 0.2, 0.15, 0.1, 0, 0, 0, 0, 0, 0])
SIZES = (65, 130, 300)
STUDIES = 1000
OUTCOMES = ("rating", "yes or no")


def world(rng: np.random.Generator, n: int, effects: np.ndarray, outcome: str = "rating") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """n customers: the share of 2 to 11 statements that carry each of twelve correlated codes, and an outcome with noise."""
    lean = np.sqrt(0.75) * rng.normal(size=(n, P)) + 0.5 * rng.normal(size=(n, 1))
    talk = rng.integers(2, 12, n)
    x = rng.binomial(talk[:, None], 1 / (1 + np.exp(1 - 1.2 * lean))) / talk[:, None]
    y = 4 * x @ effects + rng.normal(size=n)
    return x, (y > np.median(y)).astype(float) if outcome == "yes or no" else y, np.log(talk)


def rows_of(x: np.ndarray, y: np.ndarray, talk: np.ndarray) -> Rows:
    """The same as rows of a study."""
    n = len(y)
    return Rows(CODES, x, y, talk, np.ones(n), np.arange(n, dtype=np.uint64), np.ones(P, np.int64), "customers", "statements")


def brute_force(x: np.ndarray, y: np.ndarray, talk: np.ndarray) -> np.ndarray:
    """Shapley shares of R2 from one scikit-learn regression for each subset of the factors."""
    worth = {}
    for size in range(P + 1):
        for subset in combinations(range(P), size):
            design = np.column_stack([talk, x[:, subset]])
            worth[subset] = LinearRegression().fit(design, y).score(design, y)
    found = np.zeros(P)
    for subset, value in worth.items():
        for column in range(P):
            if column not in subset:
                joined = tuple(sorted((*subset, column)))
                weight = factorial(len(subset)) * factorial(P - 1 - len(subset)) / factorial(P)
                found[column] += weight * (worth[joined] - value)
    return found


def ours(x: np.ndarray, y: np.ndarray, talk: np.ndarray, draws: int = 0) -> np.ndarray:
    """The same shares by elimination."""
    keys = stream_keys(0, np.arange(len(y), dtype=np.uint64))
    return shares_of(x, y, talk[:, None], np.ones(len(y)), keys, draws).plain


def speed() -> str:
    """Seconds beside the peer's."""
    rows = []
    for n in (200, 2000):
        x, y, talk = world(np.random.default_rng(0), n, EFFECTS)
        apart = float(np.abs(brute_force(x, y, talk) - ours(x, y, talk)).max())
        peer, one = timed(partial(brute_force, x, y, talk), 1), timed(partial(ours, x, y, talk), 5)
        whole = timed(partial(weigh, rows_of(x, y, talk), 0), 3)
        rows.append([f"{n:,}", f"{peer.best:.2f} s", f"{1e3 * one.best:.1f} ms", f"{peer.best / one.best:,.0f}×", f"{apart:.0e}",
                     f"{whole.best:.2f} s"])
    large = rows_of(*world(np.random.default_rng(0), 100_000, EFFECTS))
    rows.append(["100,000", "", "", "", "", f"{timed(partial(weigh, large, 0), 1).best:.2f} s"])
    return table(["customers", "scikit-learn, 4,096 regressions", "ours", "ratio", "largest difference",
                  "ours with 256 bootstraps, noise floor, signs and differences"], rows)


def covered(n: int, outcome: str, studies: int) -> list[str]:
    """One row: how often the intervals of one size of study hold the truth."""
    rng = np.random.default_rng(n)
    truth = ours(*world(rng, 400_000, EFFECTS, outcome))
    truth = np.append(truth, truth.sum())
    hits, at_zero = np.zeros(P + 1), 0.0
    for number in range(studies):
        x, y, talk = world(rng, n, EFFECTS, outcome)
        found = shares_of(x, y, talk[:, None], np.ones(n), stream_keys(number, np.arange(n, dtype=np.uint64)), 256)
        shown = from_zero(share_intervals(found))
        hits += (shown.low <= truth + 1e-6) & (truth <= shown.high)
        at_zero += float((shown.low[6:P] == 0).mean())
    share = 100 * hits / studies
    return [outcome, f"{n}", f"{share[:6].mean():.1f} % ({share[:6].min():.1f} to {share[:6].max():.1f} %)", f"{share[P]:.1f} %",
            f"{share[6:P].mean():.1f} %", f"{100 * at_zero / studies:.1f} %"]


def null_world(studies: int) -> str:
    """What stands out where nothing goes with the outcome."""
    rng, above, signed, plain = np.random.default_rng(7), 0, 0, 0
    for number in range(studies):
        rows = rows_of(*world(rng, 130, np.zeros(P)))
        found = weigh(rows, number)
        above += int(found.above_noise.sum())
        signed += int(np.abs(found.sign).sum())
        keys = stream_keys(number, rows.keys)
        raw = shares_of(rows.carried, rows.outcome, rows.talk[:, None], rows.weight, keys, 256)
        plain += int((np.quantile(raw.draws, 0.05, axis=1) > 0).sum())
    total = studies * P
    return (
        f"Null world ({studies} studies of 130 customers, {total:,} factors that go with nothing): {100 * above / total:.2f} % "
        f"stand above the noise floor, {100 * signed / total:.1f} % have a sign. Plain bootstrap intervals of plain shares lie above 0 "
        f"for {100 * plain / total:.0f} %, which is why shares are adjusted and a noise floor is shown."
    )


def report(studies: int = STUDIES) -> str:
    """The tables."""
    parts = [speed(), ""]
    rows = []
    for outcome in OUTCOMES:
        for n in SIZES:
            rows.append(covered(n, outcome, studies))
            sys.stderr.write(f"impact: coverage with {n} customers, {outcome}\n")
    parts += [f"Coverage of 90 % intervals of Shapley shares over {studies:,} simulated studies, twelve factors of which six go with "
              "the outcome:", "",
              table(["outcome", "customers", "six factors that go with it: mean (range)", "R2 of all", "six that hardly do",
                     "of those, intervals that hold 0"], rows), "", null_world(min(studies, 200))]
    return "\n".join(parts)


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES))
