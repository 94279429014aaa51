"""The intervals of presence hold the truth as often as they say: 200 small studies each, 100 where they may hold it more often."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from lifeworld.kit.quantiles import binomial
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.presence import figures_of, names
from lifeworld.scorecard.core.presence.first_touch import entropy_between, first_touches
from lifeworld.scorecard.core.presence.journeys import counted
from lifeworld.scorecard.core.presence.whose import whose
from lifeworld.scorecard.core.simulation.presence import EMBEDDED, EVEN, NATURAL, ONE_SIDED, PresencePlan, true_evenness
from lifeworld.scorecard.core.values import Asked
from lifeworld.scorecard.tests.test_presence import journeys

STUDIES, BOUNDS = 200, 100
ASKED = Asked(replicates=64)
CONSERVATIVE = {names.STEPS, names.NOBODY}
"""Whole steps cannot hold the truth nine times of ten only, and journeys without a customer are clusters of their own."""


def studies(plan: PresencePlan, n: int, number: int = STUDIES) -> Iterator[Frames]:
    """Small studies, cut from one large ecosystem with whole households in each; which journeys have no customer is drawn anew."""
    whole = journeys(replace(plan, cookieless=0.0), n * number, 7, households=0.5)
    part = ((pl.col("customer").str.slice(4).cast(pl.Int64) - 1) // n).alias("study")
    customers = whole["customers"].with_columns(part).partition_by("study", as_dict=True, include_key=False)
    hidden = uniforms(stream_keys(7, 1), whole["starts"].height)[0] < plan.cookieless
    starts = whole["starts"].with_columns(part).with_columns(customer=pl.when(~pl.Series(hidden)).then("customer"))
    for (study,), table in starts.partition_by("study", as_dict=True, include_key=False).items():
        yield Frames({"customers": customers[study,], "starts": table, "surfaces": whole["surfaces"]})


def covered(plan: PresencePlan, truth: dict[str, float], n: int = 200) -> dict[str, int]:
    hits: Counter[str] = Counter()
    for frames in studies(plan, n):
        whom = whose(frames)
        figures = {one.name: one for one in figures_of(first_touches(frames, whom, ASKED), *counted(frames, whom), ASKED)}
        for name, true in truth.items():
            figure = figures[name]
            hits[name] += figure.low is not None and figure.high is not None and figure.low - 1e-9 <= true <= figure.high + 1e-9
    return dict(hits)


def fits(hits: int, *, bound: bool, number: int = STUDIES) -> bool:
    """Not told from .90 at 99 %; bounds may hold it more often, from .87 on."""
    low, high = binomial([0.005, 0.995], number, 0.9)
    least = binomial([0.005], number, 0.87)[0]
    return hits >= least if bound else bool(low <= hits <= high)


def test_rates_ratio_and_evenness() -> None:
    plan = PresencePlan(where=NATURAL, cookieless=0.0, passed=1.2)
    away = float(np.array(NATURAL)[EMBEDDED].sum() / sum(NATURAL))
    truth = {names.EVENNESS: true_evenness(plan), names.EFFECTIVE: math.exp(true_evenness(plan) * math.log(6)), names.PASSED: 1.2,
             names.AWAY: 0.6, names.HOME: 0.5, names.CARRIED: plan.carried, names.NEED: 0.7 * away + 0.4 * (1 - away), names.NEAR: 0.75,
             names.WITH_ACCOUNT: plan.account, names.STEPS: 3.0, names.ACCOUNT: plan.account * (2 - math.exp(-2))}
    found = covered(plan, truth)
    assert all(fits(hits, bound=name in CONSERVATIVE) for name, hits in found.items()), found


@pytest.mark.parametrize(("where", "cookieless", "bound"), [(ONE_SIDED, 0.0, False), (EVEN, 0.0, True), (NATURAL, 0.4, True)])
def test_evenness_where_it_is_hard(where: tuple[float, ...], cookieless: float, bound: bool) -> None:
    plan, number = PresencePlan(where=where, cookieless=cookieless, more=0.5), BOUNDS if bound else STUDIES
    true = true_evenness(plan) * math.log(len(where))
    hits: Counter[str] = Counter()
    for frames in studies(plan, 260, number):
        touches = first_touches(frames, whose(frames), ASKED)
        for how in ("bounds", "chao"):
            found = entropy_between(touches, ASKED, how=how)
            hits[how] += found is not None and found.low <= true + 1e-9 and true - 1e-9 <= found.high
    assert fits(hits["bounds"], bound=bound, number=number), hits
    assert fits(hits["chao"], bound=True, number=number), hits
