"""Days to done of two arms: areas and influences equal lifelines and the bootstrap, and censoring does not lean either way."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.scorecard.core.effects import restricted
from lifeworld.scorecard.core.effects.times import _area, _sooner, not_done
from lifeworld.scorecard.core.values import Asked

ONCE = Asked(looks="once")
NUMBERS = np.arange(240)
OFFERED = NUMBERS * 7 % 13 < 6
LATEST = 20 + NUMBERS * 53 % 71.0
TO_DONE = (1 + NUMBERS * 37 % 91) / (1 + OFFERED)
TIME, DONE = np.minimum(TO_DONE, LATEST), (TO_DONE <= LATEST).astype(np.int64)
GIVEN_UP = np.where(DONE == 1, np.where(NUMBERS % 4 == 3, 2, 1), 0)
LIFELINES = {False: 36.60617660729516, True: 22.418213116244164}
"""lifelines 0.30.3, restricted_mean_survival_time of KaplanMeierFitter up to day 50."""
LIFELINES_SHARES = {False: (0.07751937984496125, 0.17923973345990107, 0.36100825490725125),
                    True: (0.17117117117117117, 0.38946020398889264, 0.7546258991378164)}
"""lifelines 0.30.3, AalenJohansenFitter of the first end on days 10, 25 and 45, days apart by 1e-6 so that none are tied."""


def rows(end: np.ndarray = DONE) -> pl.DataFrame:
    """The made study as a frame."""
    return pl.DataFrame({"customer": [f"c{i:03}" for i in NUMBERS], "household": [f"h{i // 2:03}" for i in NUMBERS],
                         "arm": np.where(OFFERED, "served", "held"), "days": TIME, "end": end})


@pytest.mark.parametrize("arm", [False, True])
def test_areas_are_those_of_lifelines(arm: bool) -> None:
    kept = arm == OFFERED
    area = _area(not_done(TIME[kept], DONE[kept]), 50.0)[0]
    assert area == pytest.approx(LIFELINES[arm], rel=2e-3)


@pytest.mark.parametrize("arm", [False, True])
def test_what_was_given_up_is_never_done_as_in_lifelines(arm: bool) -> None:
    kept = arm == OFFERED
    curve = not_done((TIME + NUMBERS * 1e-6)[kept], GIVEN_UP[kept])
    found = [1 - curve.value[np.searchsorted(curve.at, day, side="right") - 1] for day in (10, 25, 45)]
    assert found == pytest.approx(LIFELINES_SHARES[arm], rel=1e-9)


def test_the_horizon_and_the_difference() -> None:
    found = restricted(rows(), name="days", asked=ONCE, query="q")
    areas = [_area(not_done(TIME[arm == OFFERED], DONE[arm == OFFERED]), found.horizon or 0.0)[0] for arm in (False, True)]
    assert found.difference.value == pytest.approx(areas[1] - areas[0])
    assert found.sooner.value is not None
    assert found.sooner.value > 0.5


@pytest.mark.parametrize("end", [DONE, GIVEN_UP], ids=["censored", "given up"])
def test_influences_tell_the_spread_that_the_bootstrap_of_households_tells(end: np.ndarray) -> None:
    found = restricted(rows(end), name="days", asked=ONCE, query="q")
    drawn, days, chances = np.random.default_rng(4), [], []
    for _ in range(300):
        house = drawn.integers(0, 120, 120)
        at = np.concatenate([2 * house, 2 * house + 1])
        curves = [not_done(TIME[part], end[part]) for part in (at[~OFFERED[at]], at[OFFERED[at]])]
        days.append(_area(curves[1], found.horizon or 0.0)[0] - _area(curves[0], found.horizon or 0.0)[0])
        chances.append(_sooner(curves, found.horizon or 0.0)[0])
    for figure, peer in ((found.difference, days), (found.sooner, chances)):
        assert (figure.high - figure.low) / 2 / 1.66 == pytest.approx(np.std(peer), rel=0.12)


def test_without_censoring_it_is_the_plain_difference_of_means() -> None:
    found = restricted(rows().with_columns(days=pl.Series(TO_DONE), end=pl.lit(1)), name="days", asked=ONCE, query="q")
    horizon = found.horizon or 0.0
    cut = np.minimum(TO_DONE, horizon)
    assert found.difference.value == pytest.approx(cut[OFFERED].mean() - cut[~OFFERED].mean())
    served, held = np.where(horizon >= TO_DONE, TO_DONE, np.inf)[OFFERED][:, None], np.where(horizon >= TO_DONE, TO_DONE, np.inf)[~OFFERED]
    assert found.sooner.value == pytest.approx(((served < held) + (served == held) / 2).mean())


def test_too_few_done_say_how_many_are_needed() -> None:
    found = restricted(rows(np.zeros(240, np.int64)), name="days", asked=ONCE, query="q")
    assert found.difference.value is None
    assert "At least 10 must be done" in found.warnings[0]


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_attempts_does_not_matter(chance: object) -> None:
    order = list(range(240))
    chance.shuffle(order)
    assert restricted(rows()[order], name="days", asked=ONCE, query="q") == restricted(rows(), name="days", asked=ONCE, query="q")
