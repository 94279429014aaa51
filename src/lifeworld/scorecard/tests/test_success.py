"""Success: its figures are those of goals, what is planted is found, what is not is not, and the naive number is seen through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from lifeworld.goals.core.attainment import customer_means
from lifeworld.goals.core.range_figures import range_figures
from lifeworld.scorecard.core.effects import clustered_means
from lifeworld.scorecard.core.effects import means as means_of
from lifeworld.scorecard.core.frames import FRAMES, Frames, checked
from lifeworld.scorecard.core.simulation.success import SuccessKnobs, simulated_customers, simulated_goals
from lifeworld.scorecard.core.success import success, timing
from lifeworld.scorecard.core.success.lift import Lift, lift
from lifeworld.scorecard.core.success.telling import misled
from lifeworld.scorecard.core.success.timing import curves, timed
from lifeworld.scorecard.core.values import VERSIONS, Asked, FactorScore

ASKED = Asked(since="2026-04-01", until="2026-06-29", as_of="2026-06-30", query="test")
SEEDS = 20


def world(knobs: SuccessKnobs, n: int = 1500, seed: int = 1) -> Frames:
    """Customers and goals with what is planted."""
    customers = simulated_customers(n, seed, knobs)
    goals, _ = simulated_goals(customers, seed, knobs)
    return Frames({"customers": customers, "goals": goals}, simulated=True)


@pytest.fixture(scope="module")
def planted() -> Frames:
    return world(SuccessKnobs(uplift=4.0, quicker=0.5, held=0.3))


@pytest.fixture(scope="module")
def score(planted: Frames) -> FactorScore:
    return success(planted, ASKED)


def lifted(knobs: SuccessKnobs, seed: int) -> Lift:
    """The effect of a small world."""
    frames = world(knobs, 900, seed)
    goals = frames["goals"].join(frames["customers"].select("customer", "household", "arm", "arm_at"), on="customer", how="left")
    found = lift(frames["customers"], frames["goals"], timed(goals), ASKED)
    assert found is not None
    return found


def test_simulated_frames_are_as_declared(planted: Frames) -> None:
    for name in ("customers", "goals"):
        assert checked(name, planted[name]).equals(planted[name])


def test_every_figure_has_its_version_its_day_its_query_and_a_name_of_its_own(score: FactorScore) -> None:
    figures = [score.axis, *score.figures]
    assert len({one.name for one in figures}) == len(figures)
    for one in figures:
        assert one.versions == VERSIONS
        assert one.as_of == ASKED.as_of
        assert one.evidence.query.startswith("test")
        assert one.method
        assert one.kind != "estimate" or not one.enough or "look" in one.method  # whoever looks again is told what holds then


def test_findings_name_figures_that_there_are(score: FactorScore) -> None:
    names = {one.name for one in score.figures}
    assert score.findings
    for one in score.findings:
        assert set(one.figures) <= names
        assert not any(letter.isdigit() for letter in one.words)


def test_the_axis_is_attainment_from_30_to_70(score: FactorScore) -> None:
    assert score.axis.value == pytest.approx(((score.figures[0].value or 0.0) - 30) / 40)
    assert score.axis.name == "axis: success"


def test_without_households_means_are_those_of_goals(planted: Frames) -> None:
    goals = planted["goals"].with_columns(household=pl.lit(None, pl.String))
    values = goals["t"].to_numpy()
    ours = clustered_means(goals, {"t": values}, unit="T", bounds=(0.0, 100.0), asked=ASKED, query="q")["t"]
    theirs = customer_means(goals["customer"], {"t": values}, unit="T", bounds=(0.0, 100.0))["t"]
    assert [ours.value, ours.low, ours.high] == pytest.approx([theirs.value, theirs.low, theirs.high], rel=1e-9)


def test_time_in_range_is_that_of_goals_and_lies_between_its_bounds(planted: Frames) -> None:
    alone = planted["customers"].with_columns(household=pl.lit(None, pl.String))
    found = success(Frames({**planted.by_name, "customers": alone}), ASKED)
    kept = planted["goals"].filter(pl.col("kind") == "manage")
    theirs = range_figures(kept.with_columns(pl.col("goal")))
    for name, peer in (("time in range", theirs.share), ("time in range at worst", theirs.worst), ("time in range at best", theirs.best)):
        ours = found.figure(name)
        assert ours is not None
        assert ours.value == pytest.approx(peer.value)
    worst, share, best = (found.figure(f"time in range{tail}") for tail in (" at worst", "", " at best"))
    assert worst.value < share.value < best.value


def test_households_are_drawn_whole() -> None:
    house = np.repeat(np.arange(100), 4)
    rows = pl.DataFrame({"customer": [f"c{i:03}" for i in range(400)], "household": [f"h{one:03}" for one in house]})
    value = np.random.default_rng(1).normal(50, 10, 100)[house]
    together, alone = (clustered_means(one, {"t": value}, bounds=(0, 100), asked=ASKED, query="q")["t"]
                       for one in (rows, rows.with_columns(household=pl.lit(None, pl.String))))
    assert (together.high - together.low) / (alone.high - alone.low) == pytest.approx(2.0, rel=0.2)


@pytest.mark.parametrize("prior", [0.0, 0.5])
def test_many_households_have_the_interval_that_few_are_drawn_for(prior: float, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = np.random.default_rng(2)
    rows = pl.DataFrame({"customer": np.arange(3000), "household": drawn.integers(0, 1200, 3000)})
    value = (drawn.random(3000) < 0.3).astype(float)
    one = clustered_means(rows, {"x": value}, prior=prior, asked=ASKED, query="q")["x"]
    monkeypatch.setattr(means_of, "DRAWN_MAX", 10)
    other = clustered_means(rows, {"x": value}, prior=prior, asked=ASKED, query="q")["x"]
    assert one.value == other.value
    assert other.high - other.low == pytest.approx(one.high - one.low, rel=0.15)


def test_curves_of_many_goals_are_as_wide_as_those_of_few(planted: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    goals = timed(planted["goals"].join(planted["customers"].select("customer", "household"), on="customer", how="left"))
    goals = goals.with_columns(pl.col("days").ceil())
    few = curves(goals, ASKED)
    monkeypatch.setattr(timing, "_GOALS_MAX", 10)
    monkeypatch.setattr(timing, "_SAMPLE", goals.height)
    many = curves(goals, ASKED)
    assert many.done.value == pytest.approx(few.done.value)
    assert many.done.low == pytest.approx(few.done.low, abs=1e-3, nan_ok=True)
    assert many.done_of_all.high == pytest.approx(few.done_of_all.high, abs=1e-3, nan_ok=True)
    assert (np.nan_to_num(many.done.low) <= np.nan_to_num(few.done.low) + 1e-9).all()


def test_the_score_does_not_hang_on_the_order_of_rows(planted: Frames, score: FactorScore) -> None:
    turned = Frames({name: frame.reverse() for name, frame in planted.by_name.items()}, simulated=True)
    assert success(turned, ASKED) == score


def test_what_is_not_known_widens_the_bounds_of_time_in_range(planted: Frames, score: FactorScore) -> None:
    less = planted["goals"].with_columns((pl.col("n_known", "n_in") * 0.5).floor().cast(pl.Int64))
    found = success(Frames({**planted.by_name, "goals": less}), ASKED)
    width = [one.figure("time in range at best").value - one.figure("time in range at worst").value
             for one in (score, found)]
    assert width[1] > 2 * width[0]


def test_goals_that_were_lowered_are_regret_and_not_attainment(planted: Frames, score: FactorScore) -> None:
    lowered = planted["goals"].with_columns(lowered=pl.lit(value=True), t=pl.lit(40.0))
    found = success(Frames({**planted.by_name, "goals": lowered}), ASKED)
    regret = found.figure("regret: goals made easier that still fall short")
    assert regret is not None
    assert regret.value == pytest.approx(1.0)
    assert {"regret", "short"} <= {one.key for one in found.findings}
    assert "regret" not in {one.key for one in score.findings}


def test_nothing_known_gives_no_number_and_says_what_is_needed() -> None:
    found = success(Frames(), ASKED)
    assert found.axis.value is None
    assert {"few_goals", "no_holdout"} == {one.key for one in found.findings}


def test_few_customers_give_no_number() -> None:
    found = success(world(SuccessKnobs(), 25), ASKED)
    assert all(one.value is None for one in found.figures if one.kind == "estimate")
    assert found.axis.n_needed is not None


def test_a_planted_uplift_is_found() -> None:
    seen = [lifted(SuccessKnobs(uplift=4.0, held=0.4), seed) for seed in range(SEEDS)]
    assert sum(one.effect.verdict == "found" and (one.effect.best.value or 0) > 0 for one in seen) >= 0.95 * SEEDS


def test_where_nothing_is_planted_nothing_is_found() -> None:
    seen = [lifted(SuccessKnobs(held=0.4), seed) for seed in range(SEEDS)]
    assert sum(one.effect.verdict in ("silent", "nil") for one in seen) >= 0.84 * SEEDS
    days = [one.days.difference for one in seen if one.days is not None]
    assert sum(one.low <= 0 <= one.high for one in days) >= 0.84 * SEEDS
    assert not any(misled(one) for one in seen)


def test_where_the_healthier_join_the_naive_number_misleads_and_the_holdout_does_not() -> None:
    seen = [lifted(SuccessKnobs(selection=4.5, held=0.4), seed) for seed in range(SEEDS)]
    assert sum(one.effect.verdict in ("silent", "nil") for one in seen) >= 0.84 * SEEDS
    told = [one.joined[1].value or 0.0 for one in seen if one.joined is not None]
    assert np.mean(told) == pytest.approx(0.09, abs=0.01)
    found = success(world(SuccessKnobs(selection=4.5, held=0.4), 2000), ASKED)
    assert "naive_misleads" in {one.key for one in found.findings}
    assert "lift" not in {one.key for one in found.findings}


def test_who_is_held_out_is_said_to_come_as_far_only_where_that_is_shown() -> None:
    knobs = SuccessKnobs(selection=6.0, uplift=3.0, held=0.3)
    told = [one for seed in range(8) for one in success(world(knobs, 500, seed), ASKED).findings if one.key == "naive_misleads"]
    assert told and not any("as far" in one.words for one in told)  # 3 T are planted, more than is worth its while
    nothing = success(world(SuccessKnobs(selection=6.0, held=0.4), 6000), ASKED).findings
    assert any("whom chance held out come as far" in one.words for one in nothing)


def drawn_late(known: bool = True) -> Frames:
    """Goals of 300 days; chance drew the arms on day 200, and from then on those served are done twice as quickly."""
    drawn, n = np.random.default_rng(5), 6000
    served, start, wait = drawn.random(n) < 0.5, drawn.random(n) * 300, drawn.exponential(60, n)
    left = start + wait - 200
    wait = np.where(served & (left > 0), np.where(start < 200, 200 - start + left / 2, wait / 2), wait)
    end, day = start + wait <= 300, datetime(2026, 1, 1, tzinfo=UTC)
    who = [f"c{i:05}" for i in range(n)]
    at = [day + timedelta(days=float(one)) for one in start]
    customers = pl.DataFrame({"customer": who, "arm": np.where(served, "served", "held"), "arm_at": [day + timedelta(days=200)] * n})
    goals = pl.DataFrame({"customer": who, "goal": "g", "kind": "achieve", "state": np.where(end, "reached", "active"), "lowered": False,
                          "days": np.where(end, wait, 300 - start), "declared_at": at if known else None})
    return Frames({"customers": checked("customers", customers), "goals": checked("goals", goals)})


def test_days_by_arm_count_from_when_chance_drew_it() -> None:
    """Days up to the horizon without being done, of exponential waiting times with means 60 and 30."""
    found = success(drawn_late(), ASKED)
    made = found.figure("effect of being served on days to done")
    assert made is not None and made.low is not None and made.high is not None
    horizon = float(made.method.split(" up to ")[1].split(" days")[0])
    truth = 30 * (1 - np.exp(-horizon / 30)) - 60 * (1 - np.exp(-horizon / 60))
    assert made.low <= truth <= made.high
    assert not any("when chance drew" in one for one in found.warnings)
    unknown = success(drawn_late(known=False), ASKED)
    other = unknown.figure("effect of being served on days to done")
    assert other is not None and other.low is not None and other.low > truth
    assert any("it is not known when they were declared" in one for one in unknown.warnings)


def test_the_null_frame_has_the_declared_columns() -> None:
    assert Frames()["goals"].columns == [one.name for one in FRAMES["goals"].columns]
