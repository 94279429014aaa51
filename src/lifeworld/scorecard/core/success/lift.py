"""Incremental attainment: what those served attain beyond those held out by chance, and what one would have been told without them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.kit.figure import Figure
from lifeworld.scorecard.core.effects.cells import numbered
from lifeworld.scorecard.core.effects.difference import effect, naive_difference
from lifeworld.scorecard.core.effects.times import restricted
from lifeworld.scorecard.core.effects.values import Effect, Restricted
from lifeworld.scorecard.core.frames import HELD, SERVED
from lifeworld.scorecard.core.success.timing import by_arm
from lifeworld.scorecard.core.success.values import DAYS_EFFECT, EFFECT, JOINED
from lifeworld.scorecard.core.values import T_POINTS, Asked

WORTHWHILE_T = 2.0
"""The smallest effect on T that is worth its while: a fifth of the standard deviation that T has by its definition."""


@dataclass(frozen=True)
class Lift:
    """The effect on T and on days to done, and the naive comparison of those who joined with those who did not, where there is one."""

    effect: Effect
    days: Restricted | None
    joined: tuple[Figure, Figure] | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them, the effect first."""
        found = [self.effect.difference, self.effect.adjusted, self.effect.relative, self.effect.naive]
        found += [*(self.joined or ()), *((self.days.difference, self.days.sooner) if self.days else ())]
        return tuple(one for one in found if one is not None)


def lift(customers: pl.DataFrame, goals: pl.DataFrame, timed: pl.DataFrame, asked: Asked) -> Lift | None:
    """By customers with household, arm and before, their goals, and those to get done with household, arm, when it was drawn, and end
    (``timing.timed``).

    None where nobody is in an arm of a holdout.

    Customers without an arm are those who did not join: they are compared with those who joined and were served, as is done where nobody is
    held out. Chance did not make that difference, so it stands beside the effect and never for it.
    """
    if not customers["arm"].is_in([HELD, SERVED]).any():
        return None
    means = goals.group_by("customer").agg(value=pl.col("t").sort().mean())
    each = numbered(customers.select("customer", "household", "arm", "before").join(means, on="customer", how="left"))
    found = effect(each, name=EFFECT, unit=T_POINTS, asked=asked, query="customers in the holdout", worthwhile=WORTHWHILE_T)
    others = each.filter(pl.col("arm").is_null() | (pl.col("arm") == SERVED)).with_columns(arm=pl.col("arm").fill_null(HELD))
    joined = naive_difference(others, name=JOINED, unit=T_POINTS, asked=asked, query="customers", by="those served against those in no arm")
    since = by_arm(timed)[0]
    both = since["arm"].n_unique() > 1
    return Lift(found, restricted(since, name=DAYS_EFFECT, asked=asked, query="goals to get done, by arm") if both else None, joined)
