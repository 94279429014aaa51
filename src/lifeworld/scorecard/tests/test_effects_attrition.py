"""Where the outcome is known of unlike shares of the two arms, nothing is said because of chance; what is from after it adjusts nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lifeworld.scorecard.core.effects import UNLIKE, Effect, complier, effect, restricted, superiority
from lifeworld.scorecard.core.frames import Frames, checked
from lifeworld.scorecard.core.play_effects import found
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.scorecard.core.sauce import sauce
from lifeworld.scorecard.core.sauce.trials import offered
from lifeworld.scorecard.core.success import success
from lifeworld.scorecard.core.values import Asked

ONCE, AGAIN = Asked(looks="once"), Asked(looks="again")
PLAY = PlayPlan("k", "T", "W.", "S", "O.", "S", "goals/", "W", "attainment", 1.0, type="brand-driven")
N = 3000


def lopsided(seed: int = 1, lost: float = 0.5, n: int = N) -> pl.DataFrame:
    """Nothing has an effect; of those served who fare badly a share is not known."""
    drawn = np.random.default_rng(seed)
    served, value = drawn.random(n) < 0.5, drawn.normal(50, 10, n)
    gone = served & (value < 45) & (drawn.random(n) < lost)
    return pl.DataFrame({
        "customer": [f"c{i:05}" for i in range(n)], "household": pl.Series([None] * n, dtype=pl.String),
        "before": pl.Series([None] * n, dtype=pl.Float64),
        "arm": np.where(served, "served", "held"), "value": pl.Series(np.where(gone, np.nan, value)).fill_nan(None)})


def test_a_difference_of_who_is_known_is_no_effect() -> None:
    made = effect(lopsided(), name="e", unit="T", asked=AGAIN, query="q", worthwhile=1.0)
    assert made.difference.low is not None and made.difference.low > 0  # it seems to help
    assert (made.verdict, made.unlike, made.words) == ("unknown", True, UNLIKE)
    alike = effect(lopsided(lost=0.0), name="e", unit="T", asked=AGAIN, query="q", worthwhile=1.0)
    assert not alike.unlike and alike.verdict in ("nil", "silent")


def test_shares_that_chance_makes_unlike_stop_hardly_any_verdict() -> None:
    drawn = np.random.default_rng(2)
    rows = [lopsided(seed, 0.0, 300) for seed in range(100)]
    some = [one.with_columns(value=pl.when(pl.Series(drawn.random(300) < 0.8)).then("value")) for one in rows]
    stopped = sum(effect(one, name="e", unit="T", asked=AGAIN, query="q").unlike for one in some)
    assert stopped <= 5  # 1 of 100 is promised; 6 and more come in less than 1 of 1,000 such tests


def test_households_go_together_where_shares_are_compared() -> None:
    house, stopped = np.repeat(np.arange(60), 10), {"together": 0, "alone": 0}
    for seed in range(40):
        drawn = np.random.default_rng([3, seed])
        served, known = (drawn.random(60) < 0.5)[house], (drawn.random(60) < 0.5)[house]
        rows = pl.DataFrame({"customer": np.arange(600), "household": house, "arm": np.where(served, "served", "held"),
                             "value": pl.Series(np.where(known, 50.0 + np.arange(600) % 7, np.nan)).fill_nan(None)})
        for way, some in (("together", rows), ("alone", rows.with_columns(household=pl.lit(None, pl.Int64)))):
            stopped[way] += effect(some, name="e", unit="T", asked=ONCE, query="q").unlike
    assert stopped["together"] <= 3
    assert stopped["alone"] >= 10  # as if ten customers of a household said ten things


def test_superiority_and_compliers_have_no_number_then() -> None:
    rows = lopsided().with_columns(used=pl.col("arm") == "served")
    better = superiority(rows, name="s", asked=AGAIN, query="q")
    users = complier(rows, name="c", unit="T", asked=AGAIN, query="q")
    assert better.value is None and UNLIKE in better.warnings
    assert users.effect.value is None and UNLIKE in users.warnings
    assert superiority(lopsided(lost=0.0), name="s", asked=AGAIN, query="q").value is not None


def test_days_that_are_known_of_unlike_shares_say_nothing() -> None:
    rows = lopsided().with_columns(days=pl.col("value"), end=pl.lit(1), used=pl.col("arm") == "served")
    made = restricted(rows, name="d", asked=AGAIN, query="q", used="used")
    assert made.difference.low is not None and made.difference.low > 0
    assert (made.verdict, made.unlike, made.sooner.value) == ("unknown", True, None)
    assert made.complier is not None and made.complier.effect.value is None


def test_a_play_is_neither_praised_nor_ended_by_who_is_known() -> None:
    made = found(PLAY, lopsided().select("customer", "household", "arm", "value", "before"), AGAIN)
    assert made.verdict == "unknown" and made.effect.low is not None and made.effect.low > 0
    assert UNLIKE in made.why and made.n_more is None and "more customers" not in made.why


def test_success_says_that_it_cannot_be_told() -> None:
    rows = lopsided()
    goals = rows.filter(pl.col("value").is_not_null()).select(
        "customer", goal=pl.lit("g"), kind=pl.lit("achieve"), state=pl.lit("active"), lowered=pl.lit(value=False), t="value")
    made = success(Frames({"customers": checked("customers", rows.drop("value")), "goals": checked("goals", goals)}), AGAIN)
    keys = {one.key for one in made.findings}
    assert "lift_unlike" in keys and not keys & {"lift", "lift_nil", "lift_silent", "naive_misleads"}


@pytest.fixture(scope="module")
def done_more() -> pl.DataFrame:
    """Attempts of which the sauce gets more done; quality is not touched, and known only of what was done."""
    drawn = np.random.default_rng(2)
    offered_, skill = drawn.random(N) < 0.5, drawn.normal(size=N)
    done = skill + offered_ + drawn.normal(size=N) > 0.5
    return checked("trials", pl.DataFrame({
        "customer": [f"c{i:05}" for i in range(N)], "trial": "1", "offered": offered_, "used": offered_, "done": done, "days": None,
        "quality": pl.Series(np.where(done, 50 + 10 * skill, np.nan)).fill_nan(None)}))


def test_quality_of_what_was_done_is_no_effect_and_no_axis(done_more: pl.DataFrame) -> None:
    customers = checked("customers", done_more.select("customer"))
    made = sauce(Frames({"customers": customers, "trials": done_more}), AGAIN)
    keys = {one.key for one in made.findings}
    assert {"sauce_done", "sauce_unlike"} <= keys and "sauce_quality" not in keys
    assert made.axis.value is None
    shown = offered(done_more, customers, AGAIN)
    assert shown is not None and shown.later == {"quality"}


def test_what_is_known_of_what_was_done_goes_with_the_sauce_and_is_not_because_of_it() -> None:
    """As many are done with the sauce as without, but not the same: quality is known of as many of both."""
    drawn = np.random.default_rng(4)
    offered_, skill = drawn.random(N) < 0.5, drawn.normal(size=N)
    done = np.where(offered_, skill < 0, skill > 0)
    trials = checked("trials", pl.DataFrame({
        "customer": [f"c{i:05}" for i in range(N)], "trial": "1", "offered": offered_, "used": offered_, "done": done, "days": None,
        "quality": pl.Series(np.where(done, 50 + 10 * skill, np.nan)).fill_nan(None)}))
    made = sauce(Frames({"customers": checked("customers", trials.select("customer")), "trials": trials}), AGAIN)
    said = {one.key: one for one in made.findings}
    assert "sauce_quality" not in said and said["sauce_quality_later"].kind == "watch"
    assert "because" not in said["sauce_quality_later"].words


def adjusted(shift: float) -> Effect:
    """An effect of 5 on T, where what is given as from before was moved by the arm."""
    drawn = np.random.default_rng(1)
    served, able = drawn.random(N) < 0.5, drawn.normal(size=N)
    rows = pl.DataFrame({"customer": np.arange(N), "arm": np.where(served, "served", "held"), "before": 50 + 10 * able + shift * served,
                         "value": 50 + 10 * (0.8 * able + 0.6 * drawn.normal(size=N)) + 5 * served})
    return effect(rows, name="e", unit="T", asked=AGAIN, query="q", worthwhile=2.0)


def test_what_is_from_after_the_arms_were_drawn_adjusts_nothing() -> None:
    spoilt, sound = adjusted(5.0), adjusted(0.0)
    assert sound.adjusted.value == pytest.approx(5, abs=0.6) and sound.verdict == "found"
    assert spoilt.adjusted.value is None and spoilt.best is spoilt.difference and spoilt.verdict == "found"
    assert any("after chance drew" in one for one in spoilt.adjusted.warnings)
