"""The intervals of audiences hold the truth as often as they say: 200 small studies each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtr

from lifeworld.kit.quantiles import binomial
from lifeworld.scorecard.core.audiences import names
from lifeworld.scorecard.core.audiences.focus import focus_between, still_open
from lifeworld.scorecard.core.audiences.separation import attained, auc_between, came
from lifeworld.scorecard.core.clusters import Between
from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.simulation.audiences import FITS, NO_FIT, AudiencePlan, answer_frames, true_focus
from lifeworld.scorecard.core.simulation.people import people
from lifeworld.scorecard.core.simulation.worlds import customer_frame

STUDIES, N, LEVEL = 200, 260, 0.9


def fits(hits: int, *, bound: bool = False) -> bool:
    """Not told from .90 at 99 %; bounds may hold it more often, from .87 on."""
    low, high = binomial([0.005, 0.995], STUDIES, 0.9)
    least = binomial([0.005], STUDIES, 0.87)[0]
    return bool(hits >= least if bound else low <= hits <= high)


def holds(found: Between | None, true: float) -> bool:
    return found is not None and found.low - 1e-9 <= true <= found.high + 1e-9


def cut(customers: pl.DataFrame, **tables: pl.DataFrame) -> Iterator[Frames]:
    """Small studies, cut from one large ecosystem with whole households in each."""
    part = ((pl.col("customer").str.slice(4).cast(pl.Int64) - 1) // N).alias("study")
    parts = {name: checked(name, table).with_columns(part).partition_by("study", as_dict=True, include_key=False)
             for name, table in {"customers": customers, **tables}.items()}
    for study in range(STUDIES):
        yield Frames({name: one[study,] for name, one in parts.items()})


@pytest.mark.parametrize(("plan", "bound"), [
    (FITS, True), (NO_FIT, False), (AudiencePlan(served=0.3, others_served=0.45, important=0.6, own=0.8, common=0.9), False),
    (AudiencePlan(served=0.65, others_served=0.35, important=0.65, own=0.65, common=0.65), True),  # nothing is open for the audience at all
])
def test_focus(plan: AudiencePlan, bound: bool) -> None:
    hits = 0
    whom = people(N * STUDIES, 500, households=0.5)
    for frames in cut(customer_frame(whom, whom.before), answers=answer_frames(whom, plan)[0]["answers"]):
        found = still_open(frames)
        assert found is not None
        hits += holds(focus_between(found, LEVEL), true_focus(plan))
    assert fits(hits, bound=bound), hits


def test_separation_precision_and_reach_with_households_that_are_alike() -> None:
    hits: Counter[str] = Counter()
    precision = 0.4 * 0.75 / (0.4 * 0.75 + 0.6 * 0.5)
    whom = people(N * STUDIES, 900, households=0.6, alike=0.6)
    goals = pl.DataFrame({"customer": whom.keys, "goal": "g", "kind": "achieve", "state": "active", "lowered": False,
                          "t": 50 + 10 * whom.ability + 5 * whom.target})
    for frames in cut(customer_frame(whom, whom.before), goals=goals):
        counts = came(frames)
        for name, found, true in (
                (names.AUC, auc_between(attained(frames), LEVEL), float(ndtr(0.5 / math.sqrt(2)))),
                (names.PRECISION, counts.share("hit", "active", LEVEL), precision), (names.REACH, counts.share("hit", "ours", LEVEL), 0.75),
                (names.BALANCE, counts.share("hit_twice", "either", LEVEL), 2 * precision * 0.75 / (precision + 0.75)),
                (names.MORE_ACTIVE, counts.difference(("hit", "ours"), ("other", "rest"), LEVEL), 0.25)):
            hits[name] += holds(found, true)
    assert all(fits(n) for n in hits.values()), hits


def test_households_that_answer_alike_widen_the_interval() -> None:
    whom = people(N, 3, households=1.0)
    answers, _ = answer_frames(whom, FITS)
    table = checked("answers", answers["answers"])
    twins = table.with_columns(customer=pl.format("twin-{}", "customer"))
    customers = customer_frame(whom, whom.before).with_columns(household=pl.format("home-{}", "customer"))
    both = pl.concat([customers, customers.with_columns(customer=pl.format("twin-{}", "customer"))])
    twice = still_open(Frames({"customers": both, "answers": pl.concat([table, twins])}))
    once = still_open(Frames({"customers": customers, "answers": table}))
    assert once is not None and twice is not None
    assert np.allclose(once.covariance, twice.covariance)  # a twin who says the same tells nothing new
