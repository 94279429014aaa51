"""The difference that chance shows between those served and those held, plain and adjusted for what was known from before.

The adjustment is CUPED (Deng, Xu, Kohavi & Walker 2013, doi 10.1145/2433396.2433413): Y - theta (X - mean X) with theta = cov / var of the
time before, pooled within the arms; what is left of the variance is 1 - rho². Customers of whom nothing is known from before stay in: they
have the mean of the others and an indicator of their own, which is adjusted for in the same way, so that nobody is lost and nothing biased.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lifeworld.audiences.core.sample_size import SampleSize, customers_needed
from lifeworld.kit import quantiles
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects.attrition import KNOWN, SURELY_AFTER, UNLIKE, surely_unlike, unlike, with_known
from lifeworld.scorecard.core.effects.cells import Cells, Floats, Mask, Spread, cells, spread
from lifeworld.scorecard.core.effects.intervals import MEASURED_AGAIN, Looking, arms_needed, looked, printed, reach, shared_level, verdict
from lifeworld.scorecard.core.effects.values import Better, Effect, Verdict
from lifeworld.scorecard.core.values import ARM_MIN, Asked

WORTHWHILE_SD = 0.2
"""The smallest effect that is worth its while where nobody says another, in standard deviations of the outcome."""
POWER = 0.8
_TOO_FEW = f"At least {ARM_MIN} customers are needed in each of the two arms before anything is said of a difference."


NOT_BEFORE = ("What is given as from before is unlike in the two arms, or the same for everybody, so nothing is adjusted for it: it may be "
              "from after chance drew the arms.")


@dataclass(frozen=True, eq=False)
class Contrast:
    """A difference of arm means, with the influence of each unit on it, float64[n]."""

    value: float
    influence: Floats

    def spread(self, units: Cells) -> Spread:
        """How surely it is known."""
        return spread(self.influence[:, None], units.cluster, units.served)


def contrast(values: Floats, served: Mask) -> Contrast:
    """Mean of those served minus mean of those held.

    >>> contrast(np.array([1., 2., 5.]), np.array([False, False, True])).value
    3.5
    """
    means = values[~served].mean(), values[served].mean()
    influence = np.where(served, (values - means[1]) / served.sum(), -(values - means[0]) / (~served).sum())
    return Contrast(float(means[1] - means[0]), influence)


def adjusted_values(values: Floats, before: Floats, served: Mask) -> tuple[Floats, float]:
    """Values less what was to be expected from before, and the correlation rho with it; NaN in ``before`` is not known."""
    known = np.isfinite(before)
    mean = float(before[known].mean()) if known.any() else 0.0
    columns = np.column_stack([np.where(known, before, mean) - mean, (~known).astype(np.float64)])
    columns = columns[:, [j for j in range(2) if np.ptp(columns[:, j]) > 0]]
    inside, outcome = _within(columns, served), _within(values[:, None], served)[:, 0]
    theta = np.linalg.lstsq(inside.T @ inside, inside.T @ outcome, rcond=None)[0]
    left, whole = float(((outcome - inside @ theta) ** 2).sum()), float((outcome**2).sum())
    rho = float(np.sqrt(max(1 - left / whole, 0.0))) if whole > 0 else 0.0
    return values - (columns - columns.mean(axis=0)) @ theta, rho


def _within(values: Floats, served: Mask) -> Floats:
    """Values less the mean of their arm."""
    found = np.empty_like(values)
    for arm in (served, ~served):
        found[arm] = values[arm] - values[arm].mean(axis=0)
    return found


def effect(frame: pl.DataFrame, *, name: str, unit: str, asked: Asked, query: str, better: Better = "more",
           worthwhile: float | None = None, looking: Looking = MEASURED_AGAIN, verdicts: int = 1) -> Effect:
    """The effect of being served on ``value``: a frame of customer, household (null: alone), arm ("held" or "served"), value and before.

    A customer counts once in an arm, by her mean; households are drawn whole; who has no value is in none of the means. ``worthwhile``: the
    smallest effect that matters, in the unit of the value. ``verdicts``: of how many effects something is said together; they share the
    level (Bonferroni), so that where nothing matters, nothing is said of any. Where the outcome is known of unlike shares of the two arms,
    nothing is said at all. Figures are called ``name``, "name, adjusted for before", "name, as a share of those held" and "name, naive:
    before and after".

    >>> who = [f"c{i:03}" for i in range(200)]
    >>> rows = pl.DataFrame({"customer": who, "arm": ["held", "served"] * 100, "value": [50. + i % 2 * 5 + i // 2 % 5 for i in range(200)]})
    >>> found = effect(rows, name="effect", unit="T", asked=Asked(), query="example")
    >>> found.difference.value, found.verdict
    (5.0, 'found')
    """
    everybody = cells(with_known(frame, "value"), ("value", "before", KNOWN))
    units = everybody.only(np.isfinite(everybody["value"]))
    held, served = units.arms()
    lopsided = unlike(everybody)
    warnings: tuple[str, ...] = (UNLIKE,) if lopsided else ()
    enough = min(held, served) >= ARM_MIN
    if not enough:
        warnings += (_TOO_FEW,)
    draft = _Draft(name, unit, asked, query, looking, units, enough, warnings, n_needed=arms_needed(units.n, min(held, served)))
    if min(held, served) < 2:
        nothing = [draft.nothing(each) for each in ("", ", adjusted for before", ", as a share of those held")]
        return Effect(nothing[0], nothing[1], nothing[2], None, held, served, None, "unknown", worthwhile, 0.0, 0.0, 1.0, warnings,
                      _words("unknown", 0.0, better), lopsided)
    plain, adjusted, rho = draft.contrasts()
    sd = float(np.sqrt((_within(units["value"][:, None], units.served) ** 2).sum() / max(held + served - 2, 1)))
    small = WORTHWHILE_SD * sd if worthwhile is None else worthwhile
    alike, together = household_likeness(units)
    enough_for = needed(small, sd, held / (held + served), rho, together, alike, asked, looking)
    if not enough and enough_for is not None:
        draft = replace(draft, n_needed=max(draft.n_needed or 0, enough_for.n))
    best = adjusted or plain
    figures = (draft.figure("", plain, "difference of means"), draft.adjusted(adjusted), draft.relative(best, plain))
    shown = figures[1] if figures[1].enough else figures[0]
    sure = draft.among(verdicts).figure("", best, "")
    said = "unknown" if lopsided or not sure.enough else verdict(sure, small) if small > 0 else "silent"
    return Effect(*figures, draft.naive(), held, served, enough_for, said, small, rho, alike, together, warnings,
                  UNLIKE if lopsided else _words(said, shown.value or 0.0, better), lopsided)


@dataclass(frozen=True, eq=False)
class _Draft:
    """What the figures of one effect have in common."""

    name: str
    unit: str
    asked: Asked
    query: str
    looking: Looking
    units: Cells
    enough: bool
    warnings: tuple[str, ...]
    by: str = "arms by chance"
    n_needed: int | None = None

    def among(self, verdicts: int) -> _Draft:
        """The same at the level that is left to each of so many verdicts."""
        return replace(self, asked=shared_level(self.asked, verdicts))

    def nothing(self, tail: str, *why: str) -> Figure:
        return printed(self.name + tail, np.nan, np.nan, np.nan, asked=self.asked, query=self.query, method="", n=self.units.n,
                       unit=self.unit, warnings=self.warnings + why, n_needed=self.n_needed)

    def contrasts(self) -> tuple[Contrast, Contrast | None, float]:
        """Plain, adjusted where enough is known from before in both arms and that is alike in them, and the correlation with before."""
        values, before, served = self.units["value"], self.units["before"], self.units.served
        plain, known = contrast(values, served), np.isfinite(before)
        if min((known & served).sum(), (known & ~served).sum()) < ARM_MIN or np.ptp(before[known]) == 0:
            return plain, None, 0.0
        if surely_unlike(before[known], self.units.only(known), SURELY_AFTER):
            return plain, None, 0.0
        less, rho = adjusted_values(values, before, served)
        return plain, contrast(less, served), rho

    def figure(self, tail: str, found: Contrast, how: str, unit: str | None = None) -> Figure:
        """A contrast with its interval."""
        about = found.spread(self.units)
        half = reach(self.asked, about.n, about.degrees, self.looking) * about.se
        together = f"; {about.n:,} households drawn whole" if about.n < self.units.n else ""
        return printed(self.name + tail, found.value, found.value - half, found.value + half, asked=self.asked, query=self.query,
                       method=f"{how}, {self.by}{together}; {looked(self.asked, self.looking)}", n=self.units.n,
                       unit=self.unit if unit is None else unit, enough=self.enough, warnings=self.warnings, n_needed=self.n_needed)

    def adjusted(self, found: Contrast | None) -> Figure:
        tail = ", adjusted for before"
        if found is None:
            known = np.isfinite(self.units["before"])
            few = min((known & self.units.served).sum(), (known & ~self.units.served).sum()) < ARM_MIN
            return self.nothing(tail, f"What was before is known of fewer than {ARM_MIN} customers of an arm, so nothing is adjusted."
                                if few else NOT_BEFORE)
        return self.figure(tail, found, "difference of means adjusted for what was before (CUPED, theta pooled within arms)")

    def relative(self, found: Contrast, plain: Contrast, whose: str = "those held") -> Figure:
        """The effect divided by the mean of those held, by the delta method."""
        served, tail = self.units.served, f", as a share of {whose}"
        base = float(self.units["value"][~served].mean())
        own = np.where(served, 0.0, -plain.influence)
        surely = spread(own[:, None], self.units.cluster, served).se
        if not base > 3 * surely:
            return self.nothing(tail, f"The mean of {whose} is not surely above 0, so there is no share of it.")
        influence = found.influence / base - found.value / base**2 * own
        return self.figure(tail, Contrast(found.value / base, influence), f"difference divided by the mean of {whose}", "share")

    def naive(self) -> Figure | None:
        """Change of those served since before: what is told where nobody was held."""
        values, before, served = self.units["value"], self.units["before"], self.units.served
        both = served & np.isfinite(before)
        if both.sum() < ARM_MIN:
            return None
        change = (values - before)[both]
        about = spread(((change - change.mean()) / len(change))[:, None], self.units.cluster[both], served[both])
        half = reach(self.asked, about.n, about.degrees, self.looking) * about.se
        return printed(f"{self.name}, naive: before and after", float(change.mean()), float(change.mean()) - half,
                       float(change.mean()) + half, asked=self.asked, query=self.query, n=int(both.sum()), unit=self.unit,
                       method=f"mean change of those served since before; {looked(self.asked, self.looking)}", n_min=ARM_MIN,
                       warnings=("This is no effect: whatever else changed in the time is in it.",))


def naive_difference(frame: pl.DataFrame, *, name: str, unit: str, asked: Asked, query: str, by: str,
                     looking: Looking = MEASURED_AGAIN) -> tuple[Figure, Figure] | None:
    """A comparison that chance did not make: the difference, and as a share of the mean of the others; None where too few are compared.

    The frame is as of ``effect``, with arm "served" for those of interest and "held" for the others; ``by``: who they are, in words.
    """
    every = cells(frame, ("value",))
    units = every.only(np.isfinite(every["value"]))
    if min(units.arms()) < ARM_MIN:
        return None
    why = ("Chance did not decide who is who: the difference may be of the people.",)
    draft = _Draft(name, unit, asked, query, looking, units, True, why, by)
    plain = contrast(units["value"], units.served)
    return draft.figure("", plain, "difference of means"), draft.relative(plain, plain, "those others")


def household_likeness(units: Cells) -> tuple[float, float]:
    """How alike customers of one household and arm are (intra-cluster correlation by analysis of variance), and how many go together."""
    groups = units.cluster * 2 + units.served
    size = np.bincount(groups).astype(np.float64)
    n, k = len(groups), int((size > 0).sum())
    together = float((size**2).sum() / n)
    if together - 1 < 1e-9 or k < 3:
        return 0.0, max(together, 1.0)
    off = _within(units["value"][:, None], units.served)[:, 0]
    mean = np.bincount(groups, off) / np.maximum(size, 1)
    between = float((size * mean**2).sum()) / max(k - 2, 1)
    inside = float(((off - mean[groups]) ** 2).sum()) / max(n - k, 1)
    usual = (n - (size**2).sum() / n) / max(k - 1, 1)
    whole = between + (usual - 1) * inside
    return (float(np.clip((between - inside) / whole, 0.0, 1.0)) if whole > 0 else 0.0), together


def needed(small: float, sd: float, share: float, rho: float, together: float, alike: float, asked: Asked,
           looking: Looking = MEASURED_AGAIN) -> SampleSize | None:
    """Customers with whom an effect of ``small`` is found in 80 of 100 such trials at the level asked for, looked at as asked for."""
    if not (small > 0 and sd > 0):
        return None
    alpha, found = 1 - asked.level, None
    for _ in range(1 if asked.looks == "once" else 5):
        try:
            found = customers_needed(small / sd, share=share, power=POWER, alpha=alpha, rho=min(rho, 0.99), cluster=together, icc=alike)
        except InputRefused:
            return None
        alpha = 2 * float(quantiles.normal_tail(reach(asked, found.n, 1e6, looking)))
    return found


def _words(said: Verdict, value: float, better: Better) -> str:
    """What a verdict says, as a sentence without numbers."""
    helps = (value > 0) == (better == "more")
    return {"found": "It makes a difference for the better, because chance decided who had it." if helps else
                     "It makes a difference for the worse, because chance decided who had it.",
            "nil": "It makes no difference that would be worth its while.",
            "silent": "Whether it makes a difference is not known yet: the interval holds nothing as well as something.",
            "unknown": "Too few customers were compared to say anything."}[said]
