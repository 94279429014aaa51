"""How often the intervals of goals hold the truth: time in range, T, completion, opportunity. `python -m benchmarks.goals [N]`."""

from __future__ import annotations

import sys

import numpy as np
import polars as pl

from benchmarks.measure import table
from lifeworld.goals.core.attainment import customer_mean
from lifeworld.goals.core.completion import DONE, GIVEN_UP, OPEN, completion
from lifeworld.goals.core.in_range import mean_interval, range_share, wilson
from lifeworld.goals.core.opportunity import COLUMNS, opportunities

STUDIES = 1000
LEVELS = np.array([-2.0, -1, 0, 1, 2])
SHARES = (0.3, 0.5, 0.8, 0.95)
CORRELATIONS = (0.0, 0.3, 0.6)


def days_in_and_out(rng: np.random.Generator, n: int, share: float, r: float) -> np.ndarray:
    """A chain of days in range whose long-run share and lag-1 correlation are known."""
    inside = np.empty(n, np.bool_)
    chance = rng.random(n)
    for day in range(n):
        inside[day] = chance[day] < (share if day == 0 else share + r * (inside[day - 1] - share))
    return inside


def ranges(studies: int) -> str:
    """Time in range against Wilson's interval that takes every day for independent; a fifth of the days is not known."""
    rng, rows = np.random.default_rng(1), []
    for n in (14, 28, 90):
        for r in CORRELATIONS:
            held = np.zeros((len(SHARES), 2))
            for at, share in enumerate(SHARES):
                for _ in range(studies):
                    inside, known = days_in_and_out(rng, n, share, r), rng.random(n) < 0.8
                    found = range_share(np.flatnonzero(known), inside[known], 0, n - 1)
                    if found.share is None:
                        continue
                    low, high = wilson(found.share, found.n_known)
                    held[at] += (found.low <= share <= found.high, low <= share <= high)
            rows.append([str(n), str(r), *(f"{each:.2f}" for each in held[:, 0] / studies), f"{held[:, 0].mean() / studies:.3f}",
                         f"{held[:, 1].mean() / studies:.3f}"])
    return table(["days", "correlation of neighbours", *(f"share {share}" for share in SHARES), "all", "days taken for independent"], rows)


def means(studies: int) -> str:
    """The mean of daily values, and the mean T over customers."""
    rng, rows = np.random.default_rng(2), []
    for n in (14, 28, 90):
        for r in CORRELATIONS:
            held = 0
            for _ in range(studies):
                noise = rng.normal(size=n)
                for day in range(1, n):
                    noise[day] = r * noise[day - 1] + np.sqrt(1 - r * r) * noise[day]
                low, high = mean_interval(np.arange(n), 5 + noise)
                held += low <= 5 <= high
            rows.append([f"mean of {n} daily values, correlation {r}", str(n), f"{held / studies:.3f}"])
    for n in (30, 60, 200):
        for name, weights in (("even", [0.1, 0.2, 0.4, 0.2, 0.1]), ("skewed", [0.02, 0.03, 0.05, 0.2, 0.7])):
            truth, held = 50 + 10 * float(LEVELS @ np.array(weights)), 0
            for _ in range(studies):
                t = 50 + 10 * rng.choice(LEVELS, n, p=weights)
                found = customer_mean(pl.Series(rng.permutation(1_000_000)[:n]), t, "T", bounds=(0, 100))
                held += found.low <= truth <= found.high
            rows.append([f"mean T over customers, {name} levels", str(n), f"{held / studies:.3f}"])
    return table(["figure", "n", "holds the truth"], rows)


def ends(rng: np.random.Generator, customers: int, each: int, shared: float) -> tuple[np.ndarray, ...]:
    """Days, ends and customers of goals done at rate 1/40 and given up at 1/120, looked at for 20 to 120 days; customers differ in pace."""
    whose = np.repeat(np.arange(customers), each)
    pace = np.where(rng.random(customers) < 0.5, 1 + shared, 1 - shared)[whose]
    n = len(whose)
    done, gone, seen = rng.exponential(40 / pace), rng.exponential(120, n), rng.uniform(20, 120, n)
    end = np.where((seen < done) & (seen < gone), OPEN, np.where(done < gone, DONE, GIVEN_UP))
    return np.minimum(np.minimum(done, gone), seen), end, whose


def curves(studies: int) -> str:
    """Curves at day 30 and the median; the truth is that of the mixture of paces."""
    rng, rows = np.random.default_rng(3), []
    for customers, each, shared in ((40, 1, 0.0), (100, 1, 0.0), (60, 4, 0.8)):
        paces = np.array([1 + shared, 1 - shared]) / 40
        rate = paces + 1 / 120
        truth = float(1 - np.exp(-30 * paces).mean()), float((paces / rate * (1 - np.exp(-30 * rate))).mean())
        grid = np.linspace(0, 400, 400_001)
        middle = float(grid[np.argmax(1 - np.exp(-grid[:, None] * paces).mean(axis=1) >= 0.5)])
        held, medians, naive = np.zeros(2), [], 0
        for _ in range(studies):
            days, end, whose = ends(rng, customers, each, shared)
            found = completion(days, end, whose)
            at = int(np.searchsorted(found.done.days, 30, side="right")) - 1
            held += [curve.low[at] <= true <= curve.high[at] for curve, true in zip((found.done, found.done_of_all), truth, strict=True)]
            alone = completion(days, end).done
            naive += alone.low[at] <= truth[0] <= alone.high[at]
            if found.median.value is not None:
                medians.append(found.median.low <= middle <= found.median.high)
        rows.append([str(customers), str(each), *(f"{one / studies:.3f}" for one in held), f"{naive / studies:.3f}",
                     f"{np.mean(medians):.3f} of {len(medians):,}"])
    return table(["customers", "goals each", "done by day 30", "done of all by day 30", "done, goals taken for customers", "median"], rows)


def needs(studies: int) -> str:
    """Opportunity, where satisfaction goes with importance."""
    rng, rows = np.random.default_rng(4), []
    for n in (30, 100):
        for important, satisfied in ((0.9, 0.3), (0.6, 0.6), (0.97, 0.05)):
            both = important * satisfied
            cells = np.array([both, important - both, satisfied - both, 1 - important - satisfied + both])
            truth, held = 10 * (important + max(important - satisfied, 0)), 0
            for _ in range(studies):
                drawn = rng.choice(4, n, p=cells)
                frame = pl.DataFrame({"customer": np.arange(n).astype(str), "outcome": "x", "importance": np.where(drawn < 2, 5, 2),
                                      "satisfaction": np.where((drawn == 0) | (drawn == 2), 4, 1)}).select(COLUMNS)
                found = opportunities(frame).all[0].opportunity
                held += found.low <= truth <= found.high
            rows.append([str(n), str(important), str(satisfied), f"{truth:.1f}", f"{held / studies:.3f}"])
    return table(["customers", "important", "satisfied", "opportunity", "holds the truth"], rows)


def report(studies: int = STUDIES) -> str:
    """All tables."""
    return "\n\n".join((
        f"How often intervals of 90 % hold the truth, in {studies:,} simulated studies a cell.",
        "Time in range, a fifth of the days not known:", ranges(studies), "Means:", means(studies),
        "Time until done; where customers have several goals, half of them are nine times as fast as the others:", curves(studies),
        "Opportunity:", needs(studies)))


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES))
